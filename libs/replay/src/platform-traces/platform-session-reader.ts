import { Database } from '@debrief/infra';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { findSession } from '../spans/session-summary.queries';
import type { SessionSummary } from '../spans/spans.types';
import { selectTraceIdsOfSession } from './platform-traces.queries';

/** A session is shown with so many runs. */
const shownTraces = 1_000;

export interface PlatformSession {
  readonly session: SessionSummary;
  /** Internal ids of its runs in the order of their starts, the first so many. */
  readonly traceIds: readonly string[];
}

/** Reads one conversation and names its runs (platform.md B1); lists of them are those of `SpanSessionsService`. */
@Injectable()
export class PlatformSessionReader {
  constructor(private readonly database: Database) {}

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, sessionId: string): Promise<PlatformSession> {
    return this.database.inWorkspace(scope, async (tx) => {
      const session = await findSession(tx, projectId, sessionId);
      if (!session) throw notFound('session', sessionId);
      return { session, traceIds: await selectTraceIdsOfSession(tx, projectId, sessionId, shownTraces) };
    });
  }
}
