import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Nobody but the caller keeps what is said of a session (sessions.md §1, "Freshness"). */
@Injectable()
export class PrivateAnswers implements NestMiddleware {
  use(_request: Request, response: Response, next: NextFunction): void {
    response.setHeader('Cache-Control', 'private, no-store');
    next();
  }
}
