import { Cursors, Database } from '@debrief/infra';
import { DomainError, type Scope } from '@debrief/kernel';
import { locateProject } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { type ListPage, type ListPageRequest, toListPage, toRowRange, toTotal } from '../spans/list-page';
import { selectAggregates } from './aggregate.queries';
import { countPoints, selectPoints } from './point.queries';
import type { AggregateQuery, AggregateRow, MetricPoint, PointListQuery } from './signals.types';

const maxBuckets = 10_000;

/** Reads the metrics of OpenTelemetry (otel.md B6). */
@Injectable()
export class MetricsService {
  constructor(
    private readonly database: Database,
    private readonly cursors: Cursors,
  ) {}

  /**
   * A page of a project's data points, newest first.
   * @param project id, slug or `default`
   * @throws DomainError NOT_FOUND, CONFLICT `project_ambiguous`; MALFORMED `invalid_cursor`; INVALID for page and cursor together
   */
  list(scope: Scope, project: string, query: PointListQuery, page: ListPageRequest): Promise<ListPage<MetricPoint>> {
    return this.database.inWorkspace(scope, async (tx) => {
      const projectId = await locateProject(tx, scope, project);
      const { attributes, ...rest } = query;
      const filters = { ...rest, attributes: JSON.stringify(attributes) };
      const bond = { workspaceId: scope.workspaceId, list: `metrics/${projectId}`, filters };
      const rows = await selectPoints(tx, projectId, query, toRowRange(this.cursors, bond, page));
      const total = toTotal(await countPoints(tx, projectId, query));
      return toListPage(this.cursors, bond, page, { rows, total });
    });
  }

  /**
   * What a metric comes to, by bucket (in UTC) and group, oldest first.
   * @throws DomainError NOT_FOUND, CONFLICT `project_ambiguous`; INVALID `range_too_large` for more than 10,000 rows
   */
  aggregate(scope: Scope, project: string, query: AggregateQuery): Promise<readonly AggregateRow[]> {
    return this.database.inWorkspace(scope, async (tx) => {
      const id = await locateProject(tx, scope, project);
      const rows = await selectAggregates(tx, id, query, maxBuckets + 1);
      if (rows.length > maxBuckets)
        throw new DomainError('INVALID', 'more than 10,000 buckets: ask for larger ones, or for a shorter period', {
          reason: 'range_too_large',
        });
      return rows;
    });
  }
}
