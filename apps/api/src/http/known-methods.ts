import { DomainError } from '@debrief/kernel';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { type RouteInfo, Routes } from '../../http/routes';
import { allowedMethods } from './allowed-methods';

/** Tells who uses a method that a path does not have which ones there are (otel.md C1). */
@Injectable()
export class KnownMethods implements NestMiddleware {
  private known: readonly RouteInfo[] | undefined;

  constructor(private readonly routes: Routes) {}

  use(request: Request, response: Response, next: NextFunction): void {
    this.known ??= this.routes.list();
    const allowed = allowedMethods(this.known, request.baseUrl + request.path);
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (allowed.length === 0 || allowed.includes(method) || method === 'OPTIONS') return next();
    response.setHeader('Allow', allowed.join(', '));
    throw new DomainError('NOT_FOUND', `The method must be ${allowed.join(' or ')}`, { reason: 'method_not_allowed' });
  }
}
