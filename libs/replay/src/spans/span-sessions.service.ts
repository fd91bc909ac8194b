import { type CursorBond, Cursors, Database } from '@debrief/infra';
import { readTally } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { boundReads } from './filters/bound-reads';
import { type ListPage, type ListPageRequest, toListPage, toRowRange } from './list-page';
import { exactTotal, totalOf } from './list-total';
import { countSessions, findSession, selectSessions } from './session-summary.queries';
import type { SessionListQuery, SessionSummary, TraceSummary } from './spans.types';
import { selectTracesOfSession } from './trace-summary.queries';

/** A session is shown with so many runs. */
const wholeSessionLimit = 10_000;

export interface SessionWithTraces {
  readonly session: SessionSummary;
  /** In the order of their starts. */
  readonly traces: readonly TraceSummary[];
}

/** Reads conversations (otel.md C3): the runs that carry one session id. A session exists only through them. */
@Injectable()
export class SpanSessionsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * A page of a project's sessions.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND, CONFLICT `project_ambiguous`; MALFORMED `invalid_cursor`; INVALID for page and cursor together
   */
  async list(
    scope: Scope,
    project: string,
    query: SessionListQuery,
    page: ListPageRequest,
  ): Promise<ListPage<SessionSummary>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const projectId = await locateProject(tx, scope, project);
      const bond: CursorBond = {
        workspaceId: scope.workspaceId,
        list: `spans/sessions/${projectId}`,
        filters: { ...query },
      };
      const range = toRowRange(this.cursors, bond, page);
      const { conditions } = query;
      await boundReads(tx, query);
      const rows = await selectSessions(tx, projectId, query, range);
      const total =
        conditions.length === 0
          ? exactTotal(await readTally(tx, projectId), 'sessions')
          : await totalOf(tx, range, rows.length, () => countSessions(tx, projectId, conditions));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /** @throws DomainError NOT_FOUND project, session */
  get(scope: Scope, project: string, sessionId: string): Promise<SessionWithTraces> {
    return this.database.inWorkspace(scope, async (tx) => {
      const projectId = await locateProject(tx, scope, project);
      const session = await findSession(tx, projectId, sessionId);
      if (!session) throw notFound('session', sessionId);
      return { session, traces: await selectTracesOfSession(tx, projectId, sessionId, wholeSessionLimit) };
    });
  }
}
