import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';

const name = 'debrief_browser';
const days = 24 * 60 * 60_000;

/** What this browser keeps, by which it is known again when GitHub sends the person back. It says nothing about who they are. */
export const findBrowser = (request: Request): string | undefined => {
  const pairs = (request.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([key]) => key === name)?.[1];
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
};

/** As `findBrowser`; one that keeps nothing yet is given something. */
export const keepBrowser = (request: Request, response: Response): string => {
  const known = findBrowser(request);
  if (known !== undefined) return known;
  const value = randomBytes(32).toString('base64url');
  response.cookie(name, value, {
    httpOnly: true,
    secure: request.secure,
    sameSite: 'lax',
    path: '/api',
    maxAge: 30 * days,
  });
  return value;
};
