import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { behind, keyText, orderBy, type SortKey, type TieBreaker } from '../spans/keyset';
import type { ListOrder } from '../spans/list-order';
import { countLimit, type RowRange } from '../spans/list-page';
import { microsOf } from '../spans/micros-of';
import type { Placed } from '../spans/spans.types';
import { periodTests } from './period-test';
import type { LogListQuery, LogRecord } from './signals.types';

type Fragment = RawBuilder<unknown>;

const occurred: SortKey = { sql: sql`l.occurred_at`, type: 'timestamptz', isNullable: false };
const ties: readonly TieBreaker[] = [{ sql: sql`l.id`, type: 'uuid' }];
const newestFirst: ListOrder = { column: 'timestamp', direction: 'desc' };

/** An imported run that names no session has its own id in its place. */
const traceSession = sql`(select nullif(t.session_id, t.external_id) from trace t
  where t.workspace_id = l.workspace_id and t.project_id = l.project_id and t.external_id = l.trace_external_id)`;

/** A page of a project's log records, newest first. */
export const selectLogs = async (
  tx: WorkspaceTx,
  projectId: string,
  query: LogListQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<LogRecord>[]> => {
  const place = after ? sql`and ${behind(occurred, ties, newestFirst, after)}` : sql``;
  const { rows } = await sql<LogRecord & { sortKey: string }>`
    select l.id, ${microsOf(sql`l.occurred_at`)} as timestamp, ${microsOf(sql`l.observed_at`)} as observed_timestamp,
           l.trace_external_id as trace_id, l.span_id, coalesce(l.session_id, ${traceSession}) as session_id, l.severity_number,
           l.severity_text, l.event_name, l.body, l.attributes, l.service_name, l.scope_name, ${keyText(occurred)} as sort_key
      from otel_log l
     where ${logTest(projectId, query)} ${place}
     order by ${orderBy(occurred, ties, newestFirst)}
     limit ${limit} offset ${offset}`.execute(tx);
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.id] }));
};

/** How many records pass, counted up to one above the limit. */
export const countLogs = async (tx: WorkspaceTx, projectId: string, query: LogListQuery): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from otel_log l where ${logTest(projectId, query)} limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

const equalities = {
  traceId: sql`l.trace_external_id`,
  spanId: sql`l.span_id`,
  eventName: sql`l.event_name`,
} as const;

const logTest = (projectId: string, query: LogListQuery): Fragment => {
  const { sessionId, severityMin, q } = query;
  const tests: Fragment[] = [sql`l.project_id = ${projectId}`, ...periodTests(sql`l.occurred_at`, query)];
  for (const field of Object.keys(equalities) as (keyof typeof equalities)[]) {
    const wanted = query[field];
    if (wanted !== undefined) tests.push(sql`${equalities[field]} = ${wanted}`);
  }
  if (severityMin !== undefined) tests.push(sql`l.severity_number >= ${severityMin}`);
  if (sessionId !== undefined)
    tests.push(sql`(l.session_id = ${sessionId} or (l.session_id is null and ${inSession(projectId, sessionId)}))`);
  if (q !== undefined) tests.push(sql`l.body::text ilike ${`%${escaped(q)}%`}`);
  return sql.join(tests, sql` and `);
};

const inSession = (projectId: string, sessionId: string): Fragment => sql`l.trace_external_id in (
  select t.external_id from trace t where t.project_id = ${projectId} and t.session_id = ${sessionId} and t.session_id <> t.external_id)`;

/** As the text stands in JSON; `%` and `_` mean themselves. */
const escaped = (text: string): string =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[\\%_]/g, '\\$&');
