import { detectorSet } from '@debrief/analysis';
import { enqueue, type WorkspaceTx } from '@debrief/infra';
import { noteRegression } from '@debrief/incidents';
import type { Scope } from '@debrief/kernel';
import { recordCiVerdict } from '@debrief/provenance';
import { recordAudit } from '@debrief/tenancy';
import type { ProofKey } from '../proof/proof-key';
import { signProof } from '../proof/sign-proof';
import { announceRun } from './announce-run';
import { judgeLateAttempts } from './judgements.queries';
import { findCheckedCommits } from './regression-checks';
import { publishFinished } from './publish-finished';
import type { JudgedFacts, RegressionRunDetails } from './regression.types';
import { readFacts } from './run-judgements';
import { clearJudgements, findRun, lockRun, updateRun } from './runs.queries';

/**
 * Ends a run whose cases are all judged, or whose time is up: verdict, proof, the incident's state, audit and stream in one
 * transaction. A run that still waits is left alone, and so is one that is over.
 */
export const finishRun = async (
  tx: WorkspaceTx,
  scope: Scope,
  id: string,
  { now, key }: { readonly now: Date; readonly key: ProofKey },
): Promise<void> => {
  await lockRun(tx, id);
  const found = await findRun(tx, id);
  if (!found || found.run.completedAt !== null) return;
  if (found.run.awaitsCandidates && now < found.run.deadlineAt) return;
  if (now >= found.run.deadlineAt) await judgeLateAttempts(tx, id);
  const judged = await findRun(tx, id);
  if (!judged || !isJudged(judged)) return;
  if (setsOf(judged).length > 1 || hasChangedEvaluators(judged)) return judgeAnew(tx, id);
  await complete(tx, scope, judged, { now, key });
};

const isJudged = ({ cases }: RegressionRunDetails): boolean =>
  cases.every(({ outcome, attempts }) => outcome !== null && attempts.every((attempt) => attempt.outcome !== null));

const factsOf = ({ cases }: RegressionRunDetails): JudgedFacts[] =>
  cases
    .flatMap((one) => [one.facts, ...one.attempts.map(({ facts }) => facts)])
    .flatMap((facts) => readFacts(facts) ?? []);

/** The sets of detectors by which the runs were judged. */
const setsOf = (details: RegressionRunDetails): string[] => [
  ...new Set(factsOf(details).map(({ detectorSet }) => detectorSet)),
];

/** Whether two versions of one evaluator looked at the runs. */
const hasChangedEvaluators = (details: RegressionRunDetails): boolean => {
  const heard = factsOf(details).flatMap(({ evaluations = [] }) =>
    evaluations.filter(({ version }) => version !== null),
  );
  const versions = new Set(heard.map(({ evaluatorId, version }) => `${evaluatorId} ${version}`));
  return versions.size > new Set(heard.map(({ evaluatorId }) => evaluatorId)).size;
};

/** Detectors or evaluators changed while the run waited: a label that only the new ones know must not count as newly come. */
const judgeAnew = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await clearJudgements(tx, id);
  await enqueue(tx, 'regression.run', { regressionRunId: id });
};

const complete = async (
  tx: WorkspaceTx,
  scope: Scope,
  details: RegressionRunDetails,
  { now, key }: { readonly now: Date; readonly key: ProofKey },
): Promise<void> => {
  const usedSet = setsOf(details)[0] ?? detectorSet;
  const run = { ...details.run, detectorSet: usedSet };
  const { result, envelope } = signProof({ ...details, run }, now, key);
  await updateRun(tx, run.id, {
    status: 'completed',
    verdict: result.verdict,
    beforePass: result.before_pass,
    beforeFail: result.before_fail,
    afterPass: result.after_pass,
    afterFail: result.after_fail,
    newLabels: [...result.new_labels],
    pValue: result.p_value,
    intervalLow: result.interval?.low ?? null,
    intervalHigh: result.interval?.high ?? null,
    detectorSet: usedSet,
    fallbackReason: result.fallback_reason,
    proof: JSON.stringify(envelope),
    awaitsCandidates: false,
    completedAt: now,
  });
  await recordAudit(tx, scope, {
    action: 'regression_run.complete',
    targetType: 'regression_run',
    targetId: run.id,
    projectId: run.projectId,
    details: { incident_id: run.incidentId, ...result },
  });
  await noteRegression(tx, scope, run.incidentId, result.verdict, now);
  await recordCiVerdict(tx, run.id, result.verdict);
  await publishFinished(tx, run.id);
  if ((await findCheckedCommits(tx, run)).length > 0)
    await enqueue(tx, 'regression.report-check', { regressionRunId: run.id });
  await announceRun(tx, run);
};
