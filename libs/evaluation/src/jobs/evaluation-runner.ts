import { reportDetection } from '@debrief/analysis';
import { Database, enqueue, LIVE_BUS, type LiveBus } from '@debrief/infra';
import { replaceScores } from '@debrief/ingestion';
import { DomainError, type Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { failingScore } from '../rules/failing-score';
import { materialDigest } from '../targets/material-digest';
import { NotAnalysedYet, type ReadTarget, TargetReader, type TargetPlace } from '../targets/target-reader';
import { type Assignment, findAssignment } from './assignment';
import { type Claim, claimJob, failForsakenJob, findClaimEnd, finishJob, releaseJob } from './claim.queries';
import { DatasetRunEvaluation } from './dataset-run-evaluation';
import type { EvaluatorJob } from './evaluator-job.types';
import { failJob } from './evaluator-jobs.queries';
import { type Evaluated, EvaluatorWork } from './evaluator-work';
import { needsOf } from './needs-of';
import { toJobScore, toScore } from './to-score';

/** Does the jobs of evaluators. */
@Injectable()
export class EvaluationRunner {
  constructor(
    private readonly database: Database,
    private readonly targets: TargetReader,
    private readonly evaluatorWork: EvaluatorWork,
    private readonly datasetRuns: DatasetRunEvaluation,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /**
   * Does a job, unless what it is about is what it was done with. Safe to run twice and at once.
   * @throws DomainError UNAVAILABLE where a model could not answer now
   */
  async run(scope: Scope, jobId: string): Promise<void> {
    const assignment = await this.database.inWorkspace(scope, (tx) => findAssignment(tx, jobId));
    if (!assignment) return;
    const { traceId, observationId, datasetRunId } = assignment.job.target;
    if (datasetRunId !== null) await this.runOverDataset(scope, assignment, datasetRunId);
    else await this.runOnTarget(scope, assignment, { traceId, observationId });
  }

  /** Notes that a job failed too often. */
  giveUp(scope: Scope, jobId: string, cause: unknown): Promise<void> {
    const error = cause instanceof DomainError ? cause.message : 'internal error';
    return this.database.inWorkspace(scope, (tx) => failJob(tx, jobId, error));
  }

  private async runOnTarget(scope: Scope, assignment: Assignment, place: TargetPlace): Promise<void> {
    const { job, work } = assignment;
    const needs = needsOf(work);
    const read = await this.readTarget(scope, job, place, needs);
    if (!read) return;
    const digest = materialDigest(read.material, needs.findings);
    if (isOver(job) && job.inputDigest?.equals(digest)) return;
    await this.whileClaimed(scope, job.id, (claim) => this.work(scope, assignment, claim, { place, read, digest }));
  }

  private async work(scope: Scope, assignment: Assignment, claim: Claim, target: Target): Promise<void> {
    const { job, work } = assignment;
    const done = await this.evaluatorWork.evaluate(scope, job.projectId, work, target.read.material);
    if (done.kind === 'scored') return this.finish(scope, assignment, claim, { ...target, ...done });
    const { usage, error } = done;
    if (typeof error === 'string') {
      const end = { status: 'failed' as const, error, inputDigest: target.digest };
      await this.database.inWorkspace(scope, (tx) => finishJob(tx, claim, end, usage));
      return;
    }
    await this.database.inWorkspace(scope, (tx) => releaseJob(tx, claim, usage));
    throw error;
  }

  /** @returns undefined when there is nothing to look at, now or any more */
  private async readTarget(
    scope: Scope,
    job: EvaluatorJob,
    place: TargetPlace,
    needs: ReturnType<typeof needsOf>,
  ): Promise<ReadTarget | undefined> {
    try {
      return await this.targets.read(scope, job.projectId, place, needs);
    } catch (error) {
      // Its analysis asks for the job again.
      if (error instanceof NotAnalysedYet) return undefined;
      if (!(error instanceof DomainError) || error.code !== 'NOT_FOUND') throw error;
      await this.database.inWorkspace(scope, (tx) => failJob(tx, job.id, error.message));
      return undefined;
    }
  }

  private async finish(
    scope: Scope,
    { job, definition, work }: Assignment,
    claim: Claim,
    { place, read, digest, outcome, usage }: Target & Pick<Scored, 'outcome' | 'usage'>,
  ): Promise<void> {
    const score = toScore(job, definition.scoreName, place, outcome);
    const result = { score: toJobScore(outcome), reasoning: outcome.reasoning, scoreIds: [score.id] };
    const found = failingScore({
      ...definition,
      evaluatorId: job.evaluatorId,
      version: job.evaluatorVersion,
      isJudged: work.kind === 'judge',
      outcome,
      agent: read.agent,
      step: read.step,
      lastSeq: read.lastSeq,
    });
    await this.database.inWorkspace(scope, async (tx) => {
      if (!(await finishJob(tx, claim, { status: 'completed', result, inputDigest: digest }, usage))) return;
      await reportDetection(tx, { traceId: read.traceRowId, source: score.id, found });
      await replaceScores(tx, job.projectId, [score]);
    });
    this.bus.announce(scope.workspaceId);
  }

  private async runOverDataset(scope: Scope, assignment: Assignment, datasetRunId: string): Promise<void> {
    // What a run over a data set gave is looked at once; who wants it again says so.
    if (isOver(assignment.job)) return;
    await this.whileClaimed(scope, assignment.job.id, (claim) =>
      this.datasetRuns.run(scope, assignment, claim, datasetRunId),
    );
  }

  /** Works on a job that nobody else has. What goes wrong on our side gives it back, so that the queue may try again. */
  private async whileClaimed(scope: Scope, jobId: string, work: (claim: Claim) => Promise<void>): Promise<void> {
    const claim = await this.claim(scope, jobId);
    if (!claim) return;
    try {
      await work(claim);
    } catch (error) {
      await this.database.inWorkspace(scope, (tx) => releaseJob(tx, claim, null)).catch(() => undefined);
      throw error;
    }
  }

  /** @returns undefined when another worker has the job; it is asked for again after that one must have ended */
  private claim(scope: Scope, jobId: string): Promise<Claim | undefined> {
    return this.database.inWorkspace(scope, async (tx) => {
      const isForsaken = await failForsakenJob(tx, jobId, maxAttempts);
      const claim = isForsaken ? undefined : await claimJob(tx, jobId);
      if (claim) return claim;
      const runAt = await findClaimEnd(tx, jobId);
      if (runAt) await enqueue(tx, 'evaluation.evaluate', { evaluatorJobId: jobId }, { runAt });
      return undefined;
    });
  }
}

interface Target {
  readonly place: TargetPlace;
  readonly read: ReadTarget;
  readonly digest: Buffer;
}

type Scored = Extract<Evaluated, { readonly kind: 'scored' }>;

/** A job whose workers died so often is not given to another one. */
const maxAttempts = 4;

const isOver = ({ status }: EvaluatorJob): boolean => status === 'completed' || status === 'failed';
