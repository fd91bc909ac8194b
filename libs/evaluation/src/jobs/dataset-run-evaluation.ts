import { reportDetection } from '@debrief/analysis';
import { DatasetRunsService, listRunCases, type RunCase } from '@debrief/datasets';
import { Database, LIVE_BUS, type LiveBus } from '@debrief/infra';
import { replaceScores } from '@debrief/ingestion';
import { DomainError, type JsonObject, type Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { failingScore } from '../rules/failing-score';
import type { Outcome } from '../rules/outcome';
import { NotAnalysedYet, type ReadTarget, TargetReader } from '../targets/target-reader';
import type { Assignment } from './assignment';
import { type Claim, extendClaim, finishJob, type JobUsage } from './claim.queries';
import { EvaluatorWork } from './evaluator-work';
import { needsOf } from './needs-of';
import { toScore } from './to-score';

/** Cases of a run that are looked at, and failures that are told one by one. */
const [maxCases, maxTold] = [10_000, 100];

interface CaseFailure {
  readonly datasetItemId: string;
  readonly traceId: string;
  readonly error: string;
}

/** Lets an evaluator look at what a run over a data set gave, case by case. */
@Injectable()
export class DatasetRunEvaluation {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetReader,
    private readonly work: EvaluatorWork,
    private readonly datasetRuns: DatasetRunsService,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Scores each case's trace. One that cannot be scored is told and keeps no other from it; a job in which none can has failed. A worker
   * that lost its claim stops.
   */
  async run(scope: Scope, assignment: Assignment, claim: Claim, datasetRunId: string): Promise<void> {
    const { projectId } = assignment.job;
    const cases = await this.readCases(scope, projectId, datasetRunId);
    const scored: { readonly id: string; readonly value: number | null }[] = [];
    const failures: CaseFailure[] = [];
    for (const one of cases) {
      const done = await this.evaluateCase(scope, assignment, one);
      const isHeld = await this.record(scope, assignment, claim, one, done);
      if (!isHeld) return;
      if ('outcome' in done)
        scored.push({ id: toScore(assignment.job, '', one, done.outcome).id, value: done.outcome.value });
      else failures.push({ datasetItemId: one.itemId, traceId: one.traceId, error: done.error });
    }
    await this.database.inWorkspace(scope, (tx) => finishJob(tx, claim, endOf(scored, failures), null));
  }

  private readCases(scope: Scope, projectId: string, datasetRunId: string): Promise<RunCase[]> {
    return this.datasetRuns
      .get(scope, projectId, { run: datasetRunId })
      .then(({ id }) => this.database.inWorkspace(scope, (tx) => listRunCases(tx, id, maxCases)));
  }

  private async evaluateCase(scope: Scope, { job, work }: Assignment, one: RunCase): Promise<CaseOutcome> {
    const failed = (error: string): CaseOutcome => ({ error, usage: null });
    try {
      // The case says itself what is expected.
      const read = await this.targets.read(scope, job.projectId, one, { ...needsOf(work), expectedOutput: false });
      const material = {
        ...read.material,
        output: one.output ?? read.material.output,
        expectedOutput: one.expectedOutput ?? undefined,
      };
      const done = await this.work.evaluate(scope, job.projectId, work, material);
      if (done.kind === 'scored') return { read, outcome: done.outcome, usage: done.usage };
      return { error: done.kind === 'failed' ? done.error : done.error.message, usage: done.usage };
    } catch (error) {
      if (error instanceof NotAnalysedYet) return failed('the run is not analysed yet');
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return failed(error.message);
      throw error;
    }
  }

  /** @returns false when the claim was lost: nothing was written */
  private async record(
    scope: Scope,
    { job, definition, work }: Assignment,
    claim: Claim,
    one: RunCase,
    done: CaseOutcome,
  ): Promise<boolean> {
    const isHeld = await this.database.inWorkspace(scope, async (tx) => {
      if (!(await extendClaim(tx, claim, done.usage))) return false;
      if (!('outcome' in done)) return true;
      const { read, outcome } = done;
      const score = toScore(job, definition.scoreName, one, outcome);
      const { evaluatorId, evaluatorVersion: version } = job;
      const found = failingScore({
        ...definition,
        ...read,
        evaluatorId,
        version,
        isJudged: work.kind === 'judge',
        outcome,
      });
      await reportDetection(tx, { traceId: read.traceRowId, source: score.id, found });
      await replaceScores(tx, job.projectId, [score]);
      return true;
    });
    this.bus.announce(scope.workspaceId);
    return isHeld;
  }
}

type CaseOutcome =
  | { readonly read: ReadTarget; readonly outcome: Outcome; readonly usage: JobUsage | null }
  | { readonly error: string; readonly usage: JobUsage | null };

const endOf = (
  scored: readonly { readonly id: string; readonly value: number | null }[],
  failures: readonly CaseFailure[],
): Parameters<typeof finishJob>[2] => {
  if (scored.length === 0)
    return {
      status: 'failed',
      error: failures[0]?.error ?? 'the run over the data set has no items yet',
      inputDigest: null,
    };
  const values = scored.flatMap(({ value }) => (value === null ? [] : [value]));
  const items: JsonObject = {
    scored: scored.length,
    failed: failures.length,
    failures: failures.slice(0, maxTold).map((one) => ({ ...one })),
  };
  const score = values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    status: 'completed',
    result: { score, reasoning: null, scoreIds: scored.map(({ id }) => id), items },
    inputDigest: null,
  };
};
