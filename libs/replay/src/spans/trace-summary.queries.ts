import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { columnTest, jsonTest, type SqlColumn } from './filters/condition-sql';
import type { Condition } from './filters/condition';
import { traceFilterColumns } from './filters/filter-columns';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { microsOf } from './micros-of';
import { spanTest } from './span-columns';
import type { Placed, TraceListQuery, TraceSummary } from './spans.types';

type Fragment = RawBuilder<unknown>;

/** When a run began by its own word, else by its first span's, whose microseconds it then has. */
export const traceStart = sql`(case when date_trunc('milliseconds', t.spans_start_at) = t.started_at then t.spans_start_at else t.started_at end)`;
/** An exported run lasts as long as its spans. Of others their own word comes first, and a native one goes on with its events. */
export const traceEnd = sql`(case t.surface when 'otel' then coalesce(t.spans_end_at, t.ended_at, t.last_event_at)
                                            when 'native' then coalesce(t.ended_at, t.last_event_at)
                                            else coalesce(t.ended_at, t.spans_end_at, t.last_event_at) end)`;
/** Langfuse's clients name no end and their own time as the start, however long ago it was that they tell of: it lasted as long as its observations. */
const isTimedBySpans = sql`(t.surface = 'langfuse' and t.spans_end_at is not null)`;
export const traceDurationMs = sql`(extract(epoch from case when ${isTimedBySpans} then t.spans_end_at - t.spans_start_at
                                                            else ${traceEnd} - ${traceStart} end) * 1000)`;
/** A native run counts tokens by direction only. */
export const traceTotalTokens = sql`greatest(t.total_tokens, t.input_tokens + t.output_tokens)`;
/** An imported run that names no conversation belongs to none; a native one is its own. */
export const sessionOf = sql`(case when t.surface = 'native' or t.session_id <> t.external_id then t.session_id end)`;
export const traceName = sql`coalesce(t.name, t.agent)`;
/** Those that its spans tell; `Unknown` where it has spans and none tells one (otel.md B3). */
export const traceFrameworks = sql`(case when t.frameworks = '{}' and t.spans_start_at is not null then array['Unknown'] else t.frameworks end)`;

type TraceColumn = Exclude<keyof typeof traceFilterColumns, 'gen_ai_request_model' | 'gen_ai_system' | 'framework'>;

const columns: Readonly<Record<TraceColumn, Fragment>> = {
  trace_id: sql`t.external_id`,
  trace_name: traceName,
  session_id: sessionOf,
  user_id: sql`t.user_id`,
  environment: sql`t.environment`,
  tags: sql`t.tags`,
  start_time: sql`t.started_at`,
  end_time: traceEnd,
  duration_ms: traceDurationMs,
  input_tokens: sql`t.input_tokens`,
  output_tokens: sql`t.output_tokens`,
  total_tokens: traceTotalTokens,
  cache_read_tokens: sql`t.cache_read_tokens`,
  cache_write_tokens: sql`t.cache_write_tokens`,
  reasoning_tokens: sql`t.reasoning_tokens`,
  input_cost: sql`coalesce(t.input_cost, 0)`,
  output_cost: sql`coalesce(t.output_cost, 0)`,
  cache_read_cost: sql`coalesce(t.cache_read_cost, 0)`,
  cache_write_cost: sql`coalesce(t.cache_write_cost, 0)`,
  reasoning_cost: sql`coalesce(t.reasoning_cost, 0)`,
  total_cost: sql`coalesce(t.cost_usd, 0)`,
};

const sortKeys: Readonly<Record<string, SortKey>> = {
  start_time: { sql: sql`t.started_at`, type: 'timestamptz', isNullable: false },
  end_time: { sql: traceEnd, type: 'timestamptz', isNullable: true },
  duration_ms: { sql: traceDurationMs, type: 'numeric', isNullable: true },
  total_tokens: { sql: traceTotalTokens, type: 'int8', isNullable: false },
  total_cost: { sql: sql`coalesce(t.cost_usd, 0)`, type: 'numeric', isNullable: false },
};
const ties: readonly TieBreaker[] = [{ sql: sql`t.id`, type: 'uuid' }];

const summary = sql`
  t.id, t.project_id, t.external_id, t.surface, ${traceName} as name, ${microsOf(traceStart)} as start, ${microsOf(traceEnd)} as "end", ${sessionOf} as session_id,
  t.user_id, t.environment, t.event_count as span_count, t.observation_count, t.input_tokens, t.output_tokens,
  ${traceTotalTokens} as total_tokens, t.cache_read_tokens, t.cache_write_tokens, t.reasoning_tokens, coalesce(t.input_cost, 0) as input_cost,
  coalesce(t.output_cost, 0) as output_cost, coalesce(t.cache_read_cost, 0) as cache_read_cost,
  coalesce(t.cache_write_cost, 0) as cache_write_cost, coalesce(t.reasoning_cost, 0) as reasoning_cost,
  coalesce(t.cost_usd, 0) as total_cost, t.tags, t.metadata, t.input_preview, t.output_preview,
  (t.error_count > 0 or t.status = 'failed') as has_error, t.xmin::text as version`;

/** One page of a project's runs. */
export const selectTraceSummaries = async (
  tx: WorkspaceTx,
  projectId: string,
  query: TraceListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<TraceSummary>[]> => {
  const key = sortKeys[query.order.column]!;
  const place = after ? sql`and ${behind(key, ties, query.order, after)}` : sql``;
  const order = orderBy(key, ties, query.order);
  // The page first: Postgres would make the summaries of all rows that it sorts.
  const page = sql`select t.id from trace t where ${traceTest(projectId, query)} ${place} order by ${order} limit ${limit} offset ${offset}`;
  const { rows } = await sql<TraceSummary & { sortKey: string | null }>`
    select ${summary}, ${keyText(key)} as sort_key from trace t where t.id = any(array(${page})) order by ${order}`.execute(
    tx,
  );
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.id] }));
};

/** How many runs pass, counted up to one above the limit. */
export const countTraces = async (tx: WorkspaceTx, projectId: string, query: TraceListQuery): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from trace t where ${traceTest(projectId, query)} limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

/** The runs of a session in the order of their starts, so many at most. */
export const selectTracesOfSession = async (
  tx: WorkspaceTx,
  projectId: string,
  sessionId: string,
  limit: number,
): Promise<TraceSummary[]> => {
  const { rows } = await sql<TraceSummary>`
    select ${summary} from trace t
     where t.project_id = ${projectId} and t.session_id = ${sessionId} and ${sessionOf} is not null
     order by t.started_at, t.id limit ${limit}`.execute(tx);
  return rows;
};

export const findTraceSummary = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<TraceSummary | undefined> => {
  const { rows } = await sql<TraceSummary>`
    select ${summary} from trace t where t.project_id = ${projectId} and t.external_id = ${externalId}`.execute(tx);
  return rows[0];
};

export const findTraceSummaryById = async (tx: WorkspaceTx, traceId: string): Promise<TraceSummary | undefined> => {
  const { rows } = await sql<TraceSummary>`select ${summary} from trace t where t.id = ${traceId}`.execute(tx);
  return rows[0];
};

/** The conditions of a list of runs. Those on facts of single spans must all hold for one of its spans. */
const traceTest = (projectId: string, { conditions, onlyObserved }: TraceListQuery): RawBuilder<SqlBool> => {
  const tests: Fragment[] = [sql`t.project_id = ${projectId}`];
  if (onlyObserved) tests.push(sql`t.observation_count > 0`);
  for (const condition of conditions.filter((one) => !isOfSpan(one))) tests.push(ownTest(condition));
  const ofSpan = conditions.filter(isOfSpan);
  if (ofSpan.length > 0)
    tests.push(
      sql`exists (select from event e where e.trace_id = t.id and ${sql.join(ofSpan.map(spanTest), sql` and `)})`,
    );
  return sql`${sql.join(tests, sql` and `)}`;
};

const isOfSpan = ({ target }: Condition): boolean =>
  target.kind === 'json'
    ? target.source !== 'metadata'
    : 'ofSpan' in traceFilterColumns[target.column as keyof typeof traceFilterColumns];

const ownTest = (condition: Condition): Fragment => {
  const { target } = condition;
  if (target.kind === 'json') return jsonTest(sql`t.metadata`, [target.key], condition);
  const column = target.column as TraceColumn;
  const { type } = traceFilterColumns[column];
  // In this form the index of sessions knows it.
  if (column === 'session_id' && (condition.op === 'eq' || condition.op === 'in'))
    return sql`(${columnTest({ type, sql: sql`t.session_id` }, condition)} and ${sessionOf} is not null)`;
  const sqlColumn: SqlColumn = { type, sql: columns[column] };
  return columnTest(sqlColumn, condition);
};
