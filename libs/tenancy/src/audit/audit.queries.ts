import { newId, type Scope } from '@debrief/kernel';
import type { IdPage, SystemTx, WorkspaceTx } from '@debrief/infra';

export interface AuditRecord {
  /** `<noun>.<verb>`, e.g. `project.update`. */
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly projectId?: string | null;
  /** What changed, in the API's own words (snake_case); never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Writes down who did what, in the transaction of the change itself: neither exists without the other. */
export const recordAudit = async (tx: WorkspaceTx | SystemTx, scope: Scope, record: AuditRecord): Promise<void> => {
  await tx
    .insertInto('auditLog')
    .values({
      workspaceId: scope.workspaceId,
      id: newId(),
      actorType: scope.actor.type,
      actorId: scope.actor.id,
      requestId: scope.requestId,
      action: record.action,
      targetType: record.targetType,
      targetId: record.targetId,
      projectId: record.projectId ?? null,
      details: JSON.stringify(record.details ?? {}),
    })
    .execute();
};

export interface AuditFilters {
  readonly action?: string;
  /** Id of the actor. */
  readonly actor?: string;
  /** Id of what was changed. */
  readonly target?: string;
  readonly projectId?: string;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actorType: string;
  readonly actorId: string;
  readonly action: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly projectId: string | null;
  readonly details: unknown;
  readonly requestId: string;
}

/** Newest first. */
export const selectAuditEntries = (tx: WorkspaceTx, filters: AuditFilters, page: IdPage): Promise<AuditEntry[]> => {
  let rows = tx.selectFrom('auditLog').selectAll();
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  if (filters.action !== undefined) rows = rows.where('action', '=', filters.action);
  if (filters.actor !== undefined) rows = rows.where('actorId', '=', filters.actor);
  if (filters.target !== undefined) rows = rows.where('targetId', '=', filters.target);
  if (filters.projectId !== undefined) rows = rows.where('projectId', '=', filters.projectId);
  if (filters.from !== undefined) rows = rows.where('at', '>=', filters.from);
  if (filters.to !== undefined) rows = rows.where('at', '<', filters.to);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
};
