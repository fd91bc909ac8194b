import { DomainError } from '@debrief/kernel';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { allowedMethods } from './allowed-methods';
import { type RouteInfo, Routes } from './routes';

/** Tells who uses a method that a path does not have which ones there are. */
@Injectable()
export class KnownMethods implements NestMiddleware {
  private known: readonly RouteInfo[] | undefined;

  constructor(private readonly routes: Routes) {}

  use(request: Request, response: Response, next: NextFunction): void {
    this.known ??= this.routes.list();
    const allowed = allowedMethods(this.known, request.baseUrl + request.path);
    if (allowed.length === 0 || allowed.includes(request.method)) return next();
    response.setHeader('Allow', allowed.join(', '));
    throw new DomainError('NOT_FOUND', `The method must be ${allowed.join(' or ')}`, { reason: 'method_not_allowed' });
  }
}
