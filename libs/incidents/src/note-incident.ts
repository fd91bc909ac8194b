import type { WorkspaceTx } from '@debrief/infra';
import type { JsonText, Scope } from '@debrief/kernel';
import { changeIncident } from './change-incident';
import { decideIncident, type Happening } from './decide-incident';
import { getIncidentForChange } from './get-incident';

// What features to the right report. Each joins the caller's transaction, audits and writes the stream's ledger row; the caller
// announces the workspace on the bus after its commit. All throw NOT_FOUND.

/** A fix agent was sent: new, triaged → fixing. */
export const noteFixDispatched = (tx: WorkspaceTx, scope: Scope, incidentId: string): Promise<void> =>
  move(tx, scope, incidentId, { action: 'incident.fix_dispatched', happening: { kind: 'fix_dispatch' } });

/**
 * What a fix agent brought.
 * @param result as `fix_agent_result` shows it
 * @param prUrl null: no pull request was made; one that is linked stays
 */
export const noteFixResult = async (
  tx: WorkspaceTx,
  scope: Scope,
  incidentId: string,
  { prUrl, result }: { readonly prUrl: string | null; readonly result: JsonText },
): Promise<void> => {
  const incident = await getIncidentForChange(tx, scope, incidentId);
  const set = { fixAgentResult: result, ...(prUrl !== null && { prUrl }) };
  await changeIncident(tx, scope, incident, { action: 'incident.fix_result', set });
};

/** A regression run came to a verdict: `fixed` takes fixing → verified. */
export const noteRegression = (
  tx: WorkspaceTx,
  scope: Scope,
  incidentId: string,
  verdict: string,
  now: Date,
): Promise<void> =>
  move(tx, scope, incidentId, { action: 'incident.verified', happening: { kind: 'regression', verdict, now } });

const move = async (
  tx: WorkspaceTx,
  scope: Scope,
  incidentId: string,
  { action, happening }: { readonly action: string; readonly happening: Happening },
): Promise<void> => {
  const incident = await getIncidentForChange(tx, scope, incidentId);
  const { status, verifiedAt } = decideIncident(incident, happening);
  await changeIncident(tx, scope, incident, { action, set: { status, verifiedAt } });
};
