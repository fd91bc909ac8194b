import { Database } from '@debrief/infra';
import { DomainError, type JsonText, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import { type AskedEvaluation, answersOf, lateAnswersOf } from '../evaluations/asked-evaluations';
import { labelsBefore } from '../proof/proof-statement';
import { decideAfter, decideBefore, type Judgement, type KnownLabels } from '../rules/decide-case';
import { firstDivergence } from '../rules/first-divergence';
import type { EvaluationFact } from '../rules/run-facts';
import type { JudgedFacts, RegressionAttempt, RegressionCase, RegressionRunDetails } from './regression.types';
import { RunJudge } from './run-judge';
import { findMissesForChange, judgeAttempt, judgeCase } from './judgements.queries';

/** Beside the runs: what evaluators were asked about them, and the time. */
export interface JudgedBy {
  readonly asked: readonly AskedEvaluation[];
  readonly now: Date;
}

/** What a run comes to that retention, or somebody, has removed. */
const deleted: Judgement = { outcome: 'unknown', reason: 'trace_deleted' };

/** Has the runs of a regression run judged, each once: those before the change, and those after it that have ended. */
@Injectable()
export class RunJudgements {
  constructor(
    private readonly database: Database,
    private readonly judge: RunJudge,
  ) {}

  /** The recorded runs, by the detectors of today. One of which an evaluator has not said yet what it finds waits, until the deadline. */
  async before(scope: Scope, { run, cases }: RegressionRunDetails, { asked, now }: JudgedBy): Promise<void> {
    for (const one of cases.filter(({ outcome }) => outcome === null)) {
      const late = now >= run.deadlineAt ? lateAnswersOf(asked, one.traceId) : undefined;
      const evaluations = answersOf(asked, one.traceId) ?? late;
      if (!evaluations) continue;
      const looked = await this.look(scope, one.traceId, evaluations);
      const judgement = looked ? decideBefore(looked.facts, run.incidentLabels) : deleted;
      await this.database.inWorkspace(scope, (tx) => judgeCase(tx, one.id, toColumns(judgement, looked?.facts)));
    }
  }

  /** Runs after the change that have ended. @param details with every recorded run judged */
  async after(scope: Scope, { run, cases }: RegressionRunDetails, { asked }: JudgedBy): Promise<void> {
    const facts = cases.map((one) => ({ before: { facts: readFacts(one.facts) } }));
    const known = { incident: run.incidentLabels, before: labelsBefore(facts) };
    for (const one of cases) {
      for (const attempt of one.attempts) {
        const { traceId } = attempt;
        const evaluations = traceId === null ? undefined : answersOf(asked, traceId);
        if (attempt.outcome !== null || traceId === null || !evaluations) continue;
        await this.judgeAttempt(scope, one, { ...attempt, traceId }, { known, evaluations });
      }
    }
  }

  private async judgeAttempt(
    scope: Scope,
    one: RegressionCase,
    attempt: RegressionAttempt & { readonly traceId: string },
    { known, evaluations }: { readonly known: KnownLabels; readonly evaluations: readonly EvaluationFact[] },
  ): Promise<void> {
    const trace = await this.judge.find(scope, attempt.traceId);
    if (trace?.status === 'running') return;
    const looked = trace && (await this.look(scope, trace.id, evaluations));
    const divergence = looked && firstDivergence(await this.judge.steps(scope, one.traceId), looked.steps);
    await this.database.inWorkspace(scope, async (tx) => {
      // Locked: a tool call that is answered meanwhile is counted first, or refused.
      const misses = await findMissesForChange(tx, attempt);
      if (misses === undefined) return;
      const judgement = looked ? decideAfter(looked.facts, known, misses) : deleted;
      await judgeAttempt(tx, attempt, {
        ...toColumns(judgement, looked?.facts),
        divergence: divergence ? JSON.stringify(divergence) : null,
      });
    });
  }

  private async look(scope: Scope, traceId: string, evaluations: readonly EvaluationFact[]) {
    try {
      return await this.judge.look(scope, traceId, evaluations);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}

const toColumns = (judgement: Judgement, facts: JudgedFacts | undefined) => ({
  ...judgement,
  facts: facts ? JSON.stringify(facts) : null,
});

export const readFacts = (text: JsonText | null): JudgedFacts | null =>
  text === null ? null : (JSON.parse(text) as JudgedFacts);
