import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { AskedEvaluation } from './asked-evaluations';

export const listEvaluations = async (tx: WorkspaceTx, runId: string): Promise<AskedEvaluation[]> =>
  tx
    .selectFrom('regressionEvaluation')
    .select(['traceId', 'evaluatorId', 'label', 'evaluatorVersion', 'problem', 'answeredAt'])
    .where('runId', '=', runId)
    .orderBy('traceId')
    .orderBy('evaluatorId')
    .execute();

/** Asks; what was asked before stands. */
export const insertEvaluations = async (
  tx: WorkspaceTx,
  runId: string,
  asked: readonly Pick<AskedEvaluation, 'traceId' | 'evaluatorId' | 'label'>[],
): Promise<void> => {
  if (asked.length === 0) return;
  await tx
    .insertInto('regressionEvaluation')
    .values(asked.map((one) => ({ runId, ...one })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

export interface EvaluationAnswer {
  /** Null: no version of it could look. */
  readonly version: number | null;
  /** Why it could say nothing, in a word: a code; null: it looked, and what it found is a detection of the run. */
  readonly problem: string | null;
}

/** Notes that an evaluator has looked at a run. The first answer stands. */
export const answerEvaluation = async (
  tx: WorkspaceTx,
  runId: string,
  { traceId, evaluatorId }: Pick<AskedEvaluation, 'traceId' | 'evaluatorId'>,
  { version, problem }: EvaluationAnswer,
): Promise<void> => {
  await tx
    .updateTable('regressionEvaluation')
    .set({ evaluatorVersion: version, problem, answeredAt: sql`now()` })
    .where('runId', '=', runId)
    .where('traceId', '=', traceId)
    .where('evaluatorId', '=', evaluatorId)
    .where('answeredAt', 'is', null)
    .execute();
};

/** The regression runs that wait for what evaluators say of a run. @param traceId internal id */
export const listRunsAsking = async (tx: WorkspaceTx, traceId: string): Promise<string[]> => {
  const rows = await tx
    .selectFrom('regressionEvaluation')
    .select('runId')
    .distinct()
    .where('traceId', '=', traceId)
    .where('answeredAt', 'is', null)
    .execute();
  return rows.map(({ runId }) => runId);
};
