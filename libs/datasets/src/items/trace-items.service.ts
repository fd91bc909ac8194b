import { Database } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';

/** Which cases of data sets runs have to do with. */
@Injectable()
export class TraceItemsService {
  constructor(private readonly database: Database) {}

  /**
   * The items that were made from some traces, or that a run over their data set gave these traces for.
   * @param traceIds external ids
   * @returns external id of a trace → ids of items, by which only equality is told; traces without any are left out
   */
  async listOfTraces(
    scope: Scope,
    projectId: string,
    traceIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    if (traceIds.length === 0) return new Map();
    const { rows } = await this.database.inWorkspace(scope, (tx) =>
      sql<{ traceId: string; items: string[] }>`
        select trace_id, array_agg(distinct item_id::text order by item_id::text) as items
          from (select i.source_trace_id as trace_id, i.id as item_id
                  from dataset_item i
                 where i.project_id = ${projectId}::uuid and i.source_trace_id = any(${[...traceIds]}::text[])
                 union all
                select r.trace_external_id, r.item_id
                  from dataset_run_item r
                 where r.project_id = ${projectId}::uuid and r.trace_external_id = any(${[...traceIds]}::text[])) found
         group by trace_id`.execute(tx),
    );
    return new Map(rows.map(({ traceId, items }) => [traceId, items]));
  }
}
