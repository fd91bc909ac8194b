import type { GithubBranches } from '@debrief/infra';
import type { ChangeProposal, FileChange, Refusal } from './repository-access.types';

/** The line by which a later call knows the commit for its own. */
const trailerOf = (fixRunId: string): string => `Debrief-Fix-Run: ${fixRunId}`;

export const commitMessage = ({ title, fixRunId }: Pick<ChangeProposal, 'title' | 'fixRunId'>): string =>
  `${title}\n\n${trailerOf(fixRunId)}\n`;

const isOwn = (message: string, fixRunId: string): boolean => message.split('\n').includes(trailerOf(fixRunId));

/**
 * Sees to it that the proposal's branch is one commit with its files on the base. A second call finds the first one's commit; a
 * branch whose newest commit is not of this fix run is never moved.
 * @returns the commit
 */
export const placeBranch = async (
  branches: GithubBranches,
  proposal: ChangeProposal,
  parent: string,
): Promise<string | Refusal> => {
  const { treeSha: baseTree } = await branches.getCommit(parent);
  const tree = await branches.writeTree(baseTree, proposal.files.map(toTreeChange));
  if (tree === baseTree) return { reason: 'refused', detail: 'The files are as they were' };
  const head = await branches.findHead(proposal.branch);
  if (head === undefined) {
    const commit = await branches.writeCommit(tree, parent, commitMessage(proposal));
    await branches.create(proposal.branch, commit);
    return commit;
  }
  const current = await branches.getCommit(head);
  if (!isOwn(current.message, proposal.fixRunId)) return { reason: 'branch_taken' };
  if (current.treeSha === tree && current.parents.length === 1 && current.parents[0] === parent) return head;
  const commit = await branches.writeCommit(tree, parent, commitMessage(proposal));
  await branches.move(proposal.branch, commit);
  return commit;
};

const toTreeChange = ({ path, content, isExecutable = false }: FileChange) => ({ path, content, isExecutable });
