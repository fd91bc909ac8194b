import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { columnTest, type SqlColumn } from './filters/condition-sql';
import type { Condition } from './filters/condition';
import { sessionFilterColumns } from './filters/filter-columns';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from './keyset';
import { countLimit, type RowRange } from './list-page';
import { microsOf } from './micros-of';
import type { Placed, SessionListQuery, SessionSummary } from './spans.types';
import { sessionOf, traceEnd, traceStart, traceTotalTokens } from './trace-summary.queries';

type Fragment = RawBuilder<unknown>;

const firstOf = (column: Fragment): Fragment =>
  sql`(array_agg(${column} order by t.started_at, t.id) filter (where ${column} is not null))[1]`;
const sum = (column: Fragment): Fragment => sql`coalesce(sum(${column}), 0)`;
const count = (column: Fragment): Fragment => sql`${sum(column)}::int8`;

/** What runs add up to as sessions; the columns of `summary`. */
const addedUp = sql`
  ${firstOf(sql`t.user_id`)} as user_id, ${firstOf(sql`t.environment`)} as environment, min(t.started_at) as sort_start,
  min(${traceStart}) as starts_at, max(${traceEnd}) as ends_at, count(*) as trace_count, ${count(sql`t.event_count`)} as span_count,
  ${count(sql`t.observation_count`)} as observation_count, ${count(sql`t.input_tokens`)} as input_tokens,
  ${count(sql`t.output_tokens`)} as output_tokens, ${count(traceTotalTokens)} as total_tokens,
  ${count(sql`t.cache_read_tokens`)} as cache_read_tokens, ${count(sql`t.cache_write_tokens`)} as cache_write_tokens,
  ${count(sql`t.reasoning_tokens`)} as reasoning_tokens, ${sum(sql`t.input_cost`)} as input_cost, ${sum(sql`t.output_cost`)} as output_cost,
  ${sum(sql`t.cache_read_cost`)} as cache_read_cost, ${sum(sql`t.cache_write_cost`)} as cache_write_cost,
  ${sum(sql`t.reasoning_cost`)} as reasoning_cost, ${sum(sql`t.cost_usd`)} as total_cost`;

/** Rows of `session` with what their runs add up to: those of a page alone, where the rows before them need not be known. */
const sessionsOf = (rows: Fragment): Fragment => sql`
  select x.session_id, a.* from (${rows}) x
   cross join lateral (select ${addedUp} from trace t
                        where t.project_id = x.project_id and t.session_id = x.session_id and ${sessionOf} is not null) a`;

/** All sessions of a project, or of those runs that pass, with what they add up to. */
const allSessions = (projectId: string, which: Fragment): Fragment => sql`
  select ${sessionOf} as session_id, ${addedUp} from trace t
   where t.project_id = ${projectId} and ${sessionOf} is not null and ${which}
   group by 1`;

const summary = sql`
  s.session_id, s.user_id, s.environment, ${microsOf(sql`s.starts_at`)} as start, ${microsOf(sql`s.ends_at`)} as "end", s.trace_count,
  s.span_count, s.observation_count, s.input_tokens, s.output_tokens, s.total_tokens, s.cache_read_tokens, s.cache_write_tokens,
  s.reasoning_tokens, s.input_cost, s.output_cost, s.cache_read_cost, s.cache_write_cost, s.reasoning_cost, s.total_cost`;

const columns: Readonly<Record<keyof typeof sessionFilterColumns, Fragment>> = {
  session_id: sql`s.session_id`,
  user_id: sql`s.user_id`,
  environment: sql`s.environment`,
  start_time: sql`s.sort_start`,
  end_time: sql`s.ends_at`,
};

/** What the rows of `session` hold themselves. */
const rowKeys: Readonly<Record<string, SortKey>> = {
  start_time: { sql: sql`x.started_at`, type: 'timestamptz', isNullable: false },
  trace_count: { sql: sql`x.trace_count`, type: 'int8', isNullable: false },
};
const rowTies: readonly TieBreaker[] = [{ sql: sql`x.session_id`, type: 'text' }];

const sortKeys: Readonly<Record<string, SortKey>> = {
  start_time: { sql: sql`s.sort_start`, type: 'timestamptz', isNullable: false },
  end_time: { sql: sql`s.ends_at`, type: 'timestamptz', isNullable: true },
  trace_count: { sql: sql`s.trace_count`, type: 'int8', isNullable: false },
  span_count: { sql: sql`s.span_count`, type: 'int8', isNullable: false },
  observation_count: { sql: sql`s.observation_count`, type: 'int8', isNullable: false },
};
const ties: readonly TieBreaker[] = [{ sql: sql`s.session_id`, type: 'text' }];

type SessionRow = SessionSummary & { readonly sortKey: string | null };

/** One page of a project's sessions: where their rows alone decide which, only the page's runs are added up. */
export const selectSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  { conditions, order }: SessionListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<SessionSummary>[]> => {
  const key = sortKeys[order.column]!;
  const rowKey = conditions.every(isOfRow) ? rowKeys[order.column] : undefined;
  const page = (by: SortKey, tied: readonly TieBreaker[]): Fragment => sql`
    ${after ? sql`and ${behind(by, tied, order, after)}` : sql``} order by ${orderBy(by, tied, order)} limit ${limit} offset ${offset}`;
  const from = rowKey
    ? sql`(${sessionsOf(sql`${rowsOf(projectId, conditions)} ${page(rowKey, rowTies)}`)}) s order by ${orderBy(key, ties, order)}`
    : sql`(${candidates(projectId, conditions)}) s where ${testOf(conditions)} ${page(key, ties)}`;
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
    ? rowsOf(projectId, conditions)
    : sql`select from (${candidates(projectId, conditions)}) s where ${testOf(conditions)}`;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${passing} limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

/** Conditions that a row of `session` decides. */
const ofRow: Readonly<Record<string, SqlColumn>> = {
  session_id: { type: 'text', sql: sql`x.session_id` },
  start_time: { type: 'moment', sql: sql`x.started_at` },
};
const rowColumnOf = ({ target }: Condition): SqlColumn | undefined =>
  target.kind === 'column' ? ofRow[target.column] : undefined;
const isOfRow = (condition: Condition): boolean => rowColumnOf(condition) !== undefined;

/** Rows of `session` that pass what they decide, and what tells a user's: his run is one of the session's. */
const rowsOf = (projectId: string, conditions: readonly Condition[]): Fragment => {
  const tests: Fragment[] = [sql`x.project_id = ${projectId}`];
  for (const condition of conditions) {
    const column = rowColumnOf(condition);
    if (column) tests.push(columnTest(column, condition));
    else if (isOfUser(condition))
      tests.push(sql`x.session_id in (select t.session_id from trace t where t.project_id = ${projectId}
                                         and ${columnTest({ type: 'text', sql: sql`t.user_id` }, condition)})`);
  }
  return sql`select x.* from session x where ${sql.join(tests, sql` and `)}`;
};

const isOfUser = ({ target, op }: Condition): boolean =>
  target.kind === 'column' && target.column === 'user_id' && (op === 'eq' || op === 'in');

/** Sessions among which are all that pass. */
const candidates = (projectId: string, conditions: readonly Condition[]): Fragment =>
  conditions.some((condition) => isOfRow(condition) || isOfUser(condition))
    ? sessionsOf(rowsOf(projectId, conditions))
    : allSessions(projectId, sql`true`);

export const findSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  ids: readonly string[],
): Promise<SessionSummary[]> => {
  const { rows } = await sql<SessionSummary>`
    select ${summary} from (${allSessions(projectId, sql`t.session_id = any(${ids}::text[])`)}) s`.execute(tx);
  return rows;
};

const testOf = (conditions: readonly Condition[]): RawBuilder<SqlBool> =>
  conditions.length === 0 ? sql`true` : sql`${sql.join(conditions.map(sessionTest), sql` and `)}`;

const sessionTest = (condition: Condition): Fragment => {
  if (condition.target.kind === 'json') throw new Error('sessions have no JSON to look into');
  const column = condition.target.column as keyof typeof sessionFilterColumns;
  const sqlColumn: SqlColumn = { type: sessionFilterColumns[column].type, sql: columns[column] };
  return columnTest(sqlColumn, condition);
};
