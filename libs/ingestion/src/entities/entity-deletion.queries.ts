import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** Whether an entity `n` is stored in one of these traces, by their internal ids. */
const ofTraces = (ids: readonly string[]): RawBuilder<SqlBool> => sql`
  (n.project_id, n.trace_external_id) in (select t.project_id, t.external_id from trace t where t.id = any(${ids}::uuid[]))`;

/** In the order in which those lock them who take in pieces. */
export const lockEntitiesOfTraces = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await sql`
    select from entity n where ${ofTraces(ids)} order by (n.kind || '/' || n.external_id) collate "C" for update`.execute(
    tx,
  );
};

/** Deletes what came in pieces of these traces and their observations: what is deleted is not kept anywhere else. */
export const deleteEntitiesOfTraces = async (tx: WorkspaceTx, ids: readonly string[]): Promise<void> => {
  await sql`delete from entity n where ${ofTraces(ids)}`.execute(tx);
};

/** The same of single observations. @param spans by the ids that clients know */
export const deleteEntitiesOfSpans = async (
  tx: WorkspaceTx,
  projectId: string,
  spans: readonly { readonly traceId: string; readonly spanId: string }[],
): Promise<void> => {
  await sql`
    delete from entity n
     using unnest(${spans.map(({ traceId }) => traceId)}::text[], ${spans.map(({ spanId }) => spanId)}::text[]) as k(trace_id, span_id)
     where n.project_id = ${projectId} and n.kind = 'observation' and n.external_id = k.span_id and n.trace_external_id = k.trace_id`.execute(
    tx,
  );
};
