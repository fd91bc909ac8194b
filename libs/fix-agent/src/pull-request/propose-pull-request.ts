import type { Scope } from '@debrief/kernel';
import { isRefusal, type Refusal, type RepositoryAccessService, type FileChange } from '@debrief/repositories';
import { CheckoutGit } from '../checkout/checkout-git';
import { readDiff } from '../diff/read-diff';
import type { FixRun, Outcome, PullRequestJson } from '../fix-run.types';
import type { PullRequestText } from './write-pull-request';

export interface DecidedRun {
  readonly run: Pick<FixRun, 'id' | 'projectId' | 'incidentId' | 'input'>;
  readonly outcome: Outcome;
  readonly diff: string;
  readonly baseCommit: string | null;
}

/**
 * Makes the draft pull request of a decided run, or the preview of one with the reason. Safe to run twice: the branch bears the run's
 * id, so the second time finds what the first one made.
 */
export const proposePullRequest = async (
  scope: Scope,
  repositories: RepositoryAccessService,
  decided: DecidedRun,
  text: PullRequestText,
): Promise<PullRequestJson> => {
  const { run, outcome, baseCommit } = decided;
  const baseBranch = run.input.baseBranch ?? outcome.base?.branch;
  const preview = (reason: string): PullRequestJson => ({
    pr_url: null,
    fallback: true,
    fallback_reason: reason,
    branch: outcome.branch,
    ...text,
    changed_files: outcome.changedFiles,
  });
  // A regression case alone mends nothing: a person may take it from the preview.
  if (outcome.status === 'fallback') return preview(outcome.fallbackReason ?? 'fallback');
  if (!run.input.openPr) return preview('not_requested');
  if (baseCommit === null) return preview('not_connected');
  const files = await readChangedFiles(scope, repositories, decided, baseCommit);
  if (isRefusal(files)) return preview(files.reason);
  const proposed = await repositories.proposeChange(scope, {
    projectId: run.projectId,
    incidentId: run.incidentId,
    fixRunId: run.id,
    ...(baseBranch !== undefined && { baseBranch }),
    baseCommit,
    branch: outcome.branch,
    ...text,
    files,
  });
  if (isRefusal(proposed)) return preview(proposed.reason);
  return { pr_url: proposed.prUrl, number: proposed.number, draft: true, fallback: false };
};

/** The files as they are when the diff is applied to a fresh checkout of its commit. */
const readChangedFiles = async (
  scope: Scope,
  repositories: RepositoryAccessService,
  { run, diff }: DecidedRun,
  baseCommit: string,
): Promise<FileChange[] | Refusal> => {
  const checkout = await repositories.openCheckout(scope, run.projectId, { ref: baseCommit });
  if (isRefusal(checkout)) return checkout;
  try {
    const read = readDiff(diff);
    const files = 'files' in read ? await new CheckoutGit(checkout.folder).apply(diff, read.files) : undefined;
    return files ?? { reason: 'checkout_failed' };
  } finally {
    await checkout.close();
  }
};
