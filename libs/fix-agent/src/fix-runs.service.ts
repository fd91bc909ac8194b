import { type Config, CONFIG, type SystemTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { RepositoryAccessService } from '@debrief/repositories';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { EvidenceReader, type IncidentMaterial } from './evidence/evidence-reader';
import { proposePullRequest } from './pull-request/propose-pull-request';
import { writePullRequest } from './pull-request/write-pull-request';
import { FixRunner } from './runner/fix-runner';
import { decideOutcome } from './runs/decide-outcome';
import { type ClaimedRun, FixRunProgress } from './runs/fix-run-progress';
import type { Decided } from './runs/lease.queries';

/** The work on fix runs, as jobs do it. */
@Injectable()
export class FixRunsService implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly progress: FixRunProgress,
    private readonly evidence: EvidenceReader,
    private readonly runner: FixRunner,
    private readonly repositories: RepositoryAccessService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'http'>,
  ) {}

  /**
   * Runs a fix agent, decides what comes of it, and proposes that. A run that a dead worker left is taken up where it stood; a worker
   * that lost its lease meanwhile writes nothing more.
   */
  async run(scope: Scope, fixRunId: string): Promise<void> {
    const claimed = await this.progress.claim(scope, fixRunId);
    if (claimed) await this.progress.hold(scope, claimed.lease, (lost) => this.work(scope, claimed, lost));
  }

  /** A model may work for minutes: who stops leaves its runs to the next worker. The queue then waits for jobs that end at once. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }

  /** Notes that the job failed too often. */
  giveUp(scope: Scope, fixRunId: string): Promise<void> {
    return this.progress.fail(scope, fixRunId, 'internal_error');
  }

  sweep(tx: SystemTx): Promise<void> {
    return this.progress.sweep(tx);
  }

  private async work(scope: Scope, claimed: ClaimedRun, lost: AbortSignal): Promise<void> {
    const { lease, run, incident } = claimed;
    const material = await this.evidence.read(scope, incident, run.traceId);
    const decided = findDecided(claimed) ?? (await this.decide(scope, claimed, material, lost));
    if (!decided) return;
    const { publicUrl } = this.config.http;
    const text = writePullRequest(material.evidence, decided.outcome, {
      incident: `${publicUrl}/api/incidents/${incident.id}`,
      fixRun: `${publicUrl}/api/fix-runs/${run.id}`,
    });
    const pullRequest = await proposePullRequest(scope, this.repositories, { run, ...decided }, text);
    await this.progress.finish(scope, lease, pullRequest);
  }

  /** @returns undefined when another worker decides: the lease was lost, or this one stops */
  private async decide(
    scope: Scope,
    { lease, run }: ClaimedRun,
    material: IncidentMaterial,
    lost: AbortSignal,
  ): Promise<Decided | undefined> {
    const signal = AbortSignal.any([lost, this.stopping.signal]);
    const result = await this.runner.run(scope, { run, lease, material, signal });
    if (signal.aborted) {
      await this.progress.release(scope, lease);
      return undefined;
    }
    const decided = decideOutcome(run.id, material, result);
    return (await this.progress.decide(scope, lease, decided)) ? decided : undefined;
  }
}

/** What an earlier worker decided. */
const findDecided = ({ run }: ClaimedRun): Decided | undefined =>
  run.outcome ? { outcome: run.outcome, diff: run.diff ?? '', baseCommit: run.baseCommit, usage: run } : undefined;
