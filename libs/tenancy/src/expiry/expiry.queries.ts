import type { SystemTx, WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

export interface ExpiredKey {
  readonly id: string;
  readonly projectId: string;
  readonly expiresAt: Date;
}

const hasUnrecordedExpiry = sql`expires_at <= now() and expiry_recorded_at is null and revoked_at is null`;

/** Keys that ran out and of which the audit log does not know yet; from now on it does. */
export const markExpiredKeys = async (tx: WorkspaceTx): Promise<ExpiredKey[]> => {
  const { rows } = await sql<ExpiredKey>`
    update api_key set expiry_recorded_at = now() where ${hasUnrecordedExpiry} returning id, project_id, expires_at`.execute(
    tx,
  );
  return rows;
};

export const findWorkspacesWithExpiredKeys = async (tx: SystemTx): Promise<string[]> => {
  const { rows } = await sql<{
    workspaceId: string;
  }>`select distinct workspace_id from api_key where ${hasUnrecordedExpiry}`.execute(tx);
  return rows.map((row) => row.workspaceId);
};

/** Answers kept for `Idempotency-Key` are forgotten after 24 h (native.md §1), a bounded number at a time. */
export const deleteOldIdempotencyRecords = async (tx: SystemTx, limit: number): Promise<void> => {
  await sql`
    delete from idempotency_record where ctid = any(array(
      select ctid from idempotency_record where created_at < now() - interval '24 hours' order by created_at limit ${limit} for update skip locked
    ))`.execute(tx);
};

/** @returns whether a row went: not while traces, logs or metrics stand in the project, nor for a project that is not deleted */
export const deleteEmptyProject = async (tx: WorkspaceTx, projectId: string): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    delete from project p where p.id = ${projectId} and p.deleted_at is not null
    and not exists (select from trace t where t.workspace_id = p.workspace_id and t.project_id = p.id)
    and not exists (select from otel_log l where l.workspace_id = p.workspace_id and l.project_id = p.id)
    and not exists (select from otel_metric_point m where m.workspace_id = p.workspace_id and m.project_id = p.id)`.execute(
    tx,
  );
  return numAffectedRows === 1n;
};
