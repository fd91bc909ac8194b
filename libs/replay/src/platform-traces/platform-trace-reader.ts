import { type CursorBond, Cursors, Database, type WorkspaceTx } from '@debrief/infra';
import { readTally } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { inMeasuredBatches, textLengthOf } from '../measured-batches';
import { boundReads } from '../spans/filters/bound-reads';
import { type ListPage, type ListPageRequest, toListPage, toRowRange } from '../spans/list-page';
import { exactTotal, totalOf } from '../spans/list-total';
import { createdAtOf } from './created-at';
import type { PlatformTrace, PlatformTraceQuery, TraceIo } from './platform-trace';
import {
  countPlatformTraces,
  findPlatformTrace,
  type PlatformTraceRow,
  selectPlatformTraceIds,
  selectPlatformTraces,
} from './platform-traces.queries';
import { readTraceIo } from './read-trace-io';
import { selectObservationIds, selectScoreIds } from './trace-parts.queries';

/** What of a run is read beside its own fields, for those who ask. */
export interface TraceParts {
  readonly io: boolean;
  readonly observationIds: boolean;
  readonly scoreIds: boolean;
}

export interface TraceWithParts {
  readonly trace: PlatformTrace;
  /** Null: not asked for. */
  readonly io: TraceIo | null;
  readonly observationIds: readonly string[];
  readonly scoreIds: readonly string[];
}

/** Reads runs as programs do (platform.md B1, D), whatever surface they came in by. */
@Injectable()
export class PlatformTraceReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * Internal ids of the runs on a page of a project's, in their order: what they are is read by `eachWithParts`.
   * @throws DomainError MALFORMED `invalid_cursor`; UNAVAILABLE where a filter that no index knows takes too long
   */
  async list(
    scope: Scope,
    projectId: string,
    query: PlatformTraceQuery,
    page: ListPageRequest,
  ): Promise<ListPage<string>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const bond: CursorBond = {
        workspaceId: scope.workspaceId,
        list: `platform/traces/${projectId}`,
        filters: { ...query },
      };
      const range = toRowRange(this.cursors, bond, page);
      const isWhole = query.conditions.length === 0;
      // All, by their start: an index has them in this order, and only a far page takes long.
      if (!isWhole || range.offset > 0 || query.order.column !== 'timestamp') await boundReads(tx);
      const rows = await selectPlatformTraceIds(tx, projectId, query, range);
      const total = isWhole
        ? exactTotal(await readTally(tx, projectId), 'traces')
        : await totalOf(tx, range, rows.length, () => countPlatformTraces(tx, projectId, query));
      const found = toListPage(this.cursors, bond, page, { rows, total });
      return { ...found, items: found.items.map(({ id }) => id) };
    });
  }

  /**
   * Goes through runs of a project with what is asked for beside them, a few at a time and each time in a transaction of its own, so
   * that many large ones cost no memory.
   * @param ids internal ones; runs that are gone are left out
   * @yields so many, in their order
   */
  eachWithParts(
    scope: Scope,
    projectId: string,
    ids: readonly string[],
    parts: TraceParts,
  ): AsyncGenerator<TraceWithParts[]> {
    const read = (some: readonly string[]): Promise<TraceWithParts[]> =>
      this.database.inWorkspace(scope, async (tx) => {
        const rows = new Map((await selectPlatformTraces(tx, some)).map((row) => [row.id, toPlatformTrace(row)]));
        return withParts(
          tx,
          projectId,
          some.flatMap((id) => rows.get(id) ?? []),
          parts,
        );
      });
    return inMeasuredBatches(ids, read, ({ io }) => (io ? textLengthOf([io.input, io.output]) : 0));
  }

  /** A run alone; undefined: there is none. */
  find(scope: Scope, projectId: string, externalId: string): Promise<PlatformTrace | undefined> {
    return this.database.inWorkspace(scope, async (tx) => {
      const row = await findPlatformTrace(tx, projectId, externalId);
      return row && toPlatformTrace(row);
    });
  }

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, externalId: string, parts: TraceParts): Promise<TraceWithParts> {
    return this.database.inWorkspace(scope, async (tx) => {
      const row = await findPlatformTrace(tx, projectId, externalId);
      if (!row) throw notFound('trace', externalId);
      const [found] = await withParts(tx, projectId, [toPlatformTrace(row)], parts);
      return found!;
    });
  }
}

const toPlatformTrace = ({ touchedAt, ...row }: PlatformTraceRow): PlatformTrace => {
  const createdAt = createdAtOf(row.id);
  return { ...row, createdAt, updatedAt: Math.max(createdAt, touchedAt ?? createdAt) };
};

const nothing: ReadonlyMap<string, never> = new Map<string, never>();

/** The runs with what is asked for beside them. */
const withParts = async (
  tx: WorkspaceTx,
  projectId: string,
  traces: readonly PlatformTrace[],
  parts: TraceParts,
): Promise<TraceWithParts[]> => {
  const ids = traces.map(({ id }) => id);
  const externalIds = traces.map(({ externalId }) => externalId);
  const ioOf = parts.io ? await readTraceIo(tx, ids) : nothing;
  const observationsOf = parts.observationIds ? await selectObservationIds(tx, ids) : nothing;
  const scoresOf = parts.scoreIds ? await selectScoreIds(tx, projectId, externalIds) : nothing;
  return traces.map((trace) => ({
    trace,
    io: ioOf.get(trace.id) ?? null,
    observationIds: observationsOf.get(trace.id) ?? [],
    scoreIds: scoresOf.get(trace.externalId) ?? [],
  }));
};
