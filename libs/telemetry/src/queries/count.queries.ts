import type { WorkspaceTx } from '@debrief/infra';
import { wireIdsOf } from '@debrief/ingestion';
import { sql } from 'kysely';
import { isFailed } from './request-columns';

export interface RequestCounts {
  readonly count: number;
  readonly failed: number;
  readonly slow: number;
}

export const countOfTrace = async (tx: WorkspaceTx, traceId: string, slowMs: number): Promise<RequestCounts> => {
  const { rows } = await sql<RequestCounts>`
    select count(*) as count, count(*) filter (where ${isFailed}) as failed, count(*) filter (where r.duration_ms > ${slowMs}) as slow
      from trace t
      join http_request r on r.workspace_id = t.workspace_id and r.project_id = t.project_id and r.trace_id = any(${wireIdsOf('t')})
     where t.id = ${traceId}::uuid`.execute(tx);
  return rows[0] as RequestCounts;
};
