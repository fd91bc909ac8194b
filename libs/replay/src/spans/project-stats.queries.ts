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

type Totals = Omit<ProjectStats, 'tracesPrevious' | 'byFramework' | 'byModel' | 'isOfNewestRuns' | 'recentActivity'>;
type TotalsRow = Omit<Totals, 'costs' | 'tokens'>;

/** Sums of runs, under the names that `toSpent` reads. */
const sums: Readonly<Record<string, Fragment>> = {
  spans: tokens(sql`t.event_count`),
  cost_input: sum(sql`t.input_cost`),
  cost_output: sum(sql`t.output_cost`),
  cost_cache_read: sum(sql`t.cache_read_cost`),
  cost_cache_write: sum(sql`t.cache_write_cost`),
  cost_reasoning: sum(sql`t.reasoning_cost`),
  cost_total: sum(sql`t.cost_usd`),
  tokens_input: tokens(sql`t.input_tokens`),
  tokens_output: tokens(sql`t.output_tokens`),
  tokens_cache_read: tokens(sql`t.cache_read_tokens`),
  tokens_cache_write: tokens(sql`t.cache_write_tokens`),
  tokens_reasoning: tokens(sql`t.reasoning_tokens`),
  tokens_total: tokens(traceTotalTokens),
};
const ofBuckets = Object.keys(sums).map(
  (name) => sql`${sum(sql.ref(name))}::${sql.raw(/^cost/.test(name) ? 'numeric' : 'int8')} as ${sql.ref(name)}`,
);

/**
 * What the runs of a period add up to, and their tokens and mean durations by day or hour of the timezone's clock. Each bucket is a range
 * of an index: sorting a million runs by their bucket would take longer than reading them.
 */
export const selectTotals = async (tx: WorkspaceTx, projectId: string, period: StatsPeriod): Promise<Totals> => {
  const [unit, step] = period.to - period.from > hourlyUpTo ? ['day', '1 hour'] : ['hour', '15 minutes'];
  const [from, to] = [sql`${toRfc3339(period.from)}::timestamptz`, sql`${toRfc3339(period.to)}::timestamptz`];
  const bucketOf = (at: Fragment): Fragment => sql`date_trunc(${unit}::text, ${at}, ${period.timezone}::text)`;
  const { rows } = await sql<TotalsRow & Record<string, unknown>>`
    with edge as (
      select at, lead(at, 1, 'infinity') over (order by at) as next
        from (select ${bucketOf(sql`s.at`)} as at from generate_series(${from}, ${to}, ${step}::interval) s(at)
               union select ${bucketOf(to)}) edges
    ), bucket as materialized (
      select edge.at, b.* from edge cross join lateral (
        select count(*) as traces, count(${traceDurationMs}) as timed, sum(${traceDurationMs}) as durations,
               ${sql.join(Object.entries(sums).map(([name, value]) => sql`${value} as ${sql.ref(name)}`))}
          from trace t where ${within(projectId, period)} and t.started_at >= edge.at and t.started_at < edge.next) b
       where b.traces > 0
    )
    select ${sum(sql`traces`)}::int8 as traces, (sum(durations) / nullif(sum(timed), 0))::float8 as average_duration_ms,
           ${sql.join(ofBuckets)},
           (select count(*) from (select distinct t.session_id from trace t where ${within(projectId, period)} and ${sessionOf} is not null) s) as sessions,
           (select count(*) from (select distinct t.user_id from trace t where ${within(projectId, period)} and t.user_id is not null) u) as unique_users,
           coalesce(json_agg(json_build_object('bucket', ${microsOf(sql`at`)}, 'tokens', tokens_total,
                                               'averageDurationMs', (durations / nullif(timed, 0))::float8) order by at), '[]') as trend
      from bucket`.execute(tx);
  const { traces, sessions, spans, uniqueUsers, averageDurationMs, trend, ...spent } = rows[0]!;
  return {
    traces,
    sessions,
    spans,
    uniqueUsers,
    averageDurationMs,
    trend: JSON.parse(trend as unknown as string) as Totals['trend'],
    costs: toSpent(spent, 'cost'),
    tokens: toSpent(spent, 'tokens'),
  };
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

/** The calls of so many runs are added up by model, of a busier period those of its newest. */
export const modelRuns = 50_000;

/**
 * The models with the most tokens, each token once (otel.md B2.5): of calls of models those with no call below them, and of runs without
 * such calls the top-most spans. Only runs whose calls come to more than the run has calls upon calls: their trees alone are walked.
 * Laterals with an offset are looked up one by one: joins are planned for other numbers of rows than there are, and then read all events.
 */
export const selectModels = async (tx: WorkspaceTx, projectId: string, period: StatsPeriod): Promise<ModelShare[]> => {
  const { rows } = await sql<ModelShare>`
    with recursive run as materialized (
      select t.id, ${traceTotalTokens} as tokens, coalesce(t.cost_usd, 0) as cost from trace t where ${within(projectId, period)}
       order by t.started_at desc limit ${modelRuns}
    ), call as materialized (
      select e.trace_id, e.span_id, e.parent_id, e.project_id is not null as is_span, coalesce(e.model, e.response_model) as model,
             ${used} as tokens, coalesce(e.cost_usd::text::numeric, 0) as cost
        from run cross join lateral (select * from event e where e.trace_id = run.id and ${hasUsage} offset 0) e
       where coalesce(e.observation_type, 'generation') in ('generation', 'embedding')
    ), nested as (
      select call.trace_id from call join run on run.id = call.trace_id group by call.trace_id, run.tokens, run.cost
      having sum(call.tokens) <> run.tokens or sum(call.cost) <> run.cost
    ), above as (
      -- A join would be planned for the one run that Postgres expects, and go through all calls for each run.
      select call.trace_id, call.parent_id from call
       where call.is_span and call.parent_id is not null and (call.trace_id in (select nested.trace_id from nested)) is true
       union
      select above.trace_id, e.parent_id from above
       cross join lateral (select e.parent_id from event e where e.trace_id = above.trace_id and e.idempotency_key = above.parent_id
                              and e.project_id is not null and e.parent_id is not null offset 0) e
    ), whole as (
      select e.trace_id, e.span_id, e.parent_id, coalesce(e.model, e.response_model) as model, ${used} as tokens,
             coalesce(e.cost_usd::text::numeric, 0) as cost
        from (select id from run where (tokens > 0 or cost > 0) and not exists (select from call where call.trace_id = run.id)) bare
       cross join lateral (select * from event e where e.trace_id = bare.id and ${hasUsage} offset 0) e
    ), below as (
      select trace_id, span_id, parent_id from whole
       union
      select below.trace_id, below.span_id, e.parent_id
        from below
       cross join lateral (select e.parent_id from event e where e.trace_id = below.trace_id and e.idempotency_key = below.parent_id offset 0) e
    ), counted as (
      select model, tokens, cost from call where not is_span
       union all
      select model, tokens, cost from call
       where is_span and not exists (select from above where above.trace_id = call.trace_id and above.parent_id = call.span_id)
       union all
      select model, tokens, cost from whole
       where not exists (select from below join whole over_it on over_it.trace_id = below.trace_id and over_it.span_id = below.parent_id
                          where below.trace_id = whole.trace_id and below.span_id = whole.span_id)
    )
    select m.model, m.tokens, m.cost, (case when sum(m.tokens) over () = 0 then 0
             else m.tokens * 100.0 / sum(m.tokens) over () end)::float8 as percentage
      from (select model, sum(tokens)::int8 as tokens, sum(cost) as cost from counted where model is not null group by model) m
     order by m.tokens desc, m.model limit ${shares}`.execute(tx);
  return rows;
};
