import type { WorkspaceTx } from '@debrief/infra';
import { findWireIds } from '@debrief/ingestion';
import { sql } from 'kysely';
import type { HttpRequest } from '../http-request.types';
import { requestColumns } from './request-columns';

/** What services asked of others in a run, the oldest first. @param traceId internal id */
export const listOutbound = async (tx: WorkspaceTx, traceId: string, limit: number): Promise<HttpRequest[]> => {
  const [trace] = await findWireIds(tx, { traceIds: [traceId] });
  if (!trace) return [];
  const { rows } = await sql<HttpRequest>`
    select ${requestColumns} from http_request r
     where r.project_id = ${trace.projectId}::uuid and r.trace_id = any(${trace.wireIds}::text[]) and r.direction = 'outbound'
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
