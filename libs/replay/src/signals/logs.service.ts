import { Cursors, Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { type ListPage, type ListPageRequest, toListPage, toRowRange, toTotal } from '../spans/list-page';
import { SpansService } from '../spans/spans.service';
import { countLogs, selectLogs } from './log.queries';
import type { LogListQuery, LogRecord } from './signals.types';

/** Reads the log records of OpenTelemetry (otel.md B6). */
@Injectable()
export class LogsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
    private readonly spans: SpansService,
  ) {}

  /**
   * A page of a project's records, newest first.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND, CONFLICT `project_ambiguous`; MALFORMED `invalid_cursor`; INVALID for page and cursor together
   */
  list(scope: Scope, project: string, query: LogListQuery, page: ListPageRequest): Promise<ListPage<LogRecord>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const projectId = await locateProject(tx, scope, project);
      const bond = { workspaceId: scope.workspaceId, list: `logs/${projectId}`, filters: { ...query } };
      const rows = await selectLogs(tx, projectId, query, toRowRange(this.cursors, bond, page));
      const total = toTotal(await countLogs(tx, projectId, query));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /** Those of a run that is there. @throws as `list`; NOT_FOUND trace */
  async listOfTrace(
    scope: Scope,
    { project, externalId }: { readonly project: string; readonly externalId: string },
    query: LogListQuery,
    page: ListPageRequest,
  ): Promise<ListPage<LogRecord>> {
    await this.spans.getTrace(scope, project, externalId);
    return this.list(scope, project, { ...query, traceId: externalId }, page);
  }

  /** Those of a span that is there. @throws as `list`; NOT_FOUND trace, span */
  async listOfSpan(
    scope: Scope,
    { project, ...span }: { readonly project: string; readonly externalId: string; readonly spanId: string },
    query: LogListQuery,
    page: ListPageRequest,
  ): Promise<ListPage<LogRecord>> {
    await this.spans.getSpan(scope, project, span);
    return this.list(scope, project, { ...query, traceId: span.externalId, spanId: span.spanId }, page);
  }
}
