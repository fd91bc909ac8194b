import type { CursorPosition, WorkspaceTx } from '@debrief/infra';
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

/** Sessions with what their runs add up to; `which` narrows the runs that are looked at. */
const sessions = (projectId: string, which: Fragment): Fragment => sql`
  select ${sessionOf} as session_id, ${firstOf(sql`t.user_id`)} as user_id, ${firstOf(sql`t.environment`)} as environment,
         min(t.started_at) as sort_start, min(${traceStart}) as starts_at, max(${traceEnd}) as ends_at, count(*) as trace_count,
         ${count(sql`t.event_count`)} as span_count, ${count(sql`t.observation_count`)} as observation_count,
         ${count(sql`t.input_tokens`)} as input_tokens, ${count(sql`t.output_tokens`)} as output_tokens,
         ${count(traceTotalTokens)} as total_tokens, ${count(sql`t.cache_read_tokens`)} as cache_read_tokens,
         ${count(sql`t.cache_write_tokens`)} as cache_write_tokens, ${count(sql`t.reasoning_tokens`)} as reasoning_tokens,
         ${sum(sql`t.input_cost`)} as input_cost, ${sum(sql`t.output_cost`)} as output_cost,
         ${sum(sql`t.cache_read_cost`)} as cache_read_cost, ${sum(sql`t.cache_write_cost`)} as cache_write_cost,
         ${sum(sql`t.reasoning_cost`)} as reasoning_cost, ${sum(sql`t.cost_usd`)} as total_cost
    from trace t
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
  start_time: sql`s.starts_at`,
  end_time: sql`s.ends_at`,
};

const sortKeys: Readonly<Record<string, SortKey>> = {
  start_time: { sql: sql`s.sort_start`, type: 'timestamptz', isNullable: false },
  end_time: { sql: sql`s.ends_at`, type: 'timestamptz', isNullable: true },
  trace_count: { sql: sql`s.trace_count`, type: 'int8', isNullable: false },
  span_count: { sql: sql`s.span_count`, type: 'int8', isNullable: false },
  observation_count: { sql: sql`s.observation_count`, type: 'int8', isNullable: false },
};
const ties: readonly TieBreaker[] = [{ sql: sql`s.session_id`, type: 'text' }];

/** One page of a project's sessions in any order, under any conditions: all of its runs are added up for it. */
export const selectSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  { conditions, order }: SessionListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<SessionSummary>[]> => {
  const key = sortKeys[order.column]!;
  const { rows } = await sql<SessionSummary & { sortKey: string | null }>`
    select ${summary}, ${keyText(key)} as sort_key from (${sessions(projectId, sql`true`)}) s
     where ${testOf(conditions)} ${after ? sql`and ${behind(key, ties, order, after)}` : sql``}
     order by ${orderBy(key, ties, order)}
     limit ${limit} offset ${offset}`.execute(tx);
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.sessionId] }));
};

export const countSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  conditions: readonly Condition[],
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
      from (select from (${sessions(projectId, sql`true`)}) s where ${testOf(conditions)} limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

/** The first runs of a project's sessions: of no other run of the same session is the start earlier. */
const firstRuns = (projectId: string): Fragment => sql`
  from trace t
 where t.project_id = ${projectId} and ${sessionOf} is not null
   and not exists (select from trace o where o.session_id = t.session_id and o.project_id = t.project_id
                      and (o.surface = 'native' or o.session_id <> o.external_id)
                      and o.started_at <= t.started_at and (o.started_at, o.id) < (t.started_at, t.id))`;

const newestFirst = { column: 'start_time', direction: 'desc' } as const;
const runKey: SortKey = { sql: sql`t.started_at`, type: 'timestamptz', isNullable: false };
const runTies: readonly TieBreaker[] = [{ sql: sql`t.id`, type: 'uuid' }];

/**
 * One page of all sessions, newest first: by their first runs, which an index has in this order, so that only the page's runs are
 * added up.
 */
export const selectNewestSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  { after, offset, limit }: RowRange,
): Promise<Placed<SessionSummary>[]> => {
  const place = after ? sql`and ${behind(runKey, runTies, newestFirst, after)}` : sql``;
  const { rows: firsts } = await sql<{ id: string; sessionId: string; sortKey: string }>`
    select t.id, t.session_id, ${keyText(runKey)} as sort_key ${firstRuns(projectId)} ${place}
     order by ${orderBy(runKey, runTies, newestFirst)} limit ${limit} offset ${offset}`.execute(tx);
  const ids = firsts.map(({ sessionId }) => sessionId);
  const found = new Map((await findSessions(tx, projectId, ids)).map((session) => [session.sessionId, session]));
  return firsts.flatMap(({ id, sessionId, sortKey }) => {
    const session = found.get(sessionId);
    const position: CursorPosition = [sortKey, id];
    return session ? [{ ...session, position }] : [];
  });
};

/** How many sessions there are, counted up to one above the limit. */
export const countAllSessions = async (tx: WorkspaceTx, projectId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
      from (select distinct t.session_id from trace t where t.project_id = ${projectId} and ${sessionOf} is not null
             limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

export const findSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  ids: readonly string[],
): Promise<SessionSummary[]> => {
  const { rows } = await sql<SessionSummary>`
    select ${summary} from (${sessions(projectId, sql`t.session_id = any(${ids}::text[])`)}) s`.execute(tx);
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
