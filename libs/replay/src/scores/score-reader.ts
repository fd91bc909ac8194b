import { type CursorBond, Cursors, Database, type Page, toPage, type WorkspaceTx } from '@debrief/infra';
import { readTally } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { condition, type PlatformCondition } from '../platform-filters/platform-condition';
import { boundReads } from '../spans/filters/bound-reads';
import { type ListPage, type ListPageRequest, toListPage, toRowRange } from '../spans/list-page';
import { exactTotal, totalOf } from '../spans/list-total';
import { countScores, selectScores, selectScoresOf, selectScoreStats } from './score.queries';
import type { Score, ScoreListQuery, ScoreStats } from './score.types';

/** Reads scores of one project back. `projectId`s are internal ones, all other ids external. */
@Injectable()
export class ScoreReader {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * A page of scores, newest first, ties by id.
   * @throws DomainError MALFORMED `invalid_cursor`; INVALID for page and cursor together; UNAVAILABLE where reading takes too long
   */
  list(scope: Scope, projectId: string, query: ScoreListQuery, page: ListPageRequest): Promise<ListPage<Score>> {
    const { conditions } = query;
    return this.database.inWorkspace(scope, async (tx) => {
      const bond = bondOf(scope, projectId, conditions);
      const range = toRowRange(this.cursors, bond, page);
      if (conditions.length > 0 || range.offset > 0) await boundReads(tx);
      const rows = await selectScores(tx, projectId, conditions, range);
      const total =
        conditions.length === 0
          ? exactTotal(await readTally(tx, projectId), 'scores')
          : await totalOf(tx, range, rows.length, () => countScores(tx, projectId, conditions));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /** As `list`, where nobody asks how many there are. */
  listUncounted(scope: Scope, projectId: string, query: ScoreListQuery, page: ListPageRequest): Promise<Page<Score>> {
    const { conditions } = query;
    return this.database.inWorkspace(scope, async (tx) => {
      const bond = bondOf(scope, projectId, conditions);
      const range = toRowRange(this.cursors, bond, page);
      if (conditions.length > 0) await boundReads(tx);
      const rows = await selectScores(tx, projectId, conditions, range);
      return toPage(rows, page.limit, (last) => this.cursors.seal(bond, last.position));
    });
  }

  /** A page of the scores of a run and of its parts. @throws DomainError NOT_FOUND trace; as `list` */
  async listOfTrace(scope: Scope, projectId: string, traceId: string, page: ListPageRequest): Promise<ListPage<Score>> {
    const found = await this.database.inWorkspace(scope, (tx) =>
      tx
        .selectFrom('trace')
        .select('id')
        .where('projectId', '=', projectId)
        .where('externalId', '=', traceId)
        .executeTakeFirst(),
    );
    if (!found) throw notFound('trace', traceId);
    return this.list(scope, projectId, { conditions: [condition('traceId', 'eq', traceId)] }, page);
  }

  /** The score, if it is one of those that the conditions name. @throws DomainError NOT_FOUND */
  async getAmong(
    scope: Scope,
    projectId: string,
    id: string,
    conditions: readonly PlatformCondition[],
  ): Promise<Score> {
    const [score] = await this.database.inWorkspace(scope, (tx) =>
      selectScores(tx, projectId, [condition('id', 'eq', id), ...conditions], {
        after: undefined,
        offset: 0,
        limit: 1,
      }),
    );
    if (!score) throw notFound('score', id);
    return score;
  }

  /** @throws DomainError NOT_FOUND */
  async get(scope: Scope, projectId: string, id: string): Promise<Score> {
    const [score] = await this.getMany(scope, projectId, [id]);
    if (!score) throw notFound('score', id);
    return score;
  }

  /** Those that are there. */
  getMany(scope: Scope, projectId: string, ids: readonly string[]): Promise<Score[]> {
    return this.database.inWorkspace(scope, (tx) => selectScoresOf(tx, projectId, 'id', ids));
  }

  /** The scores of runs and of their parts, by run, the newest 10,000 in all; a run without one is not in the map. */
  listOfTraces(scope: Scope, projectId: string, traceIds: readonly string[]): Promise<ReadonlyMap<string, Score[]>> {
    return this.listOf(scope, projectId, 'traceId', traceIds);
  }

  /** The scores of sessions themselves, not of their runs. */
  listOfSessions(
    scope: Scope,
    projectId: string,
    sessionIds: readonly string[],
  ): Promise<ReadonlyMap<string, Score[]>> {
    return this.listOf(scope, projectId, 'sessionId', sessionIds);
  }

  listOfDatasetRuns(scope: Scope, projectId: string, runIds: readonly string[]): Promise<ReadonlyMap<string, Score[]>> {
    return this.listOf(scope, projectId, 'datasetRunId', runIds);
  }

  /** Figures over all scores of a name. @param conditions narrow further @throws DomainError UNAVAILABLE where reading takes too long */
  stats(scope: Scope, projectId: string, name: string, conditions: readonly PlatformCondition[]): Promise<ScoreStats> {
    return this.database.inWorkspace(scope, async (tx) => {
      await boundReads(tx);
      const figures = await selectScoreStats(tx, projectId, [condition('name', 'eq', name), ...conditions]);
      return { name, ...figures };
    });
  }

  private async listOf(
    scope: Scope,
    projectId: string,
    target: 'traceId' | 'sessionId' | 'datasetRunId',
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Score[]>> {
    if (ids.length === 0) return new Map();
    const scores = await this.database.inWorkspace(scope, (tx: WorkspaceTx) =>
      selectScoresOf(tx, projectId, target, ids),
    );
    return Map.groupBy(scores, (score) => score[target]!);
  }
}

const bondOf = ({ workspaceId }: Scope, projectId: string, conditions: readonly PlatformCondition[]): CursorBond => ({
  workspaceId,
  list: `scores/${projectId}`,
  filters: { conditions },
});
