import type { WorkspaceTx } from '@debrief/infra';
import { recordVerdict } from '@debrief/ingestion';
import { newId, type Scope } from '@debrief/kernel';
import { publishWebhook } from '@debrief/webhooks';
import { announceIncidents } from '../announce-incidents';
import { toIncidentResponse } from '../incident-json';
import { listIncidentsById, lockIncidents } from '../incidents.queries';
import type { IncidentRow } from '../incidents.types';
import type { Group } from './group-detections';
import {
  type FailingTrace,
  findHomes,
  insertIncidents,
  listMemberships,
  type MembershipRow,
  replaceMemberships,
} from './membership.queries';
import { type TraceEffect, updateByTrace } from './update-by-trace';

/**
 * Puts a locked run into the incidents of its groups, opens those that there are not yet, and takes it out of all others. Run twice it
 * changes nothing more.
 * @returns the incidents that the run is in now
 */
export const absorbTrace = async (
  tx: WorkspaceTx,
  scope: Scope,
  trace: FailingTrace,
  groups: readonly Group[],
): Promise<readonly IncidentRow[]> => {
  const opened = new Set(await insertIncidents(tx, groups.filter(({ isLinked }) => !isLinked).map(toIncident(trace))));
  const { before, members, ids } = await lockPlaces(tx, trace, groups);
  const incidents = await listIncidentsById(tx, ids);
  await replaceMemberships(tx, trace, members);
  const after = await listMemberships(tx, trace.id);
  const effects = new Map<string, TraceEffect>();
  for (const incident of incidents) {
    const isIn = ({ incidentId }: { readonly incidentId: string }): boolean => incidentId === incident.id;
    const effect = await updateByTrace(tx, scope, {
      incident,
      trace,
      before: before.filter(isIn),
      after: after.filter(isIn),
      groups: members.filter(isIn).map(({ group }) => group),
      isOpened: opened.has(incident.id),
    });
    if (effect) effects.set(incident.id, effect);
  }
  const incidentIds = [...new Set(after.map(({ incidentId }) => incidentId))].sort();
  await recordVerdict(tx, trace.id, { incidentIds });
  const rows = await listIncidentsById(tx, ids);
  for (const row of rows) await tellWebhooks(tx, row, effects.get(row.id));
  await announceIncidents(
    tx,
    rows.filter(({ id }) => effects.has(id)),
    trace.id,
  );
  return rows.filter(({ id }) => incidentIds.includes(id));
};

/** Endpoints hear of what is new to people, not of every further run. */
const tellWebhooks = async (tx: WorkspaceTx, incident: IncidentRow, effect?: TraceEffect): Promise<void> => {
  if (effect !== 'opened' && effect !== 'reopened') return;
  const { projectId } = incident;
  await publishWebhook(tx, { type: `incident.${effect}`, projectId, data: { incident: toIncidentResponse(incident) } });
};

const toIncident =
  (trace: FailingTrace) =>
  ({ fingerprint, label, title, rootCause, severity, criticalStepSeq, confidence }: Group) => ({
    id: newId(),
    projectId: trace.projectId,
    fingerprint,
    label,
    labels: [label],
    title,
    rootCause,
    severity,
    criticalStepSeq,
    confidence,
    firstSeenAt: trace.seenAt,
    lastSeenAt: trace.seenAt,
  });

interface Places {
  readonly before: readonly MembershipRow[];
  readonly members: readonly { readonly group: Group; readonly incidentId: string }[];
  /** Of all incidents that the run is in or comes into. */
  readonly ids: readonly string[];
}

/** Locks the incidents of a run, old and new. While it waited, some may have been merged or split: then those, too. */
const lockPlaces = async (tx: WorkspaceTx, trace: FailingTrace, groups: readonly Group[]): Promise<Places> => {
  const locked = new Set<string>();
  for (;;) {
    const before = await listMemberships(tx, trace.id);
    const homes = await findHomes(
      tx,
      trace.projectId,
      groups.map(({ fingerprint }) => fingerprint),
    );
    const members = groups.flatMap((group) => {
      const incidentId = homes.get(group.fingerprint);
      return incidentId === undefined ? [] : [{ group, incidentId }];
    });
    const ids = [...new Set([...before, ...members].map(({ incidentId }) => incidentId))];
    if (ids.every((id) => locked.has(id))) return { before, members, ids };
    await lockIncidents(tx, ids);
    for (const id of ids) locked.add(id);
  }
};
