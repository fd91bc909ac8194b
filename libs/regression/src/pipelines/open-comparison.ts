import { enqueue, type WorkspaceTx } from '@debrief/infra';
import type { FixRun } from '@debrief/fix-agent';
import { getIncident } from '@debrief/incidents';
import { conflict, invalid, newId, notFound, type Scope } from '@debrief/kernel';
import type { SentCiRun } from '@debrief/provenance';
import { announceRun } from '../runs/announce-run';
import { pipelineSeconds } from '../runs/attach-candidates';
import { getRun } from '../runs/get-run';
import { findRun, lockRun, updateRun } from '../runs/runs.queries';
import { startRun } from '../runs/start-run';
import { takesCandidates } from './pipeline-candidates';

/**
 * The regression run that a CI run brings candidates for: the one that it names, or a new one of its incident; none of either: undefined.
 * @throws DomainError NOT_FOUND; INVALID where incident, fix run and regression run do not belong together; CONFLICT for one that is over
 */
export const openComparison = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  { incidentId, fixRunId, regressionRunId, fixRun }: SentCiRun & { readonly fixRun: FixRun | undefined },
): Promise<string | undefined> => {
  if (regressionRunId !== null) {
    const known = await getRun(tx, scope, regressionRunId);
    if (known.run.projectId !== projectId) throw notFound('regression run', regressionRunId);
    await lockRun(tx, regressionRunId);
    const details = await getRun(tx, scope, regressionRunId);
    if (incidentId !== null && incidentId !== details.run.incidentId)
      throw invalid('incidentId', 'is not the incident of the regression run');
    if (!takesCandidates(details)) throw conflict('The regression run is over');
    if (details.run.completedAt === null)
      await updateRun(tx, regressionRunId, {
        awaitsCandidates: true,
        deadlineAt: new Date(Date.now() + pipelineSeconds * 1_000),
      });
    return regressionRunId;
  }
  if (incidentId === null) return undefined;
  const incident = await getIncident(tx, scope, incidentId);
  if (incident.projectId !== projectId) throw notFound('incident', incidentId);
  if (fixRun && fixRun.incidentId !== incident.id) throw invalid('fixRunId', 'is not a fix run of the incident');
  const id = newId();
  await startRun(tx, scope, incident, { id, fixRunId: fixRunId ?? undefined, awaitsCandidates: true });
  await enqueue(tx, 'regression.run', { regressionRunId: id });
  const started = await findRun(tx, id);
  if (started) await announceRun(tx, started.run);
  return id;
};
