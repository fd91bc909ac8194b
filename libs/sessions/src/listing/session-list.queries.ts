import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { addListPrices } from '../generations/list-prices';
import { sumUnpricedOfSessions } from '../generations/unpriced.queries';
import { countLimit } from './event-page';
import type { SessionFilter, SessionRow } from './session-list.types';

type Fragment = RawBuilder<unknown>;

const moment = (alias: string): Fragment =>
  sql`coalesce(${sql.ref(`${alias}.last_event_at`)}, ${sql.ref(`${alias}.started_at`)})`;

/** The minute leads, since it is what the index holds; within a minute the exact moment decides. */
const activity = (alias: string): Fragment =>
  sql`${sql.ref(`${alias}.last_event_minute`)}, ${moment(alias)}, ${sql.ref(`${alias}.id`)}`;

/** Where a page of sessions ended: the moment of the last event, and what breaks ties. */
export interface SessionBoundary {
  readonly at: Date;
  readonly tie: string;
}

export interface SessionRange {
  readonly after?: SessionBoundary;
  readonly offset: number;
  readonly limit: number;
}

export type PlacedSession = SessionBoundary & { readonly sessionId: string };

/**
 * The sessions of one page, the one that was active last first. Each is told by its run that was active last, so that an index gives the
 * order and a page costs what it holds. Ties by that run.
 */
export const listLatestSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  { after, offset, limit }: SessionRange,
): Promise<PlacedSession[]> => {
  const place = after
    ? sql`and (${activity('t')}) < (date_trunc('minute', ${after.at}::timestamptz), ${after.at}::timestamptz, ${after.tie}::uuid)`
    : sql``;
  const { rows } = await sql<PlacedSession>`
    select t.session_id, ${moment('t')} as at, t.id as tie
      from trace t
     where t.project_id = ${projectId}
       and not exists (select from trace o where o.session_id = t.session_id and o.project_id = t.project_id
                          and o.last_event_minute >= t.last_event_minute and (${activity('o')}) > (${activity('t')})) ${place}
     order by t.last_event_minute desc, ${moment('t')} desc, t.id desc limit ${limit} offset ${offset}`.execute(tx);
  return rows;
};

/** How many sessions there are, counted up to one above the limit. */
export const countAllSessions = async (tx: WorkspaceTx, projectId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
      from (select distinct t.session_id from trace t where t.project_id = ${projectId} limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

/**
 * The sessions of one page that pass a filter, and how many do. All runs of the project are gone through once: what a session is is said by
 * all of its runs. Ties by the session's id.
 */
export const listFilteredSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  filter: SessionFilter,
  { after, offset, limit }: SessionRange,
): Promise<{ readonly sessions: readonly PlacedSession[]; readonly total: number }> => {
  const place = after ? sql`where (s.at, s.session_id) < (${after.at}::timestamptz, ${after.tie})` : sql``;
  const { rows } = await sql<PlacedSession & { total: number }>`
    with s as materialized (
      select t.session_id, max(${moment('t')}) as at from trace t where t.project_id = ${projectId}
       group by t.session_id having ${sql.join(testsOf(filter), sql` and `)})
    select p.*, c.total from (select count(*) as total from s) c
      left join lateral (select s.session_id, s.at, s.session_id as tie from s ${place}
                          order by s.at desc, s.session_id desc limit ${limit} offset ${offset}) p on true`.execute(tx);
  return { sessions: rows.filter(({ sessionId }) => sessionId !== null), total: rows[0]?.total ?? 0 };
};

/** What must hold of the runs of a session together. */
const testsOf = ({ status, agentName, label, from, to, q }: SessionFilter): Fragment[] => {
  const tests: Fragment[] = [sql`true`];
  if (status !== undefined) tests.push(sql`${sessionStatus} = ${status}`);
  if (agentName !== undefined) tests.push(sql`bool_or(t.agent = ${agentName})`);
  if (label !== undefined) tests.push(sql`bool_or(t.labels @> array[${label}]::text[])`);
  if (from) tests.push(sql`min(t.started_at) >= ${from}`);
  if (to) tests.push(sql`min(t.started_at) < ${to}`);
  if (q !== undefined) {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    tests.push(
      sql`bool_or(t.session_id ilike ${pattern} or t.user_goal ilike ${pattern} or t.agent ilike ${pattern} or t.external_id ilike ${pattern})`,
    );
  }
  return tests;
};

/** Of the runs of a session: it runs while one of them does, and ended as the one that started last. */
const sessionStatus = sql`
  case when bool_or(t.status = 'running') then 'running' else (array_agg(t.status order by t.started_at desc, t.id desc))[1] end`;

/** Turns are counted, and calls priced, in so many events of a run. */
const readOfRun = 50_000;

/**
 * A turn opens with each message of a user, and with a run's first event where that is none (sessions.md §6). An imported run is counted as
 * one: what was asked in it is not in its columns.
 */
const turnsOfRun = sql`
  case when t.event_count = 0 then 0 when t.surface <> 'native' then 1 else
    (select count(*) filter (where e.type = 'user_message') + count(*) filter (where e.place = 1 and e.type <> 'user_message')
       from (select type, row_number() over (order by seq) as place from event where trace_id = t.id order by seq limit ${readOfRun}) e) end`;

const distinct = (values: Fragment): Fragment =>
  sql`coalesce((select array_agg(distinct value order by value) from unnest(${values}) value), '{}')`;

/** What the runs of some sessions add up to, in any order. A call without a cost costs what the price list says (sessions.md §6). */
export const findSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  which: { readonly ids: readonly string[] } | { readonly runId: string },
): Promise<SessionRow[]> => {
  const test = 'ids' in which ? sql`t.session_id = any(${[...which.ids]}::text[])` : sql`t.id = ${which.runId}::uuid`;
  const runs = sql<SqlBool>`t.project_id = ${projectId} and ${test}`;
  const { rows } = await sql<SessionRow>`
    select s.id, s.status, s.started_at, s.last_event_at, s.trace_count, s.event_count, s.error_count, s.turn_count, s.input_tokens,
           s.output_tokens, s.cost_usd, ${distinct(sql`s.agents`)} as agents,
           ${distinct(sql`string_to_array(s.labels, chr(31))`)} as labels,
           ${distinct(sql`string_to_array(s.incidents, ' ')`)} as incident_ids
      from (select t.session_id as id,
                   ${sessionStatus} as status,
                   min(t.started_at) as started_at, max(${moment('t')}) as last_event_at, count(*) as trace_count,
                   sum(t.event_count)::int8 as event_count, sum(t.error_count)::int8 as error_count, sum(${turnsOfRun})::int8 as turn_count,
                   sum(t.input_tokens)::int8 as input_tokens, sum(t.output_tokens)::int8 as output_tokens, sum(t.cost_usd) as cost_usd,
                   array_agg(distinct t.agent) filter (where t.agent is not null) as agents,
                   string_agg(array_to_string(t.labels, chr(31)), chr(31)) filter (where t.labels <> '{}') as labels,
                   string_agg(array_to_string(t.incident_ids, ' '), ' ') filter (where t.incident_ids <> '{}') as incidents
              from trace t
             where ${runs}
             group by t.session_id) s`.execute(tx);
  return addListPrices(rows, await sumUnpricedOfSessions(tx, runs, readOfRun), ({ id }) => id);
};
