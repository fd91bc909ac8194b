import { Database } from '@debrief/infra';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { findSession } from '../spans/session-summary.queries';
import type { SessionSummary } from '../spans/spans.types';
import { toPlatformTrace, type TraceWithParts, withParts } from './platform-trace-reader';
import { selectTracesOfSession } from './platform-traces.queries';

/** A session is shown with so many runs. */
const shownTraces = 1_000;

export interface PlatformSession {
  readonly session: SessionSummary;
  /** In the order of their starts, the first so many. */
  readonly traces: readonly TraceWithParts[];
}

/** Reads one conversation with its runs (platform.md B1); lists of them are those of `SpanSessionsService`. */
@Injectable()
export class PlatformSessionReader {
  constructor(private readonly database: Database) {}

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, sessionId: string): Promise<PlatformSession> {
    return this.database.inWorkspace(scope, async (tx) => {
      const session = await findSession(tx, projectId, sessionId);
      if (!session) throw notFound('session', sessionId);
      const rows = await selectTracesOfSession(tx, projectId, sessionId, shownTraces);
      const parts = { io: true, observationIds: false, scoreIds: false };
      return { session, traces: await withParts(tx, projectId, rows.map(toPlatformTrace), parts) };
    });
  }
}
