import { type CursorBond, Cursors, Database, type WorkspaceTx } from '@debrief/infra';
import { type OtlpSpan, readTally } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { boundReads } from './filters/bound-reads';
import { equals } from './filters/condition';
import { parseOrder } from './list-order';
import { type ListPage, type ListPageRequest, toListPage, toRowRange } from './list-page';
import { exactTotal, totalOf } from './list-total';
import { hasNativeRuns } from './native/native-rows';
import { countAllSpans } from './count-all-spans';
import { countSpans, selectSpanSummaries, type SpanHome } from './span-summary.queries';
import { orderTimeline } from './order-timeline';
import { getTraceSummary, readSpans } from './read-spans';
import { eachSent, readSentSpans } from './sent-spans';
import { findSpan } from './trace-spans.queries';
import { countTraces, selectTraceSummaries } from './trace-summary.queries';
import type { SpanListQuery, SpanSummary, TraceListQuery, TraceSummary } from './spans.types';

export interface TraceWithSpans {
  readonly trace: TraceSummary;
  /** In timeline order. */
  readonly spans: readonly SpanSummary[];
  readonly isTruncated: boolean;
}

/** Reads runs as trace explorers do: as traces of spans (otel.md C), whatever surface they came in by. */
@Injectable()
export class SpansService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * A page of a project's runs.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND, CONFLICT `project_ambiguous`; MALFORMED `invalid_cursor`; INVALID for page and cursor together
   */
  async listTraces(
    scope: Scope,
    project: string,
    query: TraceListQuery,
    page: ListPageRequest,
  ): Promise<ListPage<TraceSummary>> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const bond = bondOf(scope, `spans/traces/${projectId}`, query);
      const range = toRowRange(this.cursors, bond, page);
      await boundReads(tx, query);
      const rows = await selectTraceSummaries(tx, projectId, query, range);
      const isWhole = query.conditions.length === 0 && !query.onlyObserved;
      const total = isWhole
        ? exactTotal(await readTally(tx, projectId), 'traces')
        : await totalOf(tx, range, rows.length, () => countTraces(tx, projectId, query));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /** @throws DomainError NOT_FOUND project, trace */
  getTrace(scope: Scope, project: string, externalId: string): Promise<TraceSummary> {
    return this.inProject(scope, project, (tx, projectId) => getTraceSummary(tx, projectId, externalId));
  }

  /** A run with its spans, the first 10,000. @throws DomainError NOT_FOUND project, trace */
  getTraceWithSpans(scope: Scope, project: string, externalId: string): Promise<TraceWithSpans> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const { spans, isTruncated } = await readSpans(tx, trace);
      return { trace, spans: orderTimeline(spans), isTruncated };
    });
  }

  /** A page of the spans of a project: imported ones, and what native events are as spans. @throws as `listTraces` */
  async listSpans(
    scope: Scope,
    project: string,
    query: SpanListQuery,
    page: ListPageRequest,
  ): Promise<ListPage<SpanSummary>> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const bond = bondOf(scope, `spans/spans/${projectId}`, query);
      const range = toRowRange(this.cursors, bond, page);
      await boundReads(tx, query);
      const home = { projectId, hasNative: await hasNativeRuns(tx, projectId) };
      const rows = await selectSpanSummaries(tx, home, query, range);
      const isWhole = query.conditions.length === 0 && query.isObservation === undefined;
      const total = isWhole
        ? await countAllSpans(tx, home)
        : await totalOf(tx, range, rows.length, () => countSpans(tx, home, query));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /**
   * A page of the spans of one run.
   * @throws as `listTraces`; NOT_FOUND trace
   */
  async listSpansOfTrace(
    scope: Scope,
    { project, externalId }: { readonly project: string; readonly externalId: string },
    query: SpanListQuery,
    page: ListPageRequest,
  ): Promise<ListPage<SpanSummary>> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const bond = bondOf(scope, `spans/of/${trace.id}`, query);
      const range = toRowRange(this.cursors, bond, page);
      const home = homeOf(projectId, trace);
      const rows = await selectSpanSummaries(tx, home, query, range);
      const total = await totalOf(tx, range, rows.length, () => countSpans(tx, home, query));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /** @throws DomainError NOT_FOUND project, trace, span */
  getSpan(
    scope: Scope,
    project: string,
    { externalId, spanId }: { readonly externalId: string; readonly spanId: string },
  ): Promise<SpanSummary> {
    return this.inProject(scope, project, async (tx, projectId) => {
      const trace = await getTraceSummary(tx, projectId, externalId);
      const span = (await findSpan(tx, trace, spanId)) ?? (await findNativeSpan(tx, homeOf(projectId, trace), spanId));
      if (!span) throw notFound('span', spanId);
      return span;
    });
  }

  /** Goes through spans with what was sent of each. */
  eachSent(scope: Scope, spans: readonly SpanSummary[]): ReturnType<typeof eachSent> {
    return eachSent(this.database, scope, spans);
  }

  /** What was sent of one. */
  async getSent(scope: Scope, span: SpanSummary): Promise<readonly [SpanSummary, OtlpSpan | null]> {
    const sent = await this.database.inWorkspace(scope, (tx) => readSentSpans(tx, [span]));
    return [span, sent.get(span) ?? null];
  }

  private inProject<T>(
    scope: Scope,
    project: string,
    work: (tx: WorkspaceTx, projectId: string) => Promise<T>,
  ): Promise<T> {
    return this.database.inWorkspace(scope, async (tx) => work(tx, await locateProject(tx, scope, project)));
  }
}

const homeOf = (projectId: string, { id, surface }: TraceSummary): SpanHome => ({
  projectId,
  traceId: id,
  hasNative: surface === 'native',
});

const findNativeSpan = async (tx: WorkspaceTx, home: SpanHome, spanId: string): Promise<SpanSummary | undefined> => {
  if (!home.hasNative) return undefined;
  const query: SpanListQuery = { conditions: [equals('span_id', spanId)], order: parseOrder(undefined, 'spans') };
  return (await selectSpanSummaries(tx, home, query, { after: undefined, offset: 0, limit: 1 }))[0];
};

const bondOf = (scope: Scope, list: string, query: TraceListQuery | SpanListQuery): CursorBond => ({
  workspaceId: scope.workspaceId,
  list,
  filters: { ...query },
});
