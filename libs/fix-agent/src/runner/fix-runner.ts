import { type Config, CONFIG } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { type Checkout, ConnectedReposService, isRefusal, RepositoryAccessService } from '@debrief/repositories';
import { type ModelAccount, ModelAccountsService } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import type { IncidentMaterial } from '../evidence/evidence-reader';
import type { FixRun } from '../fix-run.types';
import { FixRunProgress } from '../runs/fix-run-progress';
import type { Lease } from '../runs/lease.queries';
import { checkProposal } from './check-proposal';
import { runModel } from './run-model';
import { type NoProposal, noUsage, type RunnerResult } from './runner.types';

export interface RunnerRequest {
  readonly run: FixRun;
  readonly lease: Lease;
  readonly material: IncidentMaterial;
  /** Fires when somebody else goes on with the run. */
  readonly signal: AbortSignal;
}

/** A run that ends its worker each time must end itself: after so many it is the fallback. */
const maxAttempts = 4;

/** Brings together who runs and what it runs on: an account at a provider of models, and the project's code. */
@Injectable()
export class FixRunner {
  constructor(
    private readonly accounts: ModelAccountsService,
    private readonly repos: ConnectedReposService,
    private readonly repositories: RepositoryAccessService,
    private readonly progress: FixRunProgress,
    @Inject(CONFIG) private readonly config: Pick<Config, 'fixAgent'>,
  ) {}

  /** What the runner brought, or why it brought nothing. Throws only what is broken on our side. */
  async run(scope: Scope, request: RunnerRequest): Promise<RunnerResult> {
    const { run } = request;
    const account = await this.accounts.find(scope, run.input.runner);
    const { allowedPaths } = await this.repos.get(scope, run.projectId);
    const none = (reason: NoProposal['reason'], detail: string | null = null): NoProposal => ({
      kind: 'none',
      reason,
      detail,
      runner: account?.name ?? null,
      baseCommit: null,
      allowedPaths,
      usage: noUsage,
      refusals: [],
    });
    if (run.attempts > maxAttempts) return none('worker_lost', `the worker ended ${run.attempts - 1} times`);
    if (!account) return none('no_runner');
    const ref = run.input.baseBranch ?? undefined;
    const checkout = await this.repositories.openCheckout(scope, run.projectId, { ref });
    if (isRefusal(checkout)) return none('no_repository', checkout.reason);
    try {
      return await this.work(scope, request, account, checkout);
    } finally {
      await checkout.close();
    }
  }

  private async work(
    scope: Scope,
    { run, lease, material, signal }: RunnerRequest,
    account: ModelAccount,
    checkout: Checkout,
  ): Promise<RunnerResult> {
    const { loop, refusals, end } = await runModel({
      account,
      checkout,
      material,
      instructions: run.input.instructions,
      limits: this.config.fixAgent,
      fetch: modelFetch,
      signal,
      note: (kind, content) => this.progress.note(scope, lease, { kind, content }),
    });
    const { commit: baseCommit, allowedPaths, folder } = checkout;
    const ran = {
      runner: account.name,
      baseCommit,
      allowedPaths,
      refusals,
      usage: { steps: loop.steps, ...loop.usage },
    };
    if (end.kind === 'none') return { ...ran, kind: 'none', reason: end.reason, detail: end.detail };
    const verdict = await checkProposal({ folder, allowedPaths, diff: end.diff, shown: end.shown }, material);
    if (!verdict.allowed) return { ...ran, kind: 'none', reason: verdict.reason, detail: verdict.detail };
    return { ...ran, kind: 'proposal', ...end.finished, diff: end.diff, changedFiles: verdict.changedFiles };
  }
}

/** A redirect would take the key along to another host. */
const modelFetch: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });
