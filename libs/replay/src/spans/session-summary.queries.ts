import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { columnTest, type SqlColumn } from './filters/condition-sql';
import { type Condition, equals } from './filters/condition';
import { sessionFilterColumns } from './filters/filter-columns';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { microsOf } from './micros-of';
import { isOfRow, rowKeys, rowTies, sessionRows } from './session-rows';
import type { Placed, SessionListQuery, SessionSummary } from './spans.types';
import { sessionOf, traceEnd, traceStart, traceTotalTokens } from './trace-summary.queries';

type Fragment = RawBuilder<unknown>;

const firstOf = (column: Fragment): Fragment =>
  sql`(array_agg(${column} order by t.started_at, t.id) filter (where ${column} is not null))[1]`;
const sum = (column: Fragment): Fragment => sql`coalesce(sum(${column}), 0)`;
const count = (column: Fragment): Fragment => sql`${sum(column)}::int8`;

/** What runs add up to as a session. */
const addedUp = sql`
  ${firstOf(sql`t.user_id`)} as user_id, ${firstOf(sql`t.environment`)} as environment, min(${traceStart}) as starts_at,
  max(${traceStart}) as last_start, max(${traceEnd}) as ends_at, ${count(sql`t.event_count`)} as span_count, ${count(sql`t.observation_count`)} as observation_count,
  ${count(sql`t.input_tokens`)} as input_tokens, ${count(sql`t.output_tokens`)} as output_tokens,
  ${count(traceTotalTokens)} as total_tokens, ${count(sql`t.cache_read_tokens`)} as cache_read_tokens,
  ${count(sql`t.cache_write_tokens`)} as cache_write_tokens, ${count(sql`t.reasoning_tokens`)} as reasoning_tokens,
  ${sum(sql`t.input_cost`)} as input_cost, ${sum(sql`t.output_cost`)} as output_cost, ${sum(sql`t.cache_read_cost`)} as cache_read_cost,
  ${sum(sql`t.cache_write_cost`)} as cache_write_cost, ${sum(sql`t.reasoning_cost`)} as reasoning_cost, ${sum(sql`t.cost_usd`)} as total_cost`;

/** Rows of `session` with what their runs add up to: of a page alone, where the rows decide which sessions stand on it. */
const withRuns = (rows: Fragment): Fragment => sql`
  select x.session_id, x.started_at, x.trace_count, a.* from (${rows}) x
   cross join lateral (select ${addedUp} from trace t
                        where t.project_id = x.project_id and t.session_id = x.session_id and ${sessionOf} is not null) a`;

const summary = sql`
  s.session_id, s.user_id, s.environment, ${microsOf(sql`s.starts_at`)} as start, ${microsOf(sql`s.ends_at`)} as "end",
  ${microsOf(sql`s.last_start`)} as last_start, s.trace_count,
  s.span_count, s.observation_count, s.input_tokens, s.output_tokens, s.total_tokens, s.cache_read_tokens, s.cache_write_tokens,
  s.reasoning_tokens, s.input_cost, s.output_cost, s.cache_read_cost, s.cache_write_cost, s.reasoning_cost, s.total_cost`;

const columns: Readonly<Record<keyof typeof sessionFilterColumns, Fragment>> = {
  session_id: sql`s.session_id`,
  user_id: sql`s.user_id`,
  environment: sql`s.environment`,
  start_time: sql`s.started_at`,
  end_time: sql`s.ends_at`,
};

const sortKeys: Readonly<Record<string, SortKey>> = {
  start_time: { sql: sql`s.started_at`, type: 'timestamptz', isNullable: false },
  end_time: { sql: sql`s.ends_at`, type: 'timestamptz', isNullable: true },
  trace_count: { sql: sql`s.trace_count`, type: 'int8', isNullable: false },
  span_count: { sql: sql`s.span_count`, type: 'int8', isNullable: false },
  observation_count: { sql: sql`s.observation_count`, type: 'int8', isNullable: false },
};
const ties: readonly TieBreaker[] = [{ sql: sql`s.session_id`, type: 'text' }];

/** One page of a project's sessions. */
export const selectSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  { conditions, order }: SessionListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<SessionSummary>[]> => {
  const key = sortKeys[order.column]!;
  const page = (by: SortKey, tied: readonly TieBreaker[]): Fragment => sql`
    ${after ? sql`and ${behind(by, tied, order, after)}` : sql``} order by ${orderBy(by, tied, order)} limit ${limit} offset ${offset}`;
  const from = conditions.every(isOfRow)
    ? sql`(${withRuns(sql`${sessionRows(projectId, conditions, order.column)} ${page(rowKeys[order.column]!, rowTies)}`)}) s
          order by ${orderBy(key, ties, order)}`
    : sql`(${withRuns(sessionRows(projectId, conditions))}) s where ${testOf(conditions)} ${page(key, ties)}`;
  const { rows } = await sql<SessionSummary & { sortKey: string | null }>`
    select ${summary}, ${keyText(key)} as sort_key from ${from}`.execute(tx);
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.sessionId] }));
};

/** How many sessions pass, counted up to one above the limit. */
export const countSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  conditions: readonly Condition[],
): Promise<number> => {
  const passing = conditions.every(isOfRow)
    ? sessionRows(projectId, conditions)
    : sql`select from (${withRuns(sessionRows(projectId, conditions))}) s where ${testOf(conditions)}`;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${passing} limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

export const findSession = async (
  tx: WorkspaceTx,
  projectId: string,
  sessionId: string,
): Promise<SessionSummary | undefined> => {
  const row = sessionRows(projectId, [equals('session_id', sessionId)]);
  const { rows } = await sql<SessionSummary>`select ${summary} from (${withRuns(row)}) s`.execute(tx);
  return rows[0];
};

const testOf = (conditions: readonly Condition[]): RawBuilder<SqlBool> =>
  conditions.length === 0 ? sql`true` : sql`${sql.join(conditions.map(sessionTest), sql` and `)}`;

const sessionTest = (condition: Condition): Fragment => {
  if (condition.target.kind === 'json') throw new Error('sessions have no JSON to look into');
  const column = condition.target.column as keyof typeof sessionFilterColumns;
  const sqlColumn: SqlColumn = { type: sessionFilterColumns[column].type, sql: columns[column] };
  return columnTest(sqlColumn, condition);
};
