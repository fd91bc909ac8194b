import { type Config, CONFIG, OutboundClient } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import type { Checkout } from '@debrief/repositories';
import type { ModelAccount } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import type { FixBase } from '../fix-run.types';
import { FixRunProgress } from '../runs/fix-run-progress';
import { checkProposal } from './check-proposal';
import { runModel } from './run-model';
import type { RunnerRequest, RunnerResult } from './runner.types';

/** Of one answer of a provider. */
const maxAnswerBytes = 8 * 1024 * 1024;

/** Runs a model on a checkout, and checks what it leaves there. */
@Injectable()
export class ModelRunner {
  constructor(
    private readonly progress: FixRunProgress,
    private readonly outbound: OutboundClient,
    @Inject(CONFIG) private readonly config: Pick<Config, 'fixAgent'>,
  ) {}

  async run(
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
      fetch: this.outbound.fetchWith({
        timeoutMs: this.config.fixAgent.ms,
        maxBytes: maxAnswerBytes,
        allowedHosts: account.allowedHosts,
      }),
      signal,
      note: (kind, content) => this.progress.note(scope, lease, { kind, content }),
    });
    const { allowedPaths, folder } = checkout;
    const ran = {
      runner: account.name,
      base: toBase(run, material, checkout),
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

const toBase = (
  { input }: RunnerRequest['run'],
  { commit: named }: RunnerRequest['material'],
  { commit, wishedOn, defaultBranch }: Checkout,
): FixBase => {
  if (input.baseBranch !== null) return { kind: 'base_branch', commit, branch: input.baseBranch, missing: null };
  return wishedOn === null
    ? { kind: 'default_branch', commit, branch: defaultBranch, missing: named?.sha ?? null }
    : { kind: 'trace_commit', commit, branch: wishedOn, missing: null };
};
