import { DatasetRunsService } from '@debrief/datasets';
import { Database, enqueue } from '@debrief/infra';
import { locateTrace } from '@debrief/ingestion';
import { invalid, isUuid, notFound, type Scope } from '@debrief/kernel';
import { ObservationReader } from '@debrief/replay';
import { recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { readDefinition } from '../definition/read-definition';
import type { Evaluator } from '../evaluators/evaluator.types';
import { getEvaluator } from '../evaluators/get-evaluator';
import { JudgeAccounts } from '../judge/judge-accounts';
import type { EvaluationTarget, EvaluatorJob } from './evaluator-job.types';
import { ensureJobs, findJob, type NewJob, resetJob } from './evaluator-jobs.queries';

export interface EvaluationRequest {
  /** External ids. */
  readonly traceId?: string;
  readonly observationId?: string;
  readonly datasetRunId?: string;
  /** Also where the same version has looked at it before. */
  readonly force?: boolean;
}

export interface RequestedEvaluation {
  readonly jobId: string;
  /** `skipped`: that job exists already. */
  readonly status: 'pending' | 'skipped';
}

/** Has evaluators look at what somebody names, and tells what became of it. */
@Injectable()
export class EvaluationsService {
  constructor(
    private readonly database: Database,
    private readonly accounts: JudgeAccounts,
    private readonly observations: ObservationReader,
    private readonly datasetRuns: DatasetRunsService,
  ) {}

  /**
   * @throws DomainError NOT_FOUND evaluator or target; INVALID where no target, or two, are named; CONFLICT `details.reason`
   *   `model_key_missing` for a judge without a model
   */
  async execute(
    scope: Scope,
    projectId: string,
    evaluatorId: string,
    request: EvaluationRequest,
  ): Promise<RequestedEvaluation> {
    const evaluator = await this.database.inWorkspace(scope, (tx) => getEvaluator(tx, projectId, evaluatorId));
    const target = readTarget(request);
    const traceRowId = await this.findTraceRow(scope, projectId, target);
    const { work } = readDefinition(evaluator.definition);
    if (work.kind === 'judge') await this.accounts.get(scope, work.judge);
    return this.ask(scope, { evaluator, target, traceRowId }, request.force ?? false);
  }

  /** @throws DomainError NOT_FOUND */
  async getJob(scope: Scope, projectId: string, jobId: string): Promise<EvaluatorJob> {
    const job = isUuid(jobId) ? await this.database.inWorkspace(scope, (tx) => findJob(tx, jobId)) : undefined;
    if (job?.projectId !== projectId) throw notFound('evaluator job', jobId);
    return job;
  }

  /** Checks that a target is there. @returns internal id of its run */
  private async findTraceRow(
    scope: Scope,
    projectId: string,
    { traceId, observationId, datasetRunId }: EvaluationTarget,
  ): Promise<string | null> {
    if (datasetRunId !== null) {
      await this.datasetRuns.get(scope, projectId, { run: datasetRunId });
      return null;
    }
    const trace = await this.database.inWorkspace(scope, (tx) => locateTrace(tx, scope, traceId, projectId));
    if (observationId === null) return trace.id;
    const observation = await this.observations.find(scope, projectId, observationId);
    if (observation?.traceExternalId !== traceId) throw notFound('observation', observationId);
    return trace.id;
  }

  private ask(scope: Scope, { evaluator, target, traceRowId }: Asked, force: boolean): Promise<RequestedEvaluation> {
    const { id: evaluatorId, version: evaluatorVersion, projectId } = evaluator;
    const wanted: NewJob = { projectId, evaluatorId, evaluatorVersion, target, traceRowId };
    return this.database.inWorkspace(scope, async (tx) => {
      const { inserted, known } = await ensureJobs(tx, [wanted]);
      const [jobId] = [...inserted, ...known] as [string];
      if (inserted.length === 0 && !force) return { jobId, status: 'skipped' };
      if (inserted.length === 0) await resetJob(tx, jobId);
      await enqueue(tx, 'evaluation.evaluate', { evaluatorJobId: jobId });
      await recordAudit(tx, scope, {
        action: 'evaluator.execute',
        targetType: 'evaluator',
        targetId: evaluatorId,
        projectId,
        details: {
          job_id: jobId,
          version: evaluatorVersion,
          trace_id: target.traceId,
          observation_id: target.observationId,
          dataset_run_id: target.datasetRunId,
          force,
        },
      });
      return { jobId, status: 'pending' };
    });
  }
}

interface Asked {
  readonly evaluator: Evaluator;
  readonly target: EvaluationTarget;
  readonly traceRowId: string | null;
}

const readTarget = ({ traceId, observationId, datasetRunId }: EvaluationRequest): EvaluationTarget => {
  if (datasetRunId !== undefined) {
    if (traceId !== undefined) throw invalid('datasetRunId', 'must not stand beside traceId');
    if (observationId !== undefined) throw invalid('observationId', 'must not stand beside datasetRunId');
    return { traceId: null, observationId: null, datasetRunId };
  }
  if (traceId === undefined) throw invalid('traceId', 'is required');
  return { traceId, observationId: observationId ?? null, datasetRunId: null };
};
