import { Database, enqueue } from '@debrief/infra';
import { findTrace, type TraceRow } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { ObservationReader, PlatformTraceReader } from '@debrief/replay';
import { Injectable } from '@nestjs/common';
import type { Evaluator } from '../evaluators/evaluator.types';
import { listEnabledEvaluators } from '../evaluators/evaluators.queries';
import { chooseTargets, type SettledRun } from './choose-targets';
import { ensureJobs, listPendingJobs, type NewJob } from './evaluator-jobs.queries';

/** Lets enabled evaluators look at runs that have settled. */
@Injectable()
export class EvaluationScheduler {
  constructor(
    private readonly database: Database,
    private readonly traces: PlatformTraceReader,
    private readonly observations: ObservationReader,
  ) {}

  /**
   * A run was analysed: asks for its evaluations. Those that were done are asked for again, since what they looked at may be another; the
   * job finds out. Safe to run twice.
   * @param traceRowId internal id
   */
  async noteAnalyzed(scope: Scope, traceRowId: string): Promise<void> {
    const { trace, evaluators, pending } = await this.database.inWorkspace(scope, async (tx) => {
      const found = await findTrace(tx, traceRowId);
      return {
        trace: found,
        evaluators: found && isSettled(found) ? await listEnabledEvaluators(tx, found.projectId) : [],
        // They wait for the analysis.
        pending: found ? await listPendingJobs(tx, traceRowId) : [],
      };
    });
    if (!trace || (evaluators.length === 0 && pending.length === 0)) return;
    const wanted = evaluators.length === 0 ? [] : await this.jobsFor(scope, trace, evaluators);
    await this.database.inWorkspace(scope, async (tx) => {
      const { inserted, known } = await ensureJobs(tx, wanted);
      for (const evaluatorJobId of new Set([...inserted, ...known, ...pending]))
        await enqueue(tx, 'evaluation.evaluate', { evaluatorJobId });
    });
  }

  private async jobsFor(scope: Scope, trace: TraceRow, evaluators: readonly Evaluator[]): Promise<NewJob[]> {
    const { id: traceRowId, projectId } = trace;
    const run = await this.readRun(scope, trace, evaluators);
    return evaluators.flatMap((evaluator) =>
      chooseTargets(evaluator, run).map((target) => ({
        projectId,
        evaluatorId: evaluator.id,
        evaluatorVersion: evaluator.version,
        target,
        traceRowId,
      })),
    );
  }

  private async readRun(
    scope: Scope,
    { projectId, externalId, models }: TraceRow,
    evaluators: readonly Evaluator[],
  ): Promise<SettledRun> {
    const nothingMore = { io: false, observationIds: false, scoreIds: false };
    const { trace } = await this.traces.get(scope, projectId, externalId, nothingMore);
    const wantsObservations = evaluators.some(({ targetFilter }) => targetFilter.observationTypes.length > 0);
    return {
      externalId,
      name: trace.name,
      models,
      tags: trace.tags,
      environment: trace.environment ?? 'default',
      observations: wantsObservations ? await this.observations.listOfTrace(scope, projectId, externalId) : [],
    };
  }
}

const isSettled = ({ status, idleAt }: TraceRow): boolean => status !== 'running' || idleAt !== null;
