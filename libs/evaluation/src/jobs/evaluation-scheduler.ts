import { Database, enqueue } from '@debrief/infra';
import { findTrace, type TraceRow } from '@debrief/ingestion';
import type { Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';
import type { Evaluator } from '../evaluators/evaluator.types';
import { listEnabledEvaluators } from '../evaluators/evaluators.queries';
import { SettledRuns } from '../targets/settled-runs';
import { chooseTargets } from './choose-targets';
import { ensureJobs, listPendingJobs, type NewJob } from './evaluator-jobs.queries';

/** Lets enabled evaluators look at runs that have settled. */
@Injectable()
export class EvaluationScheduler {
  constructor(
    private readonly database: Database,
    private readonly runs: SettledRuns,
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
    const run = await this.runs.get(scope, trace, evaluators);
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
}

const isSettled = ({ status, idleAt }: TraceRow): boolean => status !== 'running' || idleAt !== null;
