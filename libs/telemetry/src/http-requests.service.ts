import { type CursorBond, Cursors, Database, toPage } from '@debrief/infra';
import { findJoinedTraces } from '@debrief/ingestion';
import { invalid, isUuid, notFound, type Scope } from '@debrief/kernel';
import { narrowToProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import type { HttpRequest } from './http-request.types';
import type { RequestFilters } from './queries/filters';
import { countRequests, findRequest, type ListTotal, positionOf, selectRequests } from './queries/list.queries';
import { boundReads } from './queries/bound-reads';
import { resolveRequests } from './queries/resolve-requests';
import { chooseTrace, idsBehind, toTraceLink, type TraceLink } from './queries/trace-link';

export interface RequestListQuery {
  /** Id or slug. */
  readonly project?: string;
  readonly filters: RequestFilters;
  /** From 1. */
  readonly page: number;
  readonly perPage: number;
  readonly cursor?: string;
}

export interface TraceRequestsQuery extends Pick<RequestListQuery, 'project' | 'cursor'> {
  /** As `toWireId` gives it. */
  readonly traceId: string;
}

export interface RequestPage {
  readonly items: readonly HttpRequest[];
  /** Above which they are slow. */
  readonly slowMs: number;
  readonly nextCursor: string | null;
}

const deepestRow = 10_000;
const perTrace = 1_000;

/** Reads requests back. */
@Injectable()
export class HttpRequestsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Newest first.
   * @throws DomainError FORBIDDEN for a project that the caller may not read; INVALID for a page too deep; MALFORMED `invalid_cursor`
   */
  async list(scope: Scope, query: RequestListQuery): Promise<RequestPage & { readonly total: ListTotal }> {
    const { project, filters, page, perPage, cursor } = query;
    if (cursor !== undefined && page > 1) throw invalid('page', 'cannot be given together with cursor');
    if (page * perPage > deepestRow) throw invalid('page', `leads beyond row ${deepestRow}: use the cursor`);
    return this.database.inWorkspace(scope, async (tx) => {
      const requests = await resolveRequests(tx, scope, project);
      await boundReads(tx);
      const bond = bondOf(scope, 'http-requests', { ...filters, project: requests.projectId });
      const range = { after: this.cursors.open(bond, cursor), offset: (page - 1) * perPage, limit: perPage + 1 };
      const rows = await selectRequests(tx, requests, { filters, order: 'newest', ...range });
      const total = await countRequests(tx, requests, filters);
      return { ...this.toPage(bond, rows, perPage), slowMs: requests.slowMs, total };
    });
  }

  /** One request with the run that it belongs to. @throws DomainError NOT_FOUND; FORBIDDEN as `list` */
  async get(scope: Scope, id: string, project?: string) {
    if (!isUuid(id)) throw notFound('request', id);
    return this.database.inWorkspace(scope, async (tx) => {
      const request = await findRequest(tx, id, (await narrowToProject(tx, scope, project)) ?? null);
      if (!request) throw notFound('request', id);
      const { projectId, slowMs } = await resolveRequests(tx, scope, request.projectId);
      const joined = await findJoinedTraces(tx, projectId, [request.traceId]);
      return { request, slowMs, trace: toTraceLink(chooseTrace(joined, request.traceId), projectId) };
    });
  }

  /**
   * The requests that carry an id, oldest first, at most 1,000 and then a cursor. Of a run's own id also those that carry the one that
   * its SDK propagates.
   * @throws DomainError as `list`
   */
  async listOfTrace(
    scope: Scope,
    { project, traceId, cursor }: TraceRequestsQuery,
  ): Promise<RequestPage & { readonly trace: TraceLink | null }> {
    return this.database.inWorkspace(scope, async (tx) => {
      const requests = await resolveRequests(tx, scope, project);
      const { projectId, slowMs } = requests;
      const bond = bondOf(scope, 'http-requests-of-trace', { traceId, project: projectId });
      const joined = await findJoinedTraces(tx, projectId, [traceId]);
      const rows = await selectRequests(tx, requests, {
        filters: { traceIds: idsBehind(joined, traceId) },
        order: 'oldest',
        after: this.cursors.open(bond, cursor),
        limit: perTrace + 1,
      });
      return {
        ...this.toPage(bond, rows, perTrace),
        slowMs,
        trace: toTraceLink(chooseTrace(joined, traceId), projectId),
      };
    });
  }

  private toPage(bond: CursorBond, rows: readonly HttpRequest[], limit: number) {
    return toPage(rows, limit, (last) => this.cursors.seal(bond, positionOf(last)));
  }
}

const bondOf = ({ workspaceId }: Scope, list: string, filters: object): CursorBond => ({
  workspaceId,
  list,
  filters: { ...filters },
});
