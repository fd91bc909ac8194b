import { clientOf, type SystemTx, type WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { insertLedger } from '../append/ledger';

/** How long taken work may take before it is given out again: its job was lost, or its worker died for good. */
const leaseSeconds = 120;

export interface DueTrace {
  readonly workspaceId: string;
  readonly traceId: string;
}

/** Takes runs whose analysis is due, oldest first. Who takes one asks for its analysis in the same transaction. */
export const takeDueTraces = async (tx: SystemTx, limit: number): Promise<DueTrace[]> => {
  const { rows } = await sql<DueTrace>`
    with due as (
      select workspace_id, id from trace where analyze_at <= now() order by analyze_at limit ${limit} for no key update skip locked
    )
    update trace t set analyze_at = now() + make_interval(secs => ${leaseSeconds})
      from due where t.workspace_id = due.workspace_id and t.id = due.id
    returning t.workspace_id, t.id as trace_id`.execute(tx);
  return rows;
};

export interface RecordedVerdict {
  readonly labels?: readonly string[];
  readonly incidentIds?: readonly string[];
  /** The `analyze_at` that was read before the events were: cleared unless something came since. */
  readonly answers?: Date | null;
}

/** Writes onto a run's row what later features found, and announces the run on the stream if that changed what is seen of it. */
export const recordVerdict = async (
  tx: WorkspaceTx,
  traceId: string,
  { labels, incidentIds, answers }: RecordedVerdict,
): Promise<void> => {
  const { rows } = await sql<{ projectId: string; isChanged: boolean }>`
    with before as (select labels, incident_ids from trace where id = ${traceId}::uuid for no key update)
    update trace t
       set labels = coalesce(${labels ?? null}::text[], t.labels),
           incident_ids = coalesce(${incidentIds ?? null}::uuid[], t.incident_ids),
           analyze_at = case when t.analyze_at = ${answers ?? null}::timestamptz then null else t.analyze_at end
      from before where t.id = ${traceId}::uuid
    returning t.project_id, (t.labels, t.incident_ids) is distinct from (before.labels, before.incident_ids) as is_changed`.execute(
    tx,
  );
  const [row] = rows;
  if (row?.isChanged)
    await insertLedger(clientOf(tx), [{ kind: 'trace', projectId: row.projectId, traceId, seqs: null }]);
};
