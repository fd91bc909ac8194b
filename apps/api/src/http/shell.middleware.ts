import { LOG, type Log, Meters, ReadinessChecks, unlimited, withLogContext } from '@debrief/infra';
import { Inject, Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { createAccessLog, type Outcome } from './access-log';
import { BodyRoom } from './bodies/body-room';
import { discardRest } from './bodies/discard-rest';
import { writeAllowance } from './rate-limits';
import { type RequestContext, setRequestContext } from './request-context';
import { decideRequestId } from './request-id';

/** The outermost layer: gives each request its id, context and log line, and each response the headers that all have. */
@Injectable()
export class Shell {
  private readonly report: (outcome: Outcome) => void;

  constructor(
    private readonly bodies: BodyRoom,
    @Inject(LOG) log: Log,
    meters: Meters,
    private readonly readiness: ReadinessChecks,
  ) {
    this.report = createAccessLog(log, meters);
    meters.gauge('debrief.http.body_bytes', 'Bytes of request bodies held now', () => bodies.bytesHeld, 'By');
  }

  /** As an express middleware; it must be the first. */
  readonly handle = (request: Request, response: Response, next: NextFunction): void => {
    const startedAt = performance.now();
    const requestId = decideRequestId(request.get('x-request-id'));
    const context: RequestContext = { requestId, body: this.bodies.readerOf(request) };
    setRequestContext(request, context);
    response.setHeader('X-Request-Id', requestId);
    writeAllowance(response, unlimited(Date.now()));
    if (this.readiness.isDraining) response.setHeader('Connection', 'close');

    withLogContext({ requestId }, () => {
      response.once('finish', () => discardRest(request));
      response.once('close', () => {
        context.body.release();
        this.report({ request, response, ms: performance.now() - startedAt, workspaceId: context.scope?.workspaceId });
      });
      next();
    });
  };
}
