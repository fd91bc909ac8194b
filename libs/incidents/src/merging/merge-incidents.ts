import { enqueue, type WorkspaceTx } from '@debrief/infra';
import { invalid, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { findExtremes } from '../absorb/membership.queries';
import { tallyOf } from '../absorb/move-tally';
import { announceIncidents } from '../announce-incidents';
import { highestSeverity } from '../decide-incident';
import { getIncident } from '../get-incident';
import { lockIncidents, updateIncident } from '../incidents.queries';
import type { IncidentRow } from '../incidents.types';
import { mergeTallies, splitTallies } from './merge-tallies';
import {
  countInBoth,
  findMerged,
  findPart,
  redirectIncident,
  restoreIncident,
  selectLabels,
  selectWithMerged,
} from './merging.queries';

/**
 * Sends one incident's runs, those to come included, to another of the same project.
 * @returns the other
 * @throws DomainError NOT_FOUND for either; INVALID for itself or an incident of another project
 */
export const mergeIncidents = async (tx: WorkspaceTx, scope: Scope, id: string, into: string): Promise<IncidentRow> => {
  await lockAll(tx, [await getIncident(tx, scope, id), await getIncident(tx, scope, into)]);
  const [from, target] = [await getIncident(tx, scope, id), await getIncident(tx, scope, into)];
  if (from.id === target.id) throw invalid('into', 'names the incident itself');
  if (from.projectId !== target.projectId) throw invalid('into', 'names an incident of another project');
  const both = await countInBoth(tx, from.id, target.id);
  await redirectIncident(tx, from.id, target.id);
  await updateIncident(tx, target.id, {
    ...mergeTallies(target, from, both),
    labels: await selectLabels(tx, target.id),
    severity: target.isSeveritySet ? target.severity : highestSeverity(target.severity, from.severity),
  });
  await audit(tx, scope, from, { action: 'incident.merge', details: { into: target.id } });
  await audit(tx, scope, target, {
    action: 'incident.merge',
    details: { from: from.id, fingerprint: from.fingerprint },
  });
  return settle(tx, scope, { told: [from.id, target.id], moved: target.id, answer: target.id });
};

/**
 * Takes a fingerprint that was merged into an incident out again, with its runs.
 * @returns the incident of that fingerprint
 * @throws DomainError NOT_FOUND; INVALID for a fingerprint that was not merged into it
 */
export const splitIncident = async (
  tx: WorkspaceTx,
  scope: Scope,
  id: string,
  fingerprint: string,
): Promise<IncidentRow> => {
  await lockAll(tx, [await getIncident(tx, scope, id)]);
  const from = await getIncident(tx, scope, id);
  const home = await findMerged(tx, from.id, fingerprint);
  if (home === undefined) throw invalid('fingerprint', 'is none that was merged into this incident');
  const part = await findPart(tx, from.id, fingerprint);
  await restoreIncident(tx, { home, from: from.id, fingerprint });
  const restored = await getIncident(tx, scope, home);
  const tallies = splitTallies(tallyOf(from), tallyOf(restored), { part, left: await findExtremes(tx, from.id) });
  await updateIncident(tx, from.id, { ...tallies.from, labels: await selectLabels(tx, from.id) });
  await updateIncident(tx, home, { ...tallies.home, labels: [restored.label] });
  await audit(tx, scope, from, { action: 'incident.split', details: { fingerprint, to: home } });
  await audit(tx, scope, restored, { action: 'incident.split', details: { from: from.id } });
  return settle(tx, scope, { told: [from.id, home], moved: home, answer: home });
};

const lockAll = async (tx: WorkspaceTx, incidents: readonly IncidentRow[]): Promise<void> =>
  lockIncidents(
    tx,
    await selectWithMerged(
      tx,
      incidents.map(({ id }) => id),
    ),
  );

const audit = (
  tx: WorkspaceTx,
  scope: Scope,
  { id, projectId }: IncidentRow,
  record: { readonly action: string; readonly details: Readonly<Record<string, unknown>> },
): Promise<void> => recordAudit(tx, scope, { ...record, targetType: 'incident', targetId: id, projectId });

/** Runs carry the ids of their incidents: there may be many, so a job writes them. */
const settle = async (
  tx: WorkspaceTx,
  scope: Scope,
  { told, moved, answer }: { readonly told: readonly string[]; readonly moved: string; readonly answer: string },
): Promise<IncidentRow> => {
  await enqueue(tx, 'incidents.relink-traces', { incidentId: moved });
  const rows = new Map<string, IncidentRow>();
  for (const id of told) rows.set(id, await getIncident(tx, scope, id));
  await announceIncidents(tx, [...new Map([...rows.values()].map((row) => [row.id, row])).values()]);
  return rows.get(answer) as IncidentRow;
};
