import type { StoredAnalysis } from '@debrief/analysis';
import type { WorkspaceTx } from '@debrief/infra';
import { invalid } from '@debrief/kernel';
import { listIncidentsById } from '../incidents.queries';
import type { Group } from './group-detections';
import { type FailingTrace, findLinkedIds } from './membership.queries';

export interface Links {
  readonly analysis: StoredAnalysis;
  /** Absent: as stored. */
  readonly linkIds: readonly string[] | undefined;
  /** What the detections lead to: a link beside them adds nothing. */
  readonly found: readonly Group[];
}

/**
 * The incidents that an analysis from outside names by their ids, as groups of the run.
 * @throws DomainError INVALID for an id that names no incident of the run's project
 */
export const readLinks = async (
  tx: WorkspaceTx,
  trace: FailingTrace,
  { analysis: { verdict }, linkIds, found }: Links,
): Promise<Group[]> => {
  const ids = [...new Set(linkIds ?? (await findLinkedIds(tx, trace.id)))];
  const incidents = (await listIncidentsById(tx, ids)).filter(({ projectId }) => projectId === trace.projectId);
  if (linkIds !== undefined && incidents.length < ids.length)
    throw invalid('incident_ids', 'names no incident of the project');
  return incidents
    .filter(({ fingerprint }) => found.every((group) => group.fingerprint !== fingerprint))
    .map((incident): Group => ({
      fingerprint: incident.fingerprint,
      label: incident.label,
      title: incident.title,
      rootCause: verdict.rootCause ?? '',
      severity: incident.severity,
      occurrences: 1,
      criticalStepSeq: verdict.criticalStepSeq,
      confidence: verdict.confidence,
      isLinked: true,
    }));
};
