import { LOG, type Log } from '@debrief/infra';
import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { Request, Response } from 'express';
import { rendererFor } from './error-renderers';
import { toDomainError } from './failure';
import { contextOf } from './request-context';
import { sendBytes } from './send-bytes';

/** Writes every error in the form of the surface that the request was for. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOG) private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = toDomainError(thrown);
    if (error.code === 'INTERNAL') this.log.error({ err: error.cause ?? error }, 'request failed');
    else if (error.code === 'UNAVAILABLE')
      this.log.warn({ err: error }, 'request refused: a part it needs is unavailable');
    // The answer has begun: the only way left to say that it is incomplete is to cut it off.
    if (response.headersSent) return void response.destroy();

    const rendered = rendererFor(request.originalUrl)(error, contextOf(request).requestId, request);
    const { status } = rendered;
    const retryAfter = 'retryAfter' in rendered ? rendered.retryAfter : error.retryAfter;
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="debrief"');
    response.removeHeader('Cache-Control');
    response.status(status);
    if ('body' in rendered) response.json(rendered.body);
    else sendBytes(request, response, rendered.contentType, rendered.bytes);
  }
}
