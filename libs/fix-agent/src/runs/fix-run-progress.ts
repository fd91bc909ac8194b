import {
  type Config,
  CONFIG,
  Database,
  enqueue,
  enqueueForWorkspaces,
  LIVE_BUS,
  type LiveBus,
  type SystemTx,
  type WorkspaceTx,
} from '@debrief/infra';
import { getIncident, type IncidentRow, noteFixResult } from '@debrief/incidents';
import type { Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { publishWebhook } from '@debrief/webhooks';
import { Inject, Injectable } from '@nestjs/common';
import type { FixRun, LogEntry, PullRequestJson } from '../fix-run.types';
import { toFixRunSummary, toIncidentResult } from '../fix-run-json';
import { announceFixRun } from './announce-fix-run';
import { findFixRun, insertLogEntry } from './fix-run.queries';
import { getFixRun } from './get-fix-run';
import {
  claimFixRun,
  type Decided,
  extendLease,
  failFixRun,
  findLeaseEnd,
  finishFixRun,
  type Lease,
  releaseLease,
  takeForsakenFixRuns,
  updateAskedAt,
  updateOutcome,
} from './lease.queries';

export interface ClaimedRun {
  readonly lease: Lease;
  readonly run: FixRun;
  readonly incident: IncidentRow;
}

/** A run whose job was asked for so long ago, and that nobody holds, has lost it. */
const forsakenSeconds = 120;

/** The steps of a fix run on its row: who holds it, what is decided, how it ended. Each is a transaction of its own. */
@Injectable()
export class FixRunProgress {
  private readonly leaseSeconds: number;

  constructor(
    private readonly database: Database,
    @Inject(LIVE_BUS) private readonly bus: LiveBus,
    @Inject(CONFIG) config: Config,
  ) {
    this.leaseSeconds = config.jobs.lockSeconds;
  }

  /** @returns undefined when there is nothing to do here: the run is over, gone, or another worker's (then it is asked for again) */
  async claim(scope: Scope, fixRunId: string): Promise<ClaimedRun | undefined> {
    const claimed = await this.database.inWorkspace(scope, async (tx) => {
      const lease = await claimFixRun(tx, fixRunId, this.leaseSeconds);
      if (!lease) return this.askAgain(tx, fixRunId);
      const run = await getFixRun(tx, scope, fixRunId);
      const incident = await getIncident(tx, scope, run.incidentId);
      await announceFixRun(tx, run);
      return { lease, run, incident };
    });
    this.bus.announce(scope.workspaceId);
    return claimed;
  }

  /**
   * Works under a lease that is extended meanwhile.
   * @param work its signal fires when the lease was lost: somebody else goes on
   */
  async hold<T>(scope: Scope, lease: Lease, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const lost = new AbortController();
    const extend = async (): Promise<void> => {
      const isHeld = await this.database
        .inWorkspace(scope, (tx) => extendLease(tx, lease, this.leaseSeconds))
        // The database is away for a moment: the next write decides.
        .catch(() => true);
      if (!isHeld) lost.abort();
    };
    const timer = setInterval(() => void extend(), (this.leaseSeconds * 1_000) / 3);
    try {
      return await work(lost.signal);
    } finally {
      clearInterval(timer);
    }
  }

  /** Gives a run back, and asks for it again. One whose lease was lost stays whose it is. */
  async release(scope: Scope, lease: Lease): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      if (await releaseLease(tx, lease)) await enqueue(tx, 'fix-agent.run', { fixRunId: lease.fixRunId });
    });
  }

  /** @returns false when the lease was lost: nothing was written */
  decide(scope: Scope, lease: Lease, decided: Decided): Promise<boolean> {
    return this.database.inWorkspace(scope, (tx) => updateOutcome(tx, lease, decided));
  }

  note(scope: Scope, { fixRunId }: Lease, entry: Pick<LogEntry, 'kind' | 'content'>): Promise<void> {
    return this.database.inWorkspace(scope, (tx) => insertLogEntry(tx, fixRunId, entry));
  }

  /** Ends a run whose outcome is decided; the incident is told. @returns false when the lease was lost: nothing was written */
  async finish(scope: Scope, lease: Lease, githubPr: PullRequestJson): Promise<boolean> {
    const isFinished = await this.database.inWorkspace(scope, async (tx) => {
      const decided = await findFixRun(tx, lease.fixRunId);
      if (!decided?.outcome || !(await finishFixRun(tx, lease, decided.outcome.status, githubPr))) return false;
      await this.tell(tx, scope, await getFixRun(tx, scope, lease.fixRunId));
      return true;
    });
    this.bus.announce(scope.workspaceId);
    return isFinished;
  }

  /** Ends a run that was given up: its job failed too often. Safe to run twice. */
  async fail(scope: Scope, fixRunId: string, reason: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      if (await failFixRun(tx, fixRunId, reason)) await this.tell(tx, scope, await getFixRun(tx, scope, fixRunId));
    });
    this.bus.announce(scope.workspaceId);
  }

  /** Asks again for runs whose job was lost. */
  async sweep(tx: SystemTx): Promise<void> {
    const forsaken = await takeForsakenFixRuns(tx, forsakenSeconds);
    await enqueueForWorkspaces(
      tx,
      'fix-agent.run',
      forsaken.map(({ workspaceId, fixRunId }) => ({ workspaceId, payload: { fixRunId } })),
    );
  }

  /** A job that comes while another worker holds the run may be all that is left when that worker is dead. */
  private async askAgain(tx: WorkspaceTx, fixRunId: string): Promise<undefined> {
    const runAt = await findLeaseEnd(tx, fixRunId);
    if (!runAt) return;
    await enqueue(tx, 'fix-agent.run', { fixRunId }, { runAt });
    await updateAskedAt(tx, fixRunId);
  }

  private async tell(tx: WorkspaceTx, scope: Scope, run: FixRun): Promise<void> {
    await recordAudit(tx, scope, {
      action: `fix_run.${run.status === 'failed' ? 'fail' : 'finish'}`,
      targetType: 'fix_run',
      targetId: run.id,
      projectId: run.projectId,
      details: {
        incident_id: run.incidentId,
        status: run.status,
        fallback_reason: run.fallbackReason,
        pr_url: run.githubPr?.pr_url ?? null,
      },
    });
    await noteFixResult(tx, scope, run.incidentId, {
      prUrl: run.githubPr?.pr_url ?? null,
      result: JSON.stringify(toIncidentResult(run)),
    });
    if (run.status !== 'failed')
      await publishWebhook(tx, { type: 'fix.ready', projectId: run.projectId, data: toFixRunSummary(run) });
    await announceFixRun(tx, run);
  }
}
