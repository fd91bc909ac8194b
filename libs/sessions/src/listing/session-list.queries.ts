import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { countLimit } from './event-page';
import type { SessionFilter, SessionRow } from './session-list.types';

type Fragment = RawBuilder<unknown>;

/** A run of the same session as `t`. */
const sibling = (projectId: string, test: Fragment): Fragment =>
  sql`exists (select from trace o where o.session_id = t.session_id and o.project_id = ${projectId} and ${test})`;

const moment = (alias: string): Fragment =>
  sql`coalesce(${sql.ref(`${alias}.last_event_at`)}, ${sql.ref(`${alias}.started_at`)})`;

/** The minute leads, since it is what the index holds; within a minute the exact moment decides. */
const activity = (alias: string): Fragment =>
  sql`${sql.ref(`${alias}.last_event_minute`)}, ${moment(alias)}, ${sql.ref(`${alias}.id`)}`;

/** The runs that were active last in their sessions: one stands for each session. */
const latestRuns = (projectId: string, filter: SessionFilter): Fragment => sql`
  from trace t
 where t.project_id = ${projectId}
   and not ${sibling(projectId, sql`o.last_event_minute >= t.last_event_minute and (${activity('o')}) > (${activity('t')})`)}
   and ${sql.join(testsOf(projectId, filter), sql` and `)}`;

const testsOf = (projectId: string, { status, agentName, label, from, to, q }: SessionFilter): Fragment[] => {
  const ofSession = sql`from trace o where o.session_id = t.session_id and o.project_id = ${projectId}`;
  const start = sql`(select o.started_at ${ofSession} order by o.started_at limit 1)`;
  const lastStatus = sql`(select o.status ${ofSession} order by o.started_at desc, o.id desc limit 1)`;
  const isRunning = sibling(projectId, sql`o.status = 'running'`);
  const tests: Fragment[] = [sql`true`];
  if (status === 'running') tests.push(isRunning);
  else if (status !== undefined) tests.push(sql`not ${isRunning}`, sql`${lastStatus} = ${status}`);
  if (agentName !== undefined) tests.push(sibling(projectId, sql`o.agent = ${agentName}`));
  if (label !== undefined) tests.push(sibling(projectId, sql`o.labels @> array[${label}]::text[]`));
  if (from) tests.push(sql`${start} >= ${from}`);
  if (to) tests.push(sql`${start} < ${to}`);
  if (q !== undefined) {
    const pattern = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    const says = sql`(o.user_goal ilike ${pattern} or o.agent ilike ${pattern} or o.external_id ilike ${pattern})`;
    tests.push(sql`(t.session_id ilike ${pattern} or ${sibling(projectId, says)})`);
  }
  return tests;
};

/** Where a page of sessions ended: the moment and the id of the run that was active last. */
export interface SessionBoundary {
  readonly at: Date;
  readonly id: string;
}

/** The sessions of one page, the one that was active last first. */
export const listLatestRuns = async (
  tx: WorkspaceTx,
  projectId: string,
  filter: SessionFilter,
  page: { readonly after?: SessionBoundary; readonly offset: number; readonly limit: number },
): Promise<(SessionBoundary & { readonly sessionId: string })[]> => {
  const { after, offset, limit } = page;
  const place = after
    ? sql`and (${activity('t')}) < (date_trunc('minute', ${after.at}::timestamptz), ${after.at}::timestamptz, ${after.id}::uuid)`
    : sql``;
  const { rows } = await sql<SessionBoundary & { sessionId: string }>`
    select t.session_id, t.id, ${moment('t')} as at ${latestRuns(projectId, filter)} ${place}
     order by t.last_event_minute desc, ${moment('t')} desc, t.id desc limit ${limit} offset ${offset}`.execute(tx);
  return rows;
};

/** How many sessions there are, counted up to one above the limit. */
export const countSessions = async (tx: WorkspaceTx, projectId: string, filter: SessionFilter): Promise<number> => {
  const isPlain = Object.values(filter).every((value) => value === undefined);
  const which = isPlain
    ? sql`select distinct t.session_id from trace t where t.project_id = ${projectId}`
    : sql`select ${latestRuns(projectId, filter)}`;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${which} limit ${countLimit + 1}) counted`.execute(tx);
  return rows[0]?.count ?? 0;
};

/** Turns are counted in so many events of a run. */
const readForTurns = 50_000;

/**
 * A turn opens with each message of a user, and with a run's first event where that is none (sessions.md §6). An imported run is counted as
 * one: what was asked in it is not in its columns.
 */
const turnsOfRun = sql`
  case when t.event_count = 0 then 0 when t.surface <> 'native' then 1 else
    (select count(*) filter (where e.type = 'user_message') + count(*) filter (where e.place = 1 and e.type <> 'user_message')
       from (select type, row_number() over (order by seq) as place from event where trace_id = t.id order by seq limit ${readForTurns}) e) end`;

const distinct = (values: Fragment): Fragment =>
  sql`coalesce((select array_agg(distinct value order by value) from unnest(${values}) value), '{}')`;

/** What the runs of some sessions add up to, in any order. */
export const findSessions = async (
  tx: WorkspaceTx,
  projectId: string,
  which: { readonly ids: readonly string[] } | { readonly runId: string },
): Promise<SessionRow[]> => {
  const test = 'ids' in which ? sql`t.session_id = any(${[...which.ids]}::text[])` : sql`t.id = ${which.runId}::uuid`;
  const { rows } = await sql<SessionRow>`
    select s.id, s.status, s.started_at, s.last_event_at, s.trace_count, s.event_count, s.error_count, s.turn_count, s.input_tokens,
           s.output_tokens, s.cost_usd, ${distinct(sql`s.agents`)} as agents,
           ${distinct(sql`string_to_array(s.labels, chr(31))`)} as labels,
           ${distinct(sql`string_to_array(s.incidents, ' ')`)} as incident_ids
      from (select t.session_id as id,
                   case when bool_or(t.status = 'running') then 'running'
                        else (array_agg(t.status order by t.started_at desc, t.id desc))[1] end as status,
                   min(t.started_at) as started_at, max(${moment('t')}) as last_event_at, count(*) as trace_count,
                   sum(t.event_count)::int8 as event_count, sum(t.error_count)::int8 as error_count, sum(${turnsOfRun})::int8 as turn_count,
                   sum(t.input_tokens)::int8 as input_tokens, sum(t.output_tokens)::int8 as output_tokens, sum(t.cost_usd) as cost_usd,
                   array_agg(distinct t.agent) filter (where t.agent is not null) as agents,
                   string_agg(array_to_string(t.labels, chr(31)), chr(31)) filter (where t.labels <> '{}') as labels,
                   string_agg(array_to_string(t.incident_ids, ' '), ' ') filter (where t.incident_ids <> '{}') as incidents
              from trace t
             where t.project_id = ${projectId} and ${test}
             group by t.session_id) s`.execute(tx);
  return rows;
};
