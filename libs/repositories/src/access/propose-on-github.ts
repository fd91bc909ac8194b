import { type GithubPullRequest, type GithubRepository, isRefName } from '@debrief/infra';
import { isAllowedPath } from '../connected-repos/allowed-paths';
import { placeBranch } from './place-branch';
import type { ChangeProposal, Refusal } from './repository-access.types';
import { isRefusal } from './repository-access.types';
import { toRefusal } from './to-refusal';

/** What GitHub takes. */
const maxTitle = 256;
const maxBody = 65_536;

/** What stands in a proposal's way before GitHub is asked. The fix agent has its own policy; this is the last line. */
export const findObstacle = (
  { files, branch, baseBranch, baseCommit }: ChangeProposal,
  allowedPaths: readonly string[],
): Refusal | undefined => {
  if (!files.every(({ path }) => isAllowedPath(allowedPaths, path))) return { reason: 'path_not_allowed' };
  if (files.length === 0) return { reason: 'refused', detail: 'There is no file to change' };
  if (!isRefName(branch)) return { reason: 'refused', detail: 'The branch cannot have this name' };
  if (baseBranch !== undefined && !isRefName(baseBranch)) return { reason: 'ref_not_found' };
  if (baseCommit !== undefined && !/^[0-9a-f]{40}$/.test(baseCommit)) return { reason: 'ref_not_found' };
  return undefined;
};

/** Branch, commit and draft pull request; a second call answers with the same. */
export const proposeOnGithub = async (
  repository: GithubRepository,
  proposal: ChangeProposal,
  defaultBranch: string,
): Promise<GithubPullRequest | Refusal> => {
  const base = proposal.baseBranch ?? defaultBranch;
  const parent = proposal.baseCommit ?? (await repository.branches.findHead(base));
  if (parent === undefined) return { reason: 'ref_not_found' };
  const placed = await placeBranch(repository.branches, proposal, parent);
  if (typeof placed !== 'string') return placed;
  const pullRequest = await openOnce(repository, proposal, base);
  return isRefusal(pullRequest) ? pullRequest : { ...pullRequest, headSha: placed };
};

const openOnce = async (
  repository: GithubRepository,
  { branch, title, body }: ChangeProposal,
  base: string,
): Promise<GithubPullRequest | Refusal> => {
  const existing = await repository.findPullRequest(branch);
  if (existing) return existing;
  try {
    return await repository.openDraft({ branch, base, title: title.slice(0, maxTitle), body: body.slice(0, maxBody) });
  } catch (error) {
    const refusal = toRefusal(error, 'pull_request_refused');
    // A branch that nobody will look at. When GitHub does not answer, the pull request may be there all the same.
    if (refusal.reason !== 'unavailable') await repository.branches.delete(branch).catch(() => {});
    return refusal;
  }
};
