import { forbidden } from '@debrief/kernel';
import { TelemetryService } from '@debrief/telemetry';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { contextOf, requestOf } from '../../http/request-context';
import { ingestPath } from './errors';

const allowedHeaders = ['Content-Type', 'Content-Encoding', 'X-SeeStack-Key', 'Idempotency-Key'];

/**
 * Answers what a browser asks before it sends: as an express middleware. It carries no key, so any page may ask; from which pages a
 * project is reported to is decided when the key is known.
 */
export const answerIngestPreflight = (request: Request, response: Response, next: NextFunction): void => {
  const origin = request.get('origin');
  const isPreflight = request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined;
  if (!isPreflight || origin === undefined || !request.path.startsWith(ingestPath)) return next();
  response.vary('Origin');
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', allowedHeaders.join());
  response.setHeader('Access-Control-Max-Age', 600);
  response.status(204).end();
};

/** Takes reports from pages of those origins only that the project, or the operator, allows. Who is no page names no origin. */
@Injectable()
export class IngestOrigin implements NestInterceptor {
  constructor(private readonly telemetry: TelemetryService) {}

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = requestOf(execution);
    const origin = request.get('origin');
    const { scope } = contextOf(request);
    const response = execution.switchToHttp().getResponse<Response>();
    if (origin === undefined || !scope || response.hasHeader('Access-Control-Allow-Origin')) return next.handle();
    if (!(await this.telemetry.allowsOrigin(scope, origin)))
      throw forbidden('The project takes no reports from pages of this origin', 'wrong_principal');
    response.vary('Origin');
    response.setHeader('Access-Control-Allow-Origin', origin);
    return next.handle();
  }
}
