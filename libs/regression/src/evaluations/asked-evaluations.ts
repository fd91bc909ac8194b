import type { EvaluationFact } from '../rules/run-facts';

/** What an evaluator is to say of one of the runs of a regression run. */
export interface AskedEvaluation {
  /** Internal id. */
  readonly traceId: string;
  readonly evaluatorId: string;
  readonly label: string;
  readonly evaluatorVersion: number | null;
  readonly problem: string | null;
  /** Null: it has not looked yet. */
  readonly answeredAt: Date | null;
}

/**
 * What the evaluators that are asked said of a run.
 * @param asked of all runs
 * @returns undefined while one of them has not answered, or was not asked yet
 */
export const answersOf = (
  asked: readonly AskedEvaluation[],
  traceId: string,
): readonly EvaluationFact[] | undefined => {
  const evaluators = new Set(asked.map(({ evaluatorId }) => evaluatorId));
  const own = asked.filter((one) => one.traceId === traceId);
  if (own.length < evaluators.size || own.some(({ answeredAt }) => answeredAt === null)) return undefined;
  return own.map(({ evaluatorId, label, evaluatorVersion: version, problem }) => ({
    evaluatorId,
    label,
    version,
    problem,
  }));
};

/** As `answersOf`, when nobody waits any longer. */
export const lateAnswersOf = (asked: readonly AskedEvaluation[], traceId: string): readonly EvaluationFact[] =>
  asked
    .filter((one) => one.traceId === traceId)
    .map(({ evaluatorId, label, evaluatorVersion: version, problem, answeredAt }) => ({
      evaluatorId,
      label,
      version,
      problem: answeredAt === null ? 'evaluation_pending' : problem,
    }));
