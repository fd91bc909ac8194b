import type { WorkspaceTx } from '@debrief/infra';
import { wireIdsOf } from '@debrief/ingestion';
import { sql } from 'kysely';
import type { HttpRequest } from '../http-request.types';
import { isFailed, requestColumns } from './request-columns';

const most = 1_000;

/** A failed request with the run that it belongs to. One that joins several runs comes once for each. */
export interface FailedRequest extends HttpRequest {
  readonly traceExternalId: string;
}

/** Failed requests of runs, oldest first. @param externalIds of runs of the project */
export const listFailures = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<FailedRequest[]> => {
  const { rows } = await sql<FailedRequest>`
    select t.external_id as trace_external_id, ${requestColumns}
      from trace t
      join http_request r on r.workspace_id = t.workspace_id and r.project_id = t.project_id and r.trace_id = any(${wireIdsOf('t')})
     where t.project_id = ${projectId}::uuid and t.external_id = any(${externalIds}::text[]) and ${isFailed}
     order by r.occurred_at, r.id, t.id limit ${most}`.execute(tx);
  return rows;
};
