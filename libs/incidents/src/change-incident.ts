import type { DB, WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { changedFields, recordAudit } from '@debrief/tenancy';
import type { Updateable } from 'kysely';
import { announceIncidents } from './announce-incidents';
import { updateIncident } from './incidents.queries';
import type { IncidentRow } from './incidents.types';

/** Columns whose before and after the audit log keeps, by their names in the API. Counts are told by the runs themselves. */
const audited = {
  status: 'status',
  severity: 'severity',
  isSeveritySet: 'is_severity_set',
  ownerId: 'owner_id',
  prUrl: 'pr_url',
  fixAgentResult: 'fix_agent_result',
  reopenedCount: 'reopened_count',
  verifiedAt: 'verified_at',
  mergedInto: 'merged_into',
  labels: 'labels',
} as const satisfies Partial<Record<keyof IncidentRow, string>>;

export interface IncidentChange {
  /** Of the audit row, e.g. `incident.update`. */
  readonly action: string;
  readonly set: Updateable<DB['incident']>;
}

/** Changes a locked incident, with its audit row and its place on the stream. A change of nothing leaves no trace. */
export const changeIncident = async (
  tx: WorkspaceTx,
  scope: Scope,
  incident: IncidentRow,
  { action, set }: IncidentChange,
): Promise<void> => {
  const changed = auditIncident(incident, set);
  if (!changed) return;
  await updateIncident(tx, incident.id, set);
  await recordAudit(tx, scope, {
    action,
    targetType: 'incident',
    targetId: incident.id,
    projectId: incident.projectId,
    details: changed,
  });
  await announceIncidents(tx, [incident]);
};

/** What a change changes of what is audited; undefined: nothing. */
export const auditIncident = (incident: IncidentRow, set: Updateable<DB['incident']>) => {
  const after = Object.entries(audited).filter(([column]) => Object.hasOwn(set, column));
  const pick = (from: object) =>
    Object.fromEntries(after.map(([column, name]) => [name, (from as Record<string, unknown>)[column]]));
  return changedFields(pick(incident), pick(set));
};
