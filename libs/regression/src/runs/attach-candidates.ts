import type { WorkspaceTx } from '@debrief/infra';
import { invalid } from '@debrief/kernel';
import { placeCandidates } from './place-candidates';
import type { Candidate, RegressionRunDetails } from './regression.types';
import { clearJudgements, insertAttempts, insertRegressionTraces, updateAttempt, updateRun } from './runs.queries';

/** A run without a replay target waits so long for candidates that still run. */
export const candidateSeconds = 1_800;
/** And so long for a pipeline that is to name them. */
export const pipelineSeconds = 86_400;

/** Adds runs after the change to a run that is locked; one that was over begins anew. @throws DomainError INVALID */
export const attachCandidates = async (
  tx: WorkspaceTx,
  { run, cases }: RegressionRunDetails,
  candidates: readonly Candidate[],
): Promise<void> => {
  const places = placeCandidates(cases, candidates);
  const traces = await findCandidateTraces(tx, run.projectId, candidates);
  for (const { caseId, attempt, isNew, traceId } of places) {
    const change = {
      isCandidate: true,
      traceExternalId: traceId,
      traceId: traces.get(traceId) as string,
      sendAt: null,
    };
    if (isNew) await insertAttempts(tx, [{ runId: run.id, caseId, attempt, ...change }]);
    else await updateAttempt(tx, { caseId, attempt }, change);
  }
  await insertRegressionTraces(tx, [...traces.values()]);
  if (run.completedAt !== null) await reopen(tx, run.id);
};

/**
 * Internal ids of candidates, all of the incident's project.
 * @throws DomainError INVALID for one that is not there: another tenant's trace is not there either
 */
export const findCandidateTraces = async (
  tx: WorkspaceTx,
  projectId: string,
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, string>> => {
  if (candidates.length === 0) return new Map();
  const rows = await tx
    .selectFrom('trace')
    .select(['id', 'externalId'])
    .where('projectId', '=', projectId)
    .where(
      'externalId',
      'in',
      candidates.map(({ traceId }) => traceId),
    )
    .execute();
  const found = new Map(rows.map(({ id, externalId }) => [externalId, id]));
  candidates.forEach(({ traceId }, index) => {
    if (!found.has(traceId)) throw invalid(`candidates.${index}.trace_id`, 'is not a trace of the project');
  });
  return found;
};

const reopen = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await clearJudgements(tx, id);
  await updateRun(tx, id, {
    status: 'queued',
    verdict: null,
    completedAt: null,
    proof: null,
    fallbackReason: null,
    beforePass: 0,
    beforeFail: 0,
    deadlineAt: new Date(Date.now() + candidateSeconds * 1_000),
  });
};
