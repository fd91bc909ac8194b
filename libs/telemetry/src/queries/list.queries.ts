import type { CursorPosition, WorkspaceTx } from '@debrief/infra';
import { readTally } from '@debrief/ingestion';
import { sql } from 'kysely';
import type { HttpRequest } from '../http-request.types';
import { isUnfiltered, matches, type ProjectRequests, type RequestFilters } from './filters';
import { requestColumns } from './request-columns';

export interface RowRange {
  /** The moment and id of the last row of the page before. */
  readonly after?: CursorPosition;
  readonly offset?: number;
  readonly limit: number;
}

/** Rows of a list, newest first or oldest first, ties by id. */
export const selectRequests = async (
  tx: WorkspaceTx,
  project: ProjectRequests,
  {
    filters,
    order,
    after,
    offset = 0,
    limit,
  }: RowRange & {
    readonly filters: RequestFilters;
    readonly order: 'newest' | 'oldest';
  },
): Promise<HttpRequest[]> => {
  const [way, beyond] = order === 'newest' ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`];
  const rest = after ? sql`and (r.occurred_at, r.id) ${beyond} (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``;
  const { rows } = await sql<HttpRequest>`
    select ${requestColumns} from http_request r
     where ${matches(project, filters)} ${rest}
     order by r.occurred_at ${way}, r.id ${way} offset ${offset} limit ${limit}`.execute(tx);
  return rows;
};

export const positionOf = ({ occurredAt, id }: HttpRequest): CursorPosition => [occurredAt.toISOString(), id];

/** How many rows a list has: exact, or (under filters, past 10,000) a lower bound. */
export interface ListTotal {
  readonly items: number;
  readonly isEstimated: boolean;
}

const countLimit = 10_000;

export const countRequests = async (
  tx: WorkspaceTx,
  project: ProjectRequests,
  filters: RequestFilters,
): Promise<ListTotal> => {
  if (isUnfiltered(filters)) return { items: (await readTally(tx, project.projectId)).requests, isEstimated: false };
  const { rows } = await sql<{ counted: number }>`
    select count(*) as counted from (
      select from http_request r where ${matches(project, filters)} limit ${countLimit + 1}) r`.execute(tx);
  const counted = rows[0]?.counted ?? 0;
  return { items: Math.min(counted, countLimit), isEstimated: counted > countLimit };
};

/** A request of any project that is not deleted. @param projectId narrows; null: any */
export const findRequest = async (
  tx: WorkspaceTx,
  id: string,
  projectId: string | null,
): Promise<HttpRequest | undefined> => {
  const ofProject = projectId === null ? sql`true` : sql`r.project_id = ${projectId}::uuid`;
  const { rows } = await sql<HttpRequest>`
    select ${requestColumns} from http_request r
      join project p on p.workspace_id = r.workspace_id and p.id = r.project_id and p.deleted_at is null
     where r.id = ${id}::uuid and ${ofProject}`.execute(tx);
  return rows[0];
};
