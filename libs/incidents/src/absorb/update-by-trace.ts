import type { WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { auditIncident } from '../change-incident';
import { decideIncident, type IncidentState } from '../decide-incident';
import { updateIncident } from '../incidents.queries';
import type { IncidentRow } from '../incidents.types';
import type { Group } from './group-detections';
import { type FailingTrace, findExtremes } from './membership.queries';
import { moveTally, type Share, tallyOf } from './move-tally';

/** What a run was in a locked incident, and what it is now. */
export interface TraceInIncident {
  readonly incident: IncidentRow;
  readonly trace: FailingTrace;
  readonly before: readonly Share[];
  readonly after: readonly Share[];
  readonly groups: readonly Group[];
  readonly isOpened: boolean;
}

/** What a run does to an incident. */
export type TraceEffect = 'opened' | 'reopened' | 'updated';

/**
 * Lets a run move an incident's counts and state. Counts that only grow have the run's own row and the ledger for a record; what opens,
 * reopens, becomes more severe or loses a run is audited. @returns undefined when nothing changed
 */
export const updateByTrace = async (
  tx: WorkspaceTx,
  scope: Scope,
  change: TraceInIncident,
): Promise<TraceEffect | undefined> => {
  const { incident, trace, before, after, groups, isOpened } = change;
  if (sharesText(before) === sharesText(after)) return undefined;
  const left = before.length === 0 ? undefined : await findExtremes(tx, incident.id);
  const tally = moveTally(tallyOf(incident), { before, after, left });
  const { status, severity, reopenedCount } = groups.reduce<IncidentState>(
    (state, group) =>
      decideIncident(state, { kind: 'occurrence', startedAt: trace.startedAt, severity: group.severity }),
    incident,
  );
  const set = { ...tally, status, severity, reopenedCount };
  await updateIncident(tx, incident.id, set);
  const audit = auditOf(change, auditIncident(incident, set));
  if (audit)
    await recordAudit(tx, scope, {
      ...audit,
      targetType: 'incident',
      targetId: incident.id,
      projectId: incident.projectId,
      details: { session_id: trace.externalId, ...audit.details },
    });
  if (isOpened) return 'opened';
  return status === incident.status ? 'updated' : 'reopened';
};

const auditOf = (
  { incident, after, isOpened }: TraceInIncident,
  changed: ReturnType<typeof auditIncident>,
): { readonly action: string; readonly details: Readonly<Record<string, unknown>> } | undefined => {
  const { label, title, severity, fingerprint } = incident;
  if (isOpened) return { action: 'incident.open', details: { label, title, severity, fingerprint } };
  if (after.length === 0) return { action: 'incident.remove_session', details: { ...changed } };
  if (!changed) return undefined;
  return { action: 'status' in changed.after ? 'incident.reopen' : 'incident.update', details: changed };
};

const sharesText = (shares: readonly Share[]): string =>
  JSON.stringify(
    shares.map(({ occurrences, criticalStepSeq, confidence }) => [occurrences, criticalStepSeq, confidence]),
  );
