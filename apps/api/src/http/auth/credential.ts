import type { IncomingHttpHeaders } from 'node:http';

/** A credential as it was presented, not yet checked. `publicKey` is set for Basic, whose pair must belong together. */
export interface PresentedCredential {
  readonly secret: string;
  readonly publicKey: string | null;
  /** `any`: key, token or JWT. `key`: the header that carried it is for API keys alone. */
  readonly kind: 'any' | 'key';
}

const keyHeaders = ['x-api-key', 'x-seestack-key'] as const;

/**
 * Reads the credential of a request: `Authorization` (Bearer, the bare value, or Basic), else `X-API-Key` or `X-SeeStack-Key`.
 * Query strings are never looked at: they end up in logs.
 * @returns undefined when there is none, or when it has no form that could be right
 */
export const readCredential = (headers: IncomingHttpHeaders): PresentedCredential | undefined => {
  const { authorization } = headers;
  if (authorization !== undefined && authorization.trim() !== '') return readAuthorization(authorization.trim());
  for (const name of keyHeaders) {
    const value = headers[name];
    if (typeof value === 'string' && value.trim() !== '') return { secret: value.trim(), publicKey: null, kind: 'key' };
  }
  return undefined;
};

const readAuthorization = (value: string): PresentedCredential | undefined => {
  const [first = '', second, ...rest] = value.split(/[ \t]+/);
  if (rest.length > 0) return undefined;
  if (second === undefined) return isScheme(first) ? undefined : { secret: first, publicKey: null, kind: 'any' };
  switch (first.toLowerCase()) {
    case 'bearer':
      return { secret: second, publicKey: null, kind: 'any' };
    case 'basic':
      return readBasic(second);
    default:
      return undefined;
  }
};

const isScheme = (word: string): boolean => ['bearer', 'basic'].includes(word.toLowerCase());

const readBasic = (encoded: string): PresentedCredential | undefined => {
  const [publicKey, secret, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (!publicKey || !secret || rest.length > 0) return undefined;
  return { secret, publicKey, kind: 'key' };
};
