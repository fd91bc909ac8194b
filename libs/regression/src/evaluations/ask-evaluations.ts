import { listAnalyses, reportedBy } from '@debrief/analysis';
import { enqueue, type WorkspaceTx } from '@debrief/infra';
import { isUuid } from '@debrief/kernel';
import type { RegressionRunDetails } from '../runs/regression.types';
import { listEndedTraces } from '../runs/runs.queries';
import type { AskedEvaluation } from './asked-evaluations';
import { insertEvaluations, listEvaluations } from './evaluations.queries';

/**
 * Asks the evaluators whose findings the incident is about to look at its runs, before the change and after it: each once it has ended.
 * Safe to run twice; whoever has not answered is asked again.
 */
export const askEvaluations = async (tx: WorkspaceTx, details: RegressionRunDetails): Promise<void> => {
  const { run, cases } = details;
  if (!run.incidentLabels.some((label) => label.startsWith(reportedBy))) return;
  const evaluators = await findEvaluators(tx, details);
  const after = cases.flatMap(({ attempts }) => attempts.flatMap(({ traceId }) => traceId ?? []));
  const traceIds = [...cases.map(({ traceId }) => traceId), ...(await listEndedTraces(tx, after))];
  await insertEvaluations(
    tx,
    run.id,
    traceIds.flatMap((traceId) => evaluators.map((evaluator) => ({ traceId, ...evaluator }))),
  );
  const asked = await listEvaluations(tx, run.id);
  if (asked.some(({ answeredAt }) => answeredAt === null))
    await enqueue(tx, 'evaluation.evaluate-regression', { regressionRunId: run.id });
};

type Evaluator = Pick<AskedEvaluation, 'evaluatorId' | 'label'>;

/** Those that were asked before, and those that found in a recorded run what the incident is about. */
const findEvaluators = async (tx: WorkspaceTx, { run, cases }: RegressionRunDetails): Promise<Evaluator[]> => {
  const asked = await listEvaluations(tx, run.id);
  const analyses = await listAnalyses(
    tx,
    run.projectId,
    cases.map(({ traceExternalId }) => traceExternalId),
  );
  const found = analyses
    .flatMap(({ verdict }) => verdict.detections)
    .filter(({ detector, label }) => detector.startsWith(reportedBy) && run.incidentLabels.includes(label))
    .map(({ detector, label }) => ({ evaluatorId: detector.slice(reportedBy.length), label }))
    // An analysis from outside may name what it likes.
    .filter(({ evaluatorId }) => isUuid(evaluatorId));
  const labels = new Map([...found, ...asked].map(({ evaluatorId, label }) => [evaluatorId, label]));
  return [...labels].map(([evaluatorId, label]) => ({ evaluatorId, label }));
};
