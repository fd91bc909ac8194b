import { DomainError } from '@debrief/kernel';
import { Injectable, type NestMiddleware } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

/** Refuses a query string that does not decode (otel.md C1): express would read its escapes as they stand. */
@Injectable()
export class ReadableQuery implements NestMiddleware {
  use({ originalUrl }: Request, _response: Response, next: NextFunction): void {
    const [, query = ''] = originalUrl.split('?', 2);
    if (!isDecodable(query))
      throw new DomainError('INVALID', 'The query string is not percent-encoded UTF-8', { subject: 'query' });
    next();
  }
}

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
