import { enqueue, type WorkspaceTx } from '@debrief/infra';
import { getIncident, noteFixDispatched } from '@debrief/incidents';
import { createMasker, toMaskerRules } from '@debrief/ingestion';
import { invalid, newId, type Scope } from '@debrief/kernel';
import { listModelProviders, readStoredMaskers, recordAudit } from '@debrief/tenancy';
import type { FixRequest, FixRun } from '../fix-run.types';
import { announceFixRun } from './announce-fix-run';
import { findFixRun, findFixRunUnderWay, insertFixRun } from './fix-run.queries';

/**
 * Writes a fix run down and asks for its job, unless the incident has one under way: then that one.
 * @returns undefined when the one under way ended at this moment: try again
 * @throws DomainError NOT_FOUND; INVALID `runner_not_configured`
 */
export const dispatchFixRun = async (
  tx: WorkspaceTx,
  scope: Scope,
  incidentId: string,
  request: FixRequest,
): Promise<FixRun | undefined> => {
  const incident = await getIncident(tx, scope, incidentId);
  await requireRunner(tx, request.runner);
  const { projectId, representativeTraceId: traceId } = incident;
  const id = newId();
  const requestedBy = `${scope.actor.type}:${scope.actor.id}`;
  const run = {
    id,
    projectId,
    incidentId: incident.id,
    traceId,
    requestedBy,
    input: await maskRequest(tx, projectId, request),
  };
  if (!(await insertFixRun(tx, run))) return findFixRunUnderWay(tx, incident.id);
  await enqueue(tx, 'fix-agent.run', { fixRunId: id });
  await recordAudit(tx, scope, {
    action: 'fix_run.dispatch',
    targetType: 'fix_run',
    targetId: id,
    projectId,
    details: { incident_id: incident.id, runner: request.runner, open_pr: request.openPr },
  });
  await noteFixDispatched(tx, scope, incident.id);
  await announceFixRun(tx, run);
  return findFixRun(tx, id);
};

/** What a person writes to the agent is kept and shown to a model: masked as all that comes in. */
const maskRequest = async (tx: WorkspaceTx, projectId: string, request: FixRequest): Promise<FixRequest> => {
  if (request.instructions === null) return request;
  const masker = createMasker(toMaskerRules(await readStoredMaskers(tx, projectId)));
  return { ...request, instructions: masker.maskText(request.instructions).value };
};

const requireRunner = async (tx: WorkspaceTx, runner: string): Promise<void> => {
  if (runner === 'auto') return;
  const providers = await listModelProviders(tx);
  if (!providers.some(({ name }) => name === runner))
    throw invalid('runner', 'is neither auto nor the name of a configured model provider', 'runner_not_configured');
};
