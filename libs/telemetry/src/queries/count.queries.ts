import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { matches, type ProjectRequests } from './filters';
import { isFailed } from './request-columns';

export interface RequestCounts {
  readonly count: number;
  readonly failed: number;
  readonly slow: number;
}

/** @param traceIds as requests carry them */
export const countRequestsOf = async (
  tx: WorkspaceTx,
  project: ProjectRequests,
  traceIds: readonly string[],
): Promise<RequestCounts> => {
  const { rows } = await sql<RequestCounts>`
    select count(*) as count, count(*) filter (where ${isFailed}) as failed,
           count(*) filter (where r.duration_ms > ${project.slowMs}) as slow
      from http_request r where ${matches(project, { traceIds })}`.execute(tx);
  return rows[0] as RequestCounts;
};
