import type { WorkspaceTx } from '@debrief/infra';
import { findWireIds } from '@debrief/ingestion';
import { sql } from 'kysely';
import type { HttpRequest } from '../http-request.types';
import { isFailed, requestColumns } from './request-columns';

const most = 1_000;

/** A failed request with the run that it belongs to. One that joins several runs comes once for each. */
export interface FailedRequest extends HttpRequest {
  readonly traceExternalId: string;
}

/** The first thousand failed requests of runs, oldest first. @param externalIds of runs of the project */
export const listFailures = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<FailedRequest[]> => {
  const traces = await findWireIds(tx, { projectId, externalIds });
  if (traces.length === 0) return [];
  const { rows } = await sql<HttpRequest>`
    select ${requestColumns} from http_request r
     where r.project_id = ${projectId}::uuid and r.trace_id = any(${traces.flatMap(({ wireIds }) => wireIds)}::text[]) and ${isFailed}
     order by r.occurred_at, r.id limit ${most}`.execute(tx);
  return rows.flatMap((request) =>
    traces
      .filter(({ wireIds }) => wireIds.includes(request.traceId))
      .map(({ externalId }) => ({ ...request, traceExternalId: externalId })),
  );
};
