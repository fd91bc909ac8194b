import { DomainError } from '@debrief/kernel';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { speaksProtobuf, takesExports } from '../traces/export-body';

const readable = /^application\/(?:[\w.-]+\+)?json$/;

/** Refuses bodies of `/v1` that say that they are no JSON (platform.md A); exports of spans are their route's own matter. */
@Injectable()
export class JsonOnly implements NestMiddleware {
  use(request: Request, _response: Response, next: NextFunction): void {
    const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    if (type !== '' && hasBody(request) && !readable.test(type) && !(takesExports(request) && speaksProtobuf(request)))
      throw new DomainError('UNSUPPORTED', 'The Content-Type must be application/json');
    next();
  }
}

const hasBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
