import { Database, enqueue } from '@debrief/infra';
import { findTrace } from '@debrief/ingestion';
import { DomainError, type Scope, unavailable } from '@debrief/kernel';
import {
  answerEvaluation,
  type AskedEvaluation,
  type EvaluationAnswer,
  listEvaluations,
  listRunsAsking,
} from '@debrief/regression';
import { Injectable } from '@nestjs/common';
import { readDefinition } from '../definition/read-definition';
import type { Evaluator } from '../evaluators/evaluator.types';
import { findEvaluator } from '../evaluators/evaluators.queries';
import { JudgeAccounts } from '../judge/judge-accounts';
import { SettledRuns } from '../targets/settled-runs';
import { chooseNamedTargets } from './choose-targets';
import { EvaluationRunner } from './evaluation-runner';
import type { EvaluationTarget } from './evaluator-job.types';
import { ensureJobs, findJob, listJobStatuses, resetFailedJobs } from './evaluator-jobs.queries';

/** Has evaluators look at the runs of a regression run whose incident their findings opened. */
@Injectable()
export class RegressionEvaluation {
  constructor(
    private readonly database: Database,
    private readonly runs: SettledRuns,
    private readonly accounts: JudgeAccounts,
    private readonly runner: EvaluationRunner,
  ) {}

  /**
   * Answers what is asked, each by the newest version. Safe to run twice.
   * @throws DomainError UNAVAILABLE where a model could not answer now
   */
  async run(scope: Scope, regressionRunId: string): Promise<void> {
    const asked = await this.listOpen(scope, regressionRunId);
    let hasAnswered = false;
    try {
      for (const one of asked) {
        const answer = await this.evaluate(scope, one);
        if (!answer) continue;
        await this.database.inWorkspace(scope, (tx) => answerEvaluation(tx, regressionRunId, one, answer));
        hasAnswered = true;
      }
    } finally {
      if (hasAnswered) await this.wake(scope, regressionRunId);
    }
  }

  /** An evaluator has looked at something: regression runs that wait for it go on. */
  async noteEvaluated(scope: Scope, evaluatorJobId: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const traceId = (await findJob(tx, evaluatorJobId))?.traceRowId ?? null;
      if (traceId === null) return;
      for (const regressionRunId of await listRunsAsking(tx, traceId))
        await enqueue(tx, 'evaluation.evaluate-regression', { regressionRunId });
    });
  }

  /** The job was given up: nobody will say what is not said yet. */
  async giveUp(scope: Scope, regressionRunId: string): Promise<void> {
    for (const one of await this.listOpen(scope, regressionRunId))
      await this.database.inWorkspace(scope, (tx) => answerEvaluation(tx, regressionRunId, one, failed));
    await this.wake(scope, regressionRunId);
  }

  private async listOpen(scope: Scope, regressionRunId: string): Promise<AskedEvaluation[]> {
    const asked = await this.database.inWorkspace(scope, (tx) => listEvaluations(tx, regressionRunId));
    return asked.filter(({ answeredAt }) => answeredAt === null);
  }

  private async wake(scope: Scope, regressionRunId: string): Promise<void> {
    await this.database.inWorkspace(scope, (tx) => enqueue(tx, 'regression.run', { regressionRunId }));
  }

  /** @returns undefined while another worker looks, or the run waits for its analysis: `noteEvaluated` comes after */
  private async evaluate(
    scope: Scope,
    { traceId, evaluatorId }: AskedEvaluation,
  ): Promise<EvaluationAnswer | undefined> {
    const { evaluator, trace } = await this.database.inWorkspace(scope, async (tx) => ({
      evaluator: await findEvaluator(tx, evaluatorId),
      trace: await findTrace(tx, traceId),
    }));
    if (!evaluator) return { version: null, problem: 'evaluator_deleted' };
    if (!trace) return { version: null, problem: 'trace_deleted' };
    if (!(await this.canLook(scope, evaluator))) return { version: null, problem: 'model_key_missing' };
    const targets = chooseNamedTargets(evaluator, await this.runs.get(scope, trace, [evaluator]));
    if (targets.length === 0) return { version: null, problem: 'nothing_to_evaluate' };
    const statuses = await this.evaluateTargets(scope, evaluator, traceId, targets);
    if (statuses.includes('cancelled')) throw unavailable('The evaluator was changed', 1);
    if (statuses.includes('failed')) return failed;
    if (statuses.some((status) => status !== 'completed')) return undefined;
    return { version: evaluator.version, problem: null };
  }

  private async evaluateTargets(
    scope: Scope,
    { id: evaluatorId, version: evaluatorVersion, projectId }: Evaluator,
    traceRowId: string,
    targets: readonly EvaluationTarget[],
  ): Promise<readonly string[]> {
    const ids = await this.database.inWorkspace(scope, async (tx) => {
      const { inserted, known } = await ensureJobs(
        tx,
        targets.map((target) => ({ projectId, evaluatorId, evaluatorVersion, target, traceRowId })),
      );
      await resetFailedJobs(tx, known);
      return [...inserted, ...known];
    });
    for (const id of ids) await this.runner.run(scope, id);
    return this.database.inWorkspace(scope, (tx) => listJobStatuses(tx, ids));
  }

  private async canLook(scope: Scope, { definition }: Evaluator): Promise<boolean> {
    const { work } = readDefinition(definition);
    if (work.kind === 'rule') return true;
    try {
      await this.accounts.get(scope, work.judge);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.details?.['reason'] === 'model_key_missing') return false;
      throw error;
    }
  }
}

const failed: EvaluationAnswer = { version: null, problem: 'evaluation_failed' };
