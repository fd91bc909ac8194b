import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { latencyMs, model, status, totalTokens } from './generation-columns';
import type { ModelUsage } from './generation.types';
import { holders, isBilled } from './list-generations.queries';
import { newestCalls, summedCalls } from './newest-calls';
import { isUnpriced } from './unpriced.queries';

export interface GenerationCounts {
  /** All calls that pass, wrappers included. */
  readonly listed: number;
  /** More pass than are added up: the counts are lower bounds. */
  readonly isEstimated: boolean;
  /** Without wrappers. */
  readonly calls: number;
  readonly models: readonly ModelUsage[];
  /** Some came without a cost: `sumUnpriced` says what they used. */
  readonly hasUnpriced: boolean;
}

type SummaryRow = Omit<ModelUsage, 'latencyMs'> &
  ModelUsage['latencyMs'] &
  Pick<GenerationCounts, 'listed' | 'hasUnpriced'> & { allCalls: number };

const mostModels = 50;

/** What all calls that pass add up to, by model. Percentiles by nearest rank, which is what `percentile_disc` gives. */
export const summarizeGenerations = async (tx: WorkspaceTx, test: RawBuilder<SqlBool>): Promise<GenerationCounts> => {
  const { rows } = await sql<SummaryRow>`
    with recursive calls as materialized (
      select e.trace_id, e.span_id, e.raw is not null as is_span, ${model} as model, ${status} = 'error' as has_failed,
             e.input_tokens, e.output_tokens, ${totalTokens} as total_tokens, e.cost_usd, ${latencyMs} as latency_ms, ${isUnpriced} as is_unpriced
        from ${newestCalls(test)}
    ),
    imported as (select trace_id from calls where is_span group by trace_id),
    ${holders(sql`select n.trace_id, e.span_id from imported n
                   cross join lateral (select e.parent_id as span_id from event e where e.trace_id = n.trace_id and ${isBilled} offset 0) e`)},
    counted as (
      select * from calls c
       where not exists (select from holders h where h.is_generation and c.is_span and h.trace_id = c.trace_id and h.span_id = c.span_id)
    )
    select model, count(*) as calls, count(*) filter (where has_failed) as errors, coalesce(sum(input_tokens), 0)::int8 as input_tokens,
           coalesce(sum(output_tokens), 0)::int8 as output_tokens, coalesce(sum(total_tokens), 0)::int8 as total_tokens,
           sum(cost_usd::numeric) as cost_usd, avg(latency_ms) as avg,
           percentile_disc(0.5) within group (order by latency_ms) as p50, percentile_disc(0.95) within group (order by latency_ms) as p95,
           percentile_disc(0.99) within group (order by latency_ms) as p99,
           (select count(*) from calls) as listed, (select bool_or(is_unpriced) from calls) as has_unpriced, (sum(count(*)) over ())::int8 as all_calls
      from counted group by model
     order by calls desc, model nulls last
     limit ${mostModels}`.execute(tx);
  return {
    listed: rows[0]?.listed ?? 0,
    isEstimated: (rows[0]?.listed ?? 0) >= summedCalls,
    calls: rows[0]?.allCalls ?? 0,
    hasUnpriced: rows[0]?.hasUnpriced ?? false,
    models: rows.map(
      ({ avg, p50, p95, p99, listed: _listed, hasUnpriced: _hasUnpriced, allCalls: _allCalls, ...usage }) => ({
        ...usage,
        latencyMs: { avg, p50, p95, p99 },
      }),
    ),
  };
};
