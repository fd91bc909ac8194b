import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { toRfc3339 } from './moments';
import { microsOf } from './micros-of';
import type { FrameworkShare, ModelShare, ProjectStats, Spent, StatsPeriod } from './project-stats.types';
import { sessionOf, traceDurationMs, traceFrameworks, traceTotalTokens } from './trace-summary.queries';

type Fragment = RawBuilder<unknown>;

const shares = 10;
const hourlyUpTo = 48 * 3_600_000_000;

const within = (projectId: string, { from, to }: Pick<StatsPeriod, 'from' | 'to'>): RawBuilder<SqlBool> => sql`
  t.project_id = ${projectId} and t.started_at >= ${toRfc3339(from)}::timestamptz and t.started_at <= ${toRfc3339(to)}::timestamptz`;

const sum = (column: Fragment): Fragment => sql`coalesce(sum(${column}), 0)`;
const tokens = (column: Fragment): Fragment => sql`${sum(column)}::int8`;

interface TotalsRow {
  readonly traces: number;
  readonly sessions: number;
  readonly spans: number;
  readonly uniqueUsers: number;
  readonly averageDurationMs: number | null;
  readonly costs: Spent;
  readonly tokens: Spent;
}

/** What the runs of a period add up to. */
export const selectTotals = async (tx: WorkspaceTx, projectId: string, period: StatsPeriod): Promise<TotalsRow> => {
  const { rows } = await sql<Record<string, number> & Omit<TotalsRow, 'costs' | 'tokens'>>`
    select count(*) as traces, count(distinct ${sessionOf}) as sessions, ${tokens(sql`t.event_count`)} as spans,
           count(distinct t.user_id) as unique_users, avg(${traceDurationMs})::float8 as average_duration_ms,
           ${sum(sql`t.input_cost`)} as cost_input, ${sum(sql`t.output_cost`)} as cost_output,
           ${sum(sql`t.cache_read_cost`)} as cost_cache_read, ${sum(sql`t.cache_write_cost`)} as cost_cache_write,
           ${sum(sql`t.reasoning_cost`)} as cost_reasoning, ${sum(sql`t.cost_usd`)} as cost_total,
           ${tokens(sql`t.input_tokens`)} as tokens_input, ${tokens(sql`t.output_tokens`)} as tokens_output,
           ${tokens(sql`t.cache_read_tokens`)} as tokens_cache_read, ${tokens(sql`t.cache_write_tokens`)} as tokens_cache_write,
           ${tokens(sql`t.reasoning_tokens`)} as tokens_reasoning, ${tokens(traceTotalTokens)} as tokens_total
      from trace t where ${within(projectId, period)}`.execute(tx);
  const row = rows[0]!;
  return { ...row, costs: toSpent(row, 'cost'), tokens: toSpent(row, 'tokens') };
};

const toSpent = (row: Readonly<Record<string, unknown>>, of: 'cost' | 'tokens'): Spent => {
  const field = (name: keyof Spent): number => Number(row[`${of}${name.charAt(0).toUpperCase()}${name.slice(1)}`] ?? 0);
  return {
    input: field('input'),
    output: field('output'),
    cacheRead: field('cacheRead'),
    cacheWrite: field('cacheWrite'),
    reasoning: field('reasoning'),
    total: field('total'),
  };
};

/** How many runs began in a period, its end excluded. */
export const countBefore = async (tx: WorkspaceTx, projectId: string, { from, to }: StatsPeriod): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from trace t
     where ${within(projectId, { from: from - (to - from), to: from })} and t.started_at < ${toRfc3339(from)}::timestamptz`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

export const countActive = async (tx: WorkspaceTx, projectId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from trace t
     where t.project_id = ${projectId} and t.last_event_minute >= date_trunc('minute', now() - interval '5 minutes')
       and t.last_event_at >= now() - interval '5 minutes'`.execute(tx);
  return rows[0]?.count ?? 0;
};

/** The frameworks of the most runs; a run may have several, and runs without spans have none. */
export const selectFrameworks = async (
  tx: WorkspaceTx,
  projectId: string,
  period: StatsPeriod,
): Promise<FrameworkShare[]> => {
  const { rows } = await sql<FrameworkShare>`
    select f.name as framework, count(*) as count, (count(*) * 100.0 / sum(count(*)) over ())::float8 as percentage
      from trace t cross join lateral unnest(${traceFrameworks}) as f(name)
     where ${within(projectId, period)}
     group by f.name order by count desc, f.name limit ${shares}`.execute(tx);
  return rows;
};

/** What an event used; zeros are no usage. */
const used = sql`coalesce(e.total_tokens, coalesce(e.input_tokens, 0) + coalesce(e.output_tokens, 0))`;
const hasUsage = sql`(${used} > 0 or e.cost_usd > 0)`;

/**
 * The models with the most tokens, each token once (otel.md B2.5): of calls of models those with no call below them, and of runs without
 * such calls the top-most spans. Only runs whose calls come to more than the run has calls upon calls: their trees alone are walked.
 */
export const selectModels = async (tx: WorkspaceTx, projectId: string, period: StatsPeriod): Promise<ModelShare[]> => {
  const { rows } = await sql<ModelShare>`
    with recursive run as materialized (
      select t.id, ${traceTotalTokens} as tokens, coalesce(t.cost_usd, 0) as cost from trace t where ${within(projectId, period)}
    ), call as materialized (
      select e.trace_id, e.span_id, e.parent_id, e.project_id is not null as is_span, coalesce(e.model, e.response_model) as model,
             ${used} as tokens, coalesce(e.cost_usd::text::numeric, 0) as cost
        from run join event e on e.trace_id = run.id
       where ${hasUsage} and coalesce(e.observation_type, 'generation') in ('generation', 'embedding')
    ), nested as (
      select call.trace_id from call join run on run.id = call.trace_id group by call.trace_id, run.tokens, run.cost
      having sum(call.tokens) <> run.tokens or sum(call.cost) <> run.cost
    ), above as (
      select call.trace_id, call.parent_id from call join nested on nested.trace_id = call.trace_id
       where call.is_span and call.parent_id is not null
       union
      select e.trace_id, e.parent_id from above join event e on e.trace_id = above.trace_id and e.idempotency_key = above.parent_id
       where e.project_id is not null and e.parent_id is not null
    ), whole as (
      select e.trace_id, e.span_id, e.parent_id, coalesce(e.model, e.response_model) as model, ${used} as tokens,
             coalesce(e.cost_usd::text::numeric, 0) as cost
        from run join event e on e.trace_id = run.id
       where (run.tokens > 0 or run.cost > 0) and ${hasUsage} and not exists (select from call where call.trace_id = run.id)
    ), below as (
      select trace_id, span_id, parent_id from whole
       union
      select below.trace_id, below.span_id, e.parent_id
        from below join event e on e.trace_id = below.trace_id and e.idempotency_key = below.parent_id
    ), counted as (
      select model, tokens, cost from call
       where not is_span or (trace_id, span_id) not in (select trace_id, parent_id from above)
       union all
      select model, tokens, cost from whole
       where (trace_id, span_id) not in (
               select below.trace_id, below.span_id from below join whole over_it
                   on over_it.trace_id = below.trace_id and over_it.span_id = below.parent_id)
    )
    select m.model, m.tokens, m.cost, (case when sum(m.tokens) over () = 0 then 0
             else m.tokens * 100.0 / sum(m.tokens) over () end)::float8 as percentage
      from (select model, sum(tokens)::int8 as tokens, sum(cost) as cost from counted where model is not null group by model) m
     order by m.tokens desc, m.model limit ${shares}`.execute(tx);
  return rows;
};

/** Tokens and mean durations by day or hour of the timezone's clock. */
export const selectTrend = async (
  tx: WorkspaceTx,
  projectId: string,
  period: StatsPeriod,
): Promise<ProjectStats['trend']> => {
  const unit = period.to - period.from > hourlyUpTo ? 'day' : 'hour';
  const { rows } = await sql<ProjectStats['trend'][number]>`
    select ${microsOf(sql`b.bucket`)} as bucket, b.tokens, b.average_duration_ms
      from (select date_trunc(${unit}::text, t.started_at, ${period.timezone}::text) as bucket, ${tokens(traceTotalTokens)} as tokens,
                   avg(${traceDurationMs})::float8 as average_duration_ms
              from trace t where ${within(projectId, period)} group by 1) b
     order by b.bucket`.execute(tx);
  return rows;
};
