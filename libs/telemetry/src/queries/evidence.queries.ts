import type { WorkspaceTx } from '@debrief/infra';
import { wireIdsOf } from '@debrief/ingestion';
import { sql } from 'kysely';
import type { HttpRequest } from '../http-request.types';
import { requestColumns } from './request-columns';

/** What services asked of others in a run, the oldest first. @param traceId internal id */
export const listOutbound = async (tx: WorkspaceTx, traceId: string, limit: number): Promise<HttpRequest[]> => {
  const { rows } = await sql<HttpRequest>`
    select ${requestColumns}
      from trace t
      join http_request r on r.workspace_id = t.workspace_id and r.project_id = t.project_id and r.trace_id = any(${wireIdsOf('t')})
     where t.id = ${traceId}::uuid and r.direction = 'outbound'
     order by r.occurred_at, r.id limit ${limit}`.execute(tx);
  return rows;
};

/** Notes which requests the analysis of a run names, in the place of those that the one before it did. @param traceId internal id */
export const replaceEvidence = async (
  tx: WorkspaceTx,
  traceId: string,
  requestIds: readonly string[],
): Promise<void> => {
  await sql`delete from http_evidence where trace_id = ${traceId}::uuid`.execute(tx);
  if (requestIds.length === 0) return;
  await sql`
    insert into http_evidence (trace_id, request_id)
    select ${traceId}::uuid, id from http_request where id = any(${requestIds}::uuid[])`.execute(tx);
};
