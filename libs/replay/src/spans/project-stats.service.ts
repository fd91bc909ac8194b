import { Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { boundReads } from './filters/bound-reads';
import type { FilterOption, OptionList, OptionsQuery } from './filter-options';
import { selectOptions } from './filter-options.queries';
import {
  countActive,
  countBefore,
  modelRuns,
  selectFrameworks,
  selectModels,
  selectTotals,
} from './project-stats.queries';
import type { ProjectStats, StatsPeriod } from './project-stats.types';

/** Adds up a project's runs: for dashboards, and for what lists can be filtered by. */
@Injectable()
export class ProjectStatsService {
  constructor(private readonly database: Database) {}

  /** @param project id, slug or `default` @throws DomainError NOT_FOUND, CONFLICT `project_ambiguous` */
  get(scope: Scope, project: string, period: StatsPeriod): Promise<ProjectStats> {
    return this.database.inWorkspace(scope, async (tx) => {
      const id = await locateProject(tx, scope, project);
      await boundReads(tx);
      const totals = await selectTotals(tx, id, period);
      return {
        ...totals,
        tracesPrevious: await countBefore(tx, id, period),
        byFramework: await selectFrameworks(tx, id, period),
        byModel: await selectModels(tx, id, period),
        isOfNewestRuns: totals.traces > modelRuns,
        recentActivity: await countActive(tx, id),
      };
    });
  }

  /** The most frequent values of some columns of a list. @throws as `get` */
  listOptions(
    scope: Scope,
    project: string,
    list: OptionList,
    query: OptionsQuery,
  ): Promise<ReadonlyMap<string, readonly FilterOption[]>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const id = await locateProject(tx, scope, project);
      await boundReads(tx);
      const byColumn = Map.groupBy(await selectOptions(tx, id, list, query), ({ column }) => column);
      return new Map(
        query.columns.map((name) => [name, (byColumn.get(name) ?? []).map(({ value, count }) => ({ value, count }))]),
      );
    });
  }
}
