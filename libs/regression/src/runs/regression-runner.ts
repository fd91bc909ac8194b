import { Database, enqueue, LIVE_BUS, type LiveBus } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { recordCiVerdict } from '@debrief/provenance';
import { recordAudit } from '@debrief/tenancy';
import { askEvaluations } from '../evaluations/ask-evaluations';
import { listEvaluations } from '../evaluations/evaluations.queries';
import { Inject, Injectable } from '@nestjs/common';
import { ProofKey } from '../proof/proof-key';
import { announceRun } from './announce-run';
import { finishRun } from './finish-run';
import { publishFinished } from './publish-finished';
import { RunJudgements } from './run-judgements';
import { ResultTraces } from './result-traces';
import type { RegressionRunDetails } from './regression.types';
import { findRun, findRunAwaiting, lockRun, updateRun } from './runs.queries';

/**
 * Takes a regression run as far as it goes: what is not done yet is looked up, done, and written down by conditional changes. So it may run
 * at any time, twice, or on two workers at once, and a run whose worker was killed goes on where it was.
 */
@Injectable()
export class RegressionRunner {
  constructor(
    private readonly database: Database,
    private readonly judgements: RunJudgements,
    private readonly results: ResultTraces,
    private readonly key: ProofKey,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
  ) {}

  /** @param now the run's deadline is compared with it */
  async run(scope: Scope, id: string, now = new Date()): Promise<void> {
    const begun = await this.begin(scope, id);
    if (!begun) return;
    const asked = await this.database.inWorkspace(scope, async (tx) => {
      await askEvaluations(tx, begun);
      return listEvaluations(tx, id);
    });
    await this.judgements.before(scope, begun, { asked, now });
    await this.results.open(scope, begun);
    const ready = await this.find(scope, id);
    if (!ready) return;
    await this.results.send(scope, ready, now);
    // What is new after a change shows beside all that was before it.
    if (ready.cases.every(({ outcome }) => outcome !== null)) await this.judgements.after(scope, ready, { asked, now });
    await this.database.inWorkspace(scope, (tx) => finishRun(tx, scope, id, { now, key: this.key }));
    this.bus.announce(scope.workspaceId);
  }

  /** A run was analysed: a regression run that waits for it goes on. @param traceId internal id */
  async noteAnalyzed(scope: Scope, traceId: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const regressionRunId = await findRunAwaiting(tx, traceId);
      if (regressionRunId !== undefined) await enqueue(tx, 'regression.run', { regressionRunId });
    });
  }

  /** The job was given up: the run is over, and says that it shows nothing. */
  async fail(scope: Scope, id: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      await lockRun(tx, id);
      const details = await findRun(tx, id);
      if (!details || details.run.completedAt !== null) return;
      await updateRun(tx, id, {
        status: 'failed',
        verdict: 'inconclusive',
        fallbackReason: 'job_failed',
        awaitsCandidates: false,
        completedAt: new Date(),
      });
      await recordCiVerdict(tx, id, 'inconclusive');
      await recordAudit(tx, scope, { action: 'regression_run.fail', ...targetOf(details), details: {} });
      await publishFinished(tx, id);
      await announceRun(tx, details.run);
    });
    this.bus.announce(scope.workspaceId);
  }

  private find(scope: Scope, id: string): Promise<RegressionRunDetails | undefined> {
    return this.database.inWorkspace(scope, (tx) => findRun(tx, id));
  }

  /** @returns undefined when there is nothing to do any more */
  private begin(scope: Scope, id: string): Promise<RegressionRunDetails | undefined> {
    return this.database.inWorkspace(scope, async (tx) => {
      await lockRun(tx, id);
      const details = await findRun(tx, id);
      if (!details || details.run.completedAt !== null) return undefined;
      if (details.run.status === 'running') return details;
      await updateRun(tx, id, { status: 'running', startedAt: new Date() });
      await recordAudit(tx, scope, { action: 'regression_run.run', ...targetOf(details), details: {} });
      await announceRun(tx, details.run);
      return details;
    });
  }
}

const targetOf = ({ run }: RegressionRunDetails) => ({
  targetType: 'regression_run',
  targetId: run.id,
  projectId: run.projectId,
});
