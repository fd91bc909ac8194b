import type { Log, Meters } from '@debrief/infra';
import type { Request, Response } from 'express';

/** What a request came to. */
export interface Outcome {
  readonly request: Request;
  readonly response: Response;
  readonly ms: number;
  readonly workspaceId: string | undefined;
}

/** nginx's number for "the client went away before the answer". */
const clientClosed = 499;

/** The pattern of the route, never the path itself: paths hold ids, and would make a label without bound. */
const routeOf = (request: Request): string => (request.route as { path?: string } | undefined)?.path ?? 'none';

/** Reports each request once it is over: one log line and one measurement. */
export const createAccessLog = (log: Log, meters: Meters): ((outcome: Outcome) => void) => {
  // Its fields are fixed and hold no secret; looking for some would be a third of the line's cost.
  const lines = log.child({}, { redact: [] });
  const durations = meters.seconds(
    'http.server.request.duration',
    'Time from the request line to the end of the answer',
  );
  return ({ request, response, ms, workspaceId }) => {
    const status = response.writableFinished ? response.statusCode : clientClosed;
    const { method } = request;
    const route = routeOf(request);
    durations.record(ms / 1000, {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status,
    });
    lines.info({ method, route, status, ms: Math.round(ms * 10) / 10, workspaceId }, 'request');
  };
};
