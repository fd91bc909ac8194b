import { createHash } from 'node:crypto';
import { invalid, type Scope } from '@debrief/kernel';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request, Response } from 'express';
import { lastValueFrom, type Observable, of } from 'rxjs';
import { readBytes } from '../body';
import { contextOf, requestOf } from '../request-context';
import { type Claim, Idempotency, type StoredAnswer } from './idempotency';
import type { RecordKey } from './idempotency.queries';

const maxKeyLength = 256;
/** Headers that are part of an answer and are given again with it. */
const keptHeaders = ['location', 'retry-after'];

/** Makes a route idempotent for clients that send `Idempotency-Key`. Only 2xx answers are kept. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly idempotency: Idempotency) {}

  async intercept(execution: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = requestOf(execution);
    const sent = request.get('idempotency-key');
    const { scope } = contextOf(request);
    // Without a scope (a user who has no workspace yet) there is no tenant to remember the answer for.
    if (sent === undefined || !scope || isUpload(request)) return next.handle();
    if (sent.length === 0 || sent.length > maxKeyLength)
      throw invalid('Idempotency-Key', `must have 1 to ${maxKeyLength} characters`);

    const response = execution.switchToHttp().getResponse<Response>();
    const begun = await this.idempotency.begin(scope, recordKey(request, scope, sent), await readBytes(execution));
    if ('status' in begun) return of(replay(response, begun));
    return of(await this.run(scope, begun, next, response));
  }

  private async run(scope: Scope, claim: Claim, next: CallHandler, response: Response): Promise<unknown> {
    let value: unknown;
    try {
      value = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      await this.idempotency.release(scope, claim);
      throw error;
    }
    const { statusCode: status } = response;
    if (status < 200 || status > 299) await this.idempotency.release(scope, claim);
    else
      await this.idempotency.finish(scope, claim, {
        status,
        body: value === undefined ? '' : JSON.stringify(value),
        headers: headersOf(response),
      });
    return value;
  }
}

/** Files are compared by their content anyway; only the JSON form of a route takes a key. */
const isUpload = (request: Request): boolean => {
  const type = request.get('content-type');
  return type !== undefined && !/json|text\/plain|urlencoded/i.test(type);
};

const recordKey = (request: Request, { actor }: Scope, key: string): RecordKey => {
  const route = `${request.method} ${request.path}`;
  const isLong = route.length > 512;
  return {
    principal: `${actor.type}:${actor.id}`,
    route: isLong ? createHash('sha256').update(route).digest('hex') : route,
    key,
  };
};

const headersOf = (response: Response): Record<string, string> =>
  Object.fromEntries(
    keptHeaders.flatMap((name) => (response.hasHeader(name) ? [[name, String(response.getHeader(name))]] : [])),
  );

const replay = (response: Response, { status, body, headers }: StoredAnswer): string | undefined => {
  response.status(status).setHeader('Idempotent-Replayed', 'true');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (body === '') return undefined;
  response.type('json');
  return body;
};
