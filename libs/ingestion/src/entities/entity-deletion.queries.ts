import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

const deleteEventsOfGone = sql`
    delete from entity_event e using gone g
     where e.workspace_id = g.workspace_id and e.project_id = g.project_id and e.entity_kind = g.kind and e.entity_id = g.external_id`;

/** Locks what came in pieces of these traces, before the traces and in the order of those who take in pieces. */
export const lockEntitiesOfTraces = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  await sql`
    select from entity n
     where (n.project_id, n.trace_external_id) in (select t.project_id, t.external_id from trace t where t.id = any(${traceIds}::uuid[]))
     order by (n.kind || '/' || n.external_id) collate "C" for update`.execute(tx);
};

/** Forgets what was said of traces, and of the observations in them, before their rows go. */
export const deleteEntitiesOfTraces = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  await sql`
    with gone as (
      delete from entity n using trace t
       where t.id = any(${traceIds}::uuid[]) and n.workspace_id = t.workspace_id and n.project_id = t.project_id
         and n.trace_external_id = t.external_id
      returning n.workspace_id, n.project_id, n.kind, n.external_id)
    ${deleteEventsOfGone}`.execute(tx);
};

/** Forgets what was said of single observations: a late word about one does not bring back the rest. */
export const deleteEntitiesOfSpans = async (
  tx: WorkspaceTx,
  traceIds: readonly string[],
  spans: readonly { readonly traceId: string; readonly spanId: string }[],
): Promise<void> => {
  const [traces, ids] = [spans.map(({ traceId }) => traceId), spans.map(({ spanId }) => spanId)];
  await sql`
    with gone as (
      delete from entity n using unnest(${traces}::text[], ${ids}::text[]) k(trace_id, span_id), trace t
       where t.id = any(${traceIds}::uuid[]) and t.external_id = k.trace_id and n.workspace_id = t.workspace_id
         and n.project_id = t.project_id and n.kind = 'observation' and n.external_id = k.span_id
         and n.trace_external_id = k.trace_id
      returning n.workspace_id, n.project_id, n.kind, n.external_id)
    ${deleteEventsOfGone}`.execute(tx);
};
