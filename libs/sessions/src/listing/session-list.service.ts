import { type CursorBond, Cursors, Database, toPage } from '@debrief/infra';
import { notFound, type Scope } from '@debrief/kernel';
import { getProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { SessionTrace } from '../session-event';
import { SessionReader, toSessionTrace } from '../session-reader';
import { countLimit } from './event-page';
import type { EventPageRequest } from './session-events.service';
import { countSessions, findSessions, listLatestRuns } from './session-list.queries';
import type { SessionFilter, SessionRow } from './session-list.types';

export interface SessionPage {
  readonly sessions: readonly SessionRow[];
  readonly total: number;
  /** The total is a lower bound. */
  readonly isEstimated: boolean;
  readonly nextCursor: string | null;
}

export interface SessionWithRuns {
  readonly session: SessionRow;
  /** By start. */
  readonly traces: readonly SessionTrace[];
}

/** Lists the sessions of a project, and shows one with its runs. */
@Injectable()
export class SessionListService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly reader: SessionReader,
  ) {}

  /**
   * The session that was active last first.
   * @param project id or slug
   * @throws DomainError NOT_FOUND project; MALFORMED `invalid_cursor`
   */
  async list(scope: Scope, project: string, filter: SessionFilter, page: EventPageRequest): Promise<SessionPage> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id: projectId } = await getProject(tx, scope, project);
      const bond: CursorBond = {
        workspaceId: scope.workspaceId,
        list: `sessions/${projectId}`,
        filters: { ...filter, from: filter.from?.getTime(), to: filter.to?.getTime() },
      };
      const position = this.cursors.open(bond, page.cursor);
      const after = position && { at: new Date(Number(position[0])), id: String(position[1]) };
      const request = { after, offset: page.offset, limit: page.limit + 1 };
      const { items, nextCursor } = toPage(
        await listLatestRuns(tx, projectId, filter, request),
        page.limit,
        ({ at, id }) => this.cursors.seal(bond, [at.getTime(), id]),
      );
      const ids = items.map(({ sessionId }) => sessionId);
      const found = new Map((await findSessions(tx, projectId, { ids })).map((session) => [session.id, session]));
      const counted = await countSessions(tx, projectId, filter);
      return {
        sessions: ids.flatMap((id) => found.get(id) ?? []),
        total: Math.min(counted, countLimit),
        isEstimated: counted > countLimit,
        nextCursor,
      };
    });
  }

  /** @param project id or slug @throws DomainError NOT_FOUND project, session */
  async get(scope: Scope, project: string, sessionId: string): Promise<SessionWithRuns> {
    const home = await this.reader.locate(scope, project, sessionId);
    const which = home.onlyRun === null ? { ids: [sessionId] } : { runId: home.onlyRun.id };
    const [session] = await this.database.inWorkspace(scope, (tx) => findSessions(tx, home.projectId, which));
    if (!session) throw notFound('session', sessionId);
    const traces: SessionTrace[] = [];
    for await (const runs of this.reader.listRuns(home)) traces.push(...runs.map(toSessionTrace));
    return { session: { ...session, id: sessionId }, traces };
  }
}
