import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { platformTests } from '../platform-filters/platform-filter-sql';
import { behind, keyText, orderBy, type TieBreaker } from '../spans/keyset';
import { countLimit, type RowRange } from '../spans/list-page';
import { microsOf } from '../spans/micros-of';
import type { Placed } from '../spans/spans.types';
import { sessionOf, traceName, traceTotalTokens } from '../spans/trace-summary.queries';
import type { PlatformTrace, PlatformTraceQuery } from './platform-trace';
import type { PlatformTraceOrder } from './trace-columns';
import {
  inputCost,
  latencySeconds,
  levelOf,
  namedEnd,
  outputCost,
  totalCost,
  traceSortKeys,
  traceSqlColumns,
} from './trace-columns-sql';

export type PlatformTraceRow = Omit<PlatformTrace, 'createdAt' | 'updatedAt'> & { readonly touchedAt: number | null };

const ties: readonly TieBreaker[] = [{ sql: sql`t.id`, type: 'uuid' }];

const columns = sql`
  t.id, t.project_id, t.external_id, ${traceName} as name, t.user_id, ${sessionOf} as session_id, t.release, t.version, t.environment, t.tags,
  t.metadata, t.public, t.bookmarked, ${levelOf} as level, t.status_message, t.status, ${microsOf(sql`t.started_at`)} as start,
  ${microsOf(namedEnd)} as "end", (${latencySeconds} * 1000)::float8 as latency_ms, t.input_tokens, t.output_tokens,
  ${traceTotalTokens} as total_tokens, ${inputCost}::float8 as input_cost, ${outputCost}::float8 as output_cost,
  ${totalCost}::float8 as total_cost, t.git_commit_sha, t.git_branch, t.git_repo_url, ${microsOf(sql`t.last_event_at`)} as touched_at`;

/** One page of a project's runs. */
export const selectPlatformTraces = async (
  tx: WorkspaceTx,
  projectId: string,
  query: PlatformTraceQuery,
  { after, offset, limit }: RowRange,
): Promise<Placed<PlatformTraceRow>[]> => {
  const key = traceSortKeys[query.order.column as PlatformTraceOrder];
  const place = after ? sql`and ${behind(key, ties, query.order, after)}` : sql``;
  const order = orderBy(key, ties, query.order);
  // The page first: Postgres would make the columns of all rows that it sorts.
  const page = sql`select t.id from trace t where ${testOf(projectId, query)} ${place} order by ${order} limit ${limit} offset ${offset}`;
  const { rows } = await sql<PlatformTraceRow & { sortKey: string | null }>`
    select ${columns}, ${keyText(key)} as sort_key from trace t where t.id = any(array(${page})) order by ${order}`.execute(
    tx,
  );
  return rows.map(({ sortKey, ...row }) => ({ ...row, position: [sortKey, row.id] }));
};

/** How many runs pass, counted up to one above the limit. */
export const countPlatformTraces = async (
  tx: WorkspaceTx,
  projectId: string,
  query: PlatformTraceQuery,
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from trace t where ${testOf(projectId, query)} limit ${countLimit + 1}) counted`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};

export const findPlatformTrace = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<PlatformTraceRow | undefined> => {
  const { rows } = await sql<PlatformTraceRow>`
    select ${columns} from trace t where t.project_id = ${projectId} and t.external_id = ${externalId}`.execute(tx);
  return rows[0];
};

/** The runs of a session in the order of their starts, so many at most. */
export const selectTracesOfSession = async (
  tx: WorkspaceTx,
  projectId: string,
  sessionId: string,
  limit: number,
): Promise<PlatformTraceRow[]> => {
  const { rows } = await sql<PlatformTraceRow>`
    select ${columns} from trace t
     where t.project_id = ${projectId} and t.session_id = ${sessionId} and ${sessionOf} is not null
     order by t.started_at, t.id limit ${limit}`.execute(tx);
  return rows;
};

const testOf = (projectId: string, { conditions }: PlatformTraceQuery): RawBuilder<SqlBool> =>
  sql`t.project_id = ${projectId} and ${platformTests(traceSqlColumns, conditions)}`;
