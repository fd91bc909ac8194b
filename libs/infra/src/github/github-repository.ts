import { askGithub } from './ask-github';
import type { GithubClient } from './create-octokit';
import { GithubBranches } from './github-branches';
import type { CheckRun, GithubPullRequest, GithubRepositoryFacts, GitRemote } from './github.types';

export interface NewPullRequest {
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
}

/** One repository, as one job may use it. Made by `GithubApp.openRepository`; errors as there. */
export class GithubRepository {
  readonly branches: GithubBranches;
  private readonly place: { readonly owner: string; readonly repo: string };

  constructor(
    private readonly client: GithubClient,
    private readonly app: { readonly url: string; readonly appId: string },
    private readonly token: string,
    readonly facts: GithubRepositoryFacts,
  ) {
    const [owner = '', repo = ''] = facts.fullName.split('/');
    this.place = { owner, repo };
    this.branches = new GithubBranches(client, this.place);
  }

  /** For git over HTTP; the token goes into a header, never into the URL. */
  get remote(): GitRemote {
    const basic = Buffer.from(`x-access-token:${this.token}`).toString('base64');
    return { url: `${this.app.url}/${this.facts.fullName}.git`, authorization: `Basic ${basic}` };
  }

  /** The pull request from a branch of the repository itself: an open one before others, then the newest. */
  async findPullRequest(branch: string): Promise<GithubPullRequest | undefined> {
    const head = `${this.place.owner}:${branch}`;
    const { data } = await askGithub(() =>
      this.client.rest.pulls.list({ ...this.place, head, state: 'all', per_page: 100 }),
    );
    const found = data.find(({ state }) => state === 'open') ?? data[0];
    return found && toPullRequest(found);
  }

  /** @throws INVALID where drafts are not available, or there is nothing to merge */
  async openDraft({ branch, ...rest }: NewPullRequest): Promise<GithubPullRequest> {
    const request = { ...this.place, ...rest, head: branch, draft: true, maintainer_can_modify: true };
    return toPullRequest((await askGithub(() => this.client.rest.pulls.create(request))).data);
  }

  /** Writes the App's check of this name on a commit: the one that is there, or a new one. */
  async putCheckRun({
    headSha,
    name,
    conclusion,
    title,
    summary,
    detailsUrl,
  }: CheckRun): Promise<{ id: number; url: string }> {
    const { checks } = this.client.rest;
    const same = { ...this.place, ref: headSha, check_name: name, app_id: Number(this.app.appId) };
    const [existing] = (await askGithub(() => checks.listForRef(same))).data.check_runs;
    const outcome = {
      ...this.place,
      name,
      status: 'completed' as const,
      conclusion,
      output: { title, summary },
      ...(detailsUrl !== undefined && { details_url: detailsUrl }),
    };
    const { data } = existing
      ? await askGithub(() => checks.update({ ...outcome, check_run_id: existing.id }))
      : await askGithub(() => checks.create({ ...outcome, head_sha: headSha }));
    return { id: data.id, url: data.html_url ?? this.facts.url };
  }
}

interface PullRequestAnswer {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly draft?: boolean;
  readonly merged_at: string | null;
  readonly updated_at: string;
  readonly head: { readonly sha: string };
}

const toPullRequest = (answer: PullRequestAnswer): GithubPullRequest => ({
  number: answer.number,
  url: answer.html_url,
  state: answer.merged_at !== null ? 'merged' : answer.state === 'open' ? 'open' : 'closed',
  isDraft: answer.draft === true,
  headSha: answer.head.sha,
  updatedAt: new Date(answer.updated_at),
});
