import { CONFIG, type Config } from '@debrief/infra';
import { forbidden } from '@debrief/kernel';
import { TelemetryService } from '@debrief/telemetry';
import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import type { Observable } from 'rxjs';
import { exposedHeaders } from '../../http/exposed-headers';
import { contextOf, requestOf } from '../../http/request-context';
import { ingestPath } from './errors';

const allowOrigin = 'Access-Control-Allow-Origin';
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
  response.setHeader(allowOrigin, origin);
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', allowedHeaders.join());
  response.setHeader('Access-Control-Max-Age', 600);
  response.status(204).end();
};

/**
 * Lets a page read what it is answered: as an express middleware, since the door refuses before any interceptor runs. Whether it may
 * report at all is decided behind the door, where the project is known.
 */
export const showIngestAnswers = (request: Request, response: Response, next: NextFunction): void => {
  const origin = request.get('origin');
  if (origin !== undefined && request.path.startsWith(ingestPath)) {
    response.vary('Origin');
    response.setHeader(allowOrigin, origin);
    response.setHeader('Access-Control-Expose-Headers', exposedHeaders.join());
  }
  next();
};

/** Takes reports from pages of those origins only that the project, or the operator, allows. Who is no page names no origin. */
@Injectable()
export class IngestOrigin implements NestInterceptor {
  private readonly operators: readonly string[];

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly telemetry: TelemetryService,
  ) {
    this.operators = config.http.corsOrigins;
  }

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = requestOf(execution);
    const origin = request.get('origin');
    const { scope } = contextOf(request);
    const isOperators = this.operators.some((allowed) => allowed === origin || allowed === '*');
    if (origin === undefined || !scope || isOperators || (await this.telemetry.allowsOrigin(scope, origin)))
      return next.handle();
    execution.switchToHttp().getResponse<Response>().removeHeader(allowOrigin);
    throw forbidden('The project takes no reports from pages of this origin', 'wrong_principal');
  }
}
