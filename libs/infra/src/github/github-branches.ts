import { askGithub, findAtGithub } from './ask-github';
import type { GithubClient } from './create-octokit';

import type { GithubCommit, TreeChange } from './github.types';

interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** Branches and commits of one repository, written without a clone (Git Data API). */
export class GithubBranches {
  constructor(
    private readonly client: GithubClient,
    private readonly place: Place,
  ) {}

  /** The newest commit of a branch. */
  async findHead(branch: string): Promise<string | undefined> {
    const ref = { ...this.place, ref: `heads/${branch}` };
    return (await findAtGithub(() => this.client.rest.git.getRef(ref)))?.data.object.sha;
  }

  /**
   * The whole id of a commit that is in the history of a branch; undefined for any other. A fork's commits are to be had under the
   * repository's own address, too: only this tells them apart.
   * @param sha the id, or its beginning
   */
  async findInHistory(branch: string, sha: string): Promise<string | undefined> {
    const compared = { ...this.place, basehead: `${branch}...${sha}`, per_page: 1 };
    const found = await findAtGithub(() => this.client.rest.repos.compareCommitsWithBasehead(compared));
    const isOnIt = found?.data.status === 'identical' || found?.data.status === 'behind';
    return isOnIt ? found.data.merge_base_commit.sha : undefined;
  }

  async getCommit(sha: string): Promise<GithubCommit> {
    const { data } = await askGithub(() => this.client.rest.git.getCommit({ ...this.place, commit_sha: sha }));
    return {
      sha: data.sha,
      treeSha: data.tree.sha,
      message: data.message,
      parents: data.parents.map((one) => one.sha),
    };
  }

  /** @returns the id of a tree that is `baseTree` with the changes; the same changes give the same id */
  async writeTree(baseTree: string, changes: readonly TreeChange[]): Promise<string> {
    const tree = changes.map(({ path, content, isExecutable }) => ({
      path,
      mode: isExecutable ? ('100755' as const) : ('100644' as const),
      type: 'blob' as const,
      ...(content === null ? { sha: null } : { content }),
    }));
    return (await askGithub(() => this.client.rest.git.createTree({ ...this.place, base_tree: baseTree, tree }))).data
      .sha;
  }

  /** @returns the id of the new commit; its author is the App */
  async writeCommit(treeSha: string, parent: string, message: string): Promise<string> {
    const commit = { ...this.place, tree: treeSha, parents: [parent], message };
    return (await askGithub(() => this.client.rest.git.createCommit(commit))).data.sha;
  }

  /** @throws INVALID when the branch exists */
  async create(branch: string, sha: string): Promise<void> {
    await askGithub(() => this.client.rest.git.createRef({ ...this.place, ref: `refs/heads/${branch}`, sha }));
  }

  /** Sets a branch to a commit, whatever it held. */
  async move(branch: string, sha: string): Promise<void> {
    await askGithub(() => this.client.rest.git.updateRef({ ...this.place, ref: `heads/${branch}`, sha, force: true }));
  }

  async delete(branch: string): Promise<void> {
    await askGithub(() => this.client.rest.git.deleteRef({ ...this.place, ref: `heads/${branch}` }));
  }
}
