import type { Scope } from '@debrief/kernel';
import { ConnectedReposService, isRefusal, RepositoryAccessService } from '@debrief/repositories';
import { ModelAccountsService } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { ModelRunner } from './model-runner';
import { type NoProposal, noUsage, type RunnerRequest, type RunnerResult } from './runner.types';

/** A run that ends its worker each time must end itself: after so many it is the fallback. */
const maxAttempts = 4;

/** Brings together who runs and what it runs on: an account at a provider of models, and the project's code. */
@Injectable()
export class FixRunner {
  constructor(
    private readonly accounts: ModelAccountsService,
    private readonly models: ModelRunner,
    private readonly repos: ConnectedReposService,
    private readonly repositories: RepositoryAccessService,
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
      base: null,
      allowedPaths,
      usage: noUsage,
      refusals: [],
    });
    if (run.attempts > maxAttempts) return none('worker_lost', `the worker ended ${run.attempts - 1} times`);
    if (!account) return none('no_runner');
    const ref = run.input.baseBranch ?? undefined;
    const { commit } = request.material;
    const wish = { ref, ...(commit && { commit }) };
    const checkout = await this.repositories.openCheckout(scope, run.projectId, wish);
    if (isRefusal(checkout)) return none('no_repository', checkout.reason);
    try {
      return await this.models.run(scope, request, account, checkout);
    } finally {
      await checkout.close();
    }
  }
}
