import { type CursorBond, Cursors, Database, type WorkspaceTx } from '@debrief/infra';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { inMeasuredBatches, textLengthOf } from '../measured-batches';
import { type PlatformCondition } from '../platform-filters/platform-condition';
import { countAllSpans } from '../spans/count-all-spans';
import { boundReads } from '../spans/filters/bound-reads';
import { type ListPageRequest, type ListTotal, type RowRange, toListPage, toRowRange } from '../spans/list-page';
import { totalOf } from '../spans/list-total';
import { hasNativeRuns } from '../spans/native/native-rows';
import { getTraceSummary, wholeTraceLimit } from '../spans/read-spans';
import type { TraceSummary } from '../spans/spans.types';
import { findTraceSummary } from '../spans/trace-summary.queries';
import { readDetails } from './details.queries';
import { countObservations, findObservation, type ObservationHome, selectObservations } from './observation.queries';
import type { DetailedObservation, Observation, ObservationPage, ObservationQuery } from './observation.types';

export interface ObservationPageRequest {
  /** From 1; with a cursor 1. */
  readonly page?: number;
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** False: nobody asks for the total, and it is 0. */
  readonly isCounted?: boolean;
}

/** A page so far behind is walked to row by row. */
const farOffset = 10_000;

/** Reads the steps of runs of every surface as observations (platform.md B1, D). */
@Injectable()
export class ObservationReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * A page of a project's observations, newest start first, without their details.
   * @param projectId of the scope's workspace
   * @throws DomainError MALFORMED `invalid_cursor`; INVALID for page and cursor together
   */
  list(
    scope: Scope,
    projectId: string,
    query: ObservationQuery,
    request: ObservationPageRequest,
  ): Promise<ObservationPage> {
    return this.database.inWorkspace(scope, async (tx) => {
      const home = await homeOf(tx, projectId, query.conditions);
      return this.readPage(tx, scope, { home, list: `observations/${projectId}`, query, request });
    });
  }

  /** A page of the observations of one run. @throws as `list`; NOT_FOUND trace */
  listPageOfTrace(
    scope: Scope,
    { projectId, traceId }: { readonly projectId: string; readonly traceId: string },
    request: ObservationPageRequest,
  ): Promise<ObservationPage> {
    return this.database.inWorkspace(scope, async (tx) => {
      const trace = await getTraceSummary(tx, projectId, traceId);
      const query = { conditions: [] };
      return this.readPage(tx, scope, {
        home: homeInRun(projectId, trace),
        list: `observations/of/${trace.id}`,
        query,
        request,
      });
    });
  }

  /**
   * The observations of a run by their start, the first 10,000, without their details.
   * @throws DomainError NOT_FOUND trace
   */
  listOfTrace(scope: Scope, projectId: string, traceId: string): Promise<Observation[]> {
    return this.database.inWorkspace(scope, async (tx) => {
      const trace = await getTraceSummary(tx, projectId, traceId);
      const all: RowRange = { after: undefined, offset: 0, limit: wholeTraceLimit };
      return (await selectObservations(tx, homeInRun(projectId, trace), [], all, 'asc')).map(withoutPosition);
    });
  }

  /**
   * Goes through observations of one project with their details, a few at a time and each time in a transaction of its own, so that
   * many large ones cost no memory.
   * @yields so many, in their order
   */
  eachDetailed(scope: Scope, observations: readonly Observation[]): AsyncGenerator<DetailedObservation[]> {
    const read = (some: readonly Observation[]): Promise<DetailedObservation[]> =>
      this.database.inWorkspace(scope, (tx) => readDetails(tx, some));
    return inMeasuredBatches(observations, read, ({ details: { input, output, metadata } }) =>
      textLengthOf([input, output, metadata]),
    );
  }

  /** An observation by its id. @throws DomainError NOT_FOUND observation */
  get(scope: Scope, projectId: string, id: string): Promise<DetailedObservation> {
    return this.database.inWorkspace(scope, async (tx) => {
      const found = await findObservation(tx, projectId, id);
      if (!found) throw notFound('observation', id);
      const [detailed] = await readDetails(tx, [found]);
      return detailed!;
    });
  }

  /** An observation without its details; undefined: there is none. */
  find(scope: Scope, projectId: string, id: string): Promise<Observation | undefined> {
    return this.database.inWorkspace(scope, (tx) => findObservation(tx, projectId, id));
  }

  private async readPage(
    tx: WorkspaceTx,
    scope: Scope,
    { home, list, query, request }: PageToRead,
  ): Promise<ObservationPage> {
    const bond: CursorBond = { workspaceId: scope.workspaceId, list, filters: { conditions: query.conditions } };
    const page: ListPageRequest = { page: request.page ?? 1, limit: request.limit, ...cursorOf(request) };
    const range = toRowRange(this.cursors, bond, page);
    if (home === null) return { items: [], nextCursor: null, total: 0, isEstimated: false };
    if (query.conditions.length > 0 || range.offset > farOffset) await boundReads(tx);
    const rows = await selectObservations(tx, home, query.conditions, range);
    const isWhole = query.conditions.length === 0 && home.traceId === undefined;
    const count = (): Promise<ListTotal> =>
      isWhole
        ? countAllSpans(tx, home)
        : totalOf(tx, range, rows.length, () => countObservations(tx, home, query.conditions));
    const total = request.isCounted === false ? notCounted : await count();
    const { items, nextCursor } = toListPage(this.cursors, bond, page, { rows, total });
    return { items: items.map(withoutPosition), nextCursor, total: total.items, isEstimated: total.isEstimated };
  }
}

interface PageToRead {
  /** Null: nothing can be found. */
  readonly home: ObservationHome | null;
  readonly list: string;
  readonly query: ObservationQuery;
  readonly request: ObservationPageRequest;
}

const notCounted: ListTotal = { items: 0, isEstimated: false };

const cursorOf = ({ cursor }: ObservationPageRequest) => (cursor === undefined ? {} : { cursor });

const withoutPosition = <T extends { readonly position: unknown }>({ position: _, ...item }: T): Omit<T, 'position'> =>
  item;

/** Of one run where the conditions name one: then its own rows alone are looked at. */
const homeOf = async (
  tx: WorkspaceTx,
  projectId: string,
  conditions: readonly PlatformCondition[],
): Promise<ObservationHome | null> => {
  const ofRun = conditions.find(({ column, op }) => column === 'traceId' && op === 'eq');
  if (!ofRun) return { projectId, hasNative: await hasNativeRuns(tx, projectId) };
  const trace = await findTraceSummary(tx, projectId, String(ofRun.value));
  return trace ? homeInRun(projectId, trace) : null;
};

const homeInRun = (projectId: string, { id, surface }: TraceSummary): ObservationHome => ({
  projectId,
  traceId: id,
  hasNative: surface === 'native',
});
