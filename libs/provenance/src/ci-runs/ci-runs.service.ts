import { Cursors, Database, type PageRequest } from '@debrief/infra';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { readCountedPage } from '../recording/counted-page';
import type { CountedPage } from '../recording/recording.types';
import type { CiRun, CiRunFilters, CiRunKey, CiStats } from './ci-run.types';
import { ciRunRows, loadCiRuns } from './ci-runs.queries';
import { readCiStats } from './ci-stats.queries';
import { locateCiRun } from './record-ci-run';

/** Reads runs of pipelines. What a run brings to a regression run is seen to there, with the writing. */
@Injectable()
export class CiRunsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /** @throws DomainError NOT_FOUND */
  get(scope: Scope, projectId: string, id: string): Promise<CiRun> {
    return this.database.inWorkspace(scope, (tx) => locateCiRun(tx, projectId, id));
  }

  /** The newest run of a provider's id, of that job and attempt where they are named. @throws DomainError NOT_FOUND */
  async findOfProvider(
    scope: Scope,
    projectId: string,
    providerRunId: string,
    narrow: Partial<Omit<CiRunKey, 'providerRunId'>>,
  ): Promise<CiRun> {
    const found = await this.database.inWorkspace(scope, async (tx) => {
      let rows = tx
        .selectFrom('ciRun')
        .select('id')
        .where('projectId', '=', projectId)
        .where('providerRunId', '=', providerRunId);
      for (const field of ['provider', 'jobName', 'attempt'] as const) {
        const value = narrow[field];
        if (value !== undefined) rows = rows.where(field, '=', value);
      }
      const newest = await rows.orderBy('id', 'desc').limit(1).executeTakeFirst();
      return newest && (await loadCiRuns(tx, [newest.id]))[0];
    });
    if (!found) throw notFound('CI run', providerRunId);
    return found;
  }

  /** Newest first. @throws DomainError MALFORMED `invalid_cursor` */
  list(scope: Scope, projectId: string, filters: CiRunFilters, page: PageRequest): Promise<CountedPage<CiRun>> {
    return this.database.inWorkspace(scope, (tx) =>
      readCountedPage(tx, {
        cursors: this.cursors,
        bond: { workspaceId: scope.workspaceId, list: `ci-runs/${projectId}`, filters: { ...filters } },
        page,
        rows: ciRunRows(projectId, filters),
        isFiltered: Object.values(filters).some((value) => value !== undefined),
        load: (ids) => loadCiRuns(tx, ids),
      }),
    );
  }

  stats(scope: Scope, projectId: string, filters: CiRunFilters): Promise<CiStats> {
    return this.database.inWorkspace(scope, (tx) => readCiStats(tx, projectId, filters));
  }
}
