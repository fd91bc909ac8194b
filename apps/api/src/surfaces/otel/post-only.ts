import { DomainError } from '@debrief/kernel';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Tells who uses another method than POST which one there is (otel.md A1). */
@Injectable()
export class PostOnly implements NestMiddleware {
  use(request: Request, response: Response, next: NextFunction): void {
    if (request.method === 'POST') return next();
    response.setHeader('Allow', 'POST');
    throw new DomainError('NOT_FOUND', 'The method must be POST', { reason: 'method_not_allowed' });
  }
}
