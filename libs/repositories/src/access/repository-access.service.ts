import {
  checkOut,
  Database,
  GITHUB_APP,
  type GithubApp,
  type GithubPermissions,
  type GithubRepository,
  isRefName,
  type WorkspaceTx,
} from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { getProject, recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { rm } from 'node:fs/promises';
import { type ConnectedRepoRecord, findConnectedRepo } from '../connected-repos/connected-repos.queries';
import { upsertProposal } from '../proposals/proposals.queries';
import { findObstacle, proposeOnGithub } from './propose-on-github';
import {
  type ChangeProposal,
  type Checkout,
  type CheckoutRequest,
  type CheckReport,
  isRefusal,
  type ProposedChange,
  type Refusal,
  type ReportedCheck,
  type WishedCommit,
} from './repository-access.types';
import { toCheckoutRefusal, toRefusal } from './to-refusal';

interface Opened {
  readonly connected: ConnectedRepoRecord;
  readonly repository: GithubRepository;
}

/** What features do with a project's code. A refusal of GitHub is an answer; only our own failures throw. */
@Injectable()
export class RepositoryAccessService {
  constructor(
    private readonly database: Database,
    @Inject(GITHUB_APP) private readonly app: GithubApp | null,
  ) {}

  /** @throws NOT_FOUND for a project that is not the scope's */
  async openCheckout(scope: Scope, projectId: string, request: CheckoutRequest = {}): Promise<Checkout | Refusal> {
    const opened = await this.open(scope, projectId, { contents: 'read' });
    if (isRefusal(opened)) return opened;
    const { connected, repository } = opened;
    const wished = request.ref === undefined ? await findWished(repository, connected, request.commit) : undefined;
    const ofWish = wished && (await checkOut(repository.remote, wished.sha));
    const ref = request.ref ?? connected.defaultBranch;
    if (!isRefName(ref)) return { reason: 'ref_not_found' };
    const outcome = ofWish?.type === 'done' ? ofWish : await checkOut(repository.remote, ref);
    const wishedOn = outcome === ofWish ? (wished?.branch ?? null) : null;
    if (outcome.type !== 'done') return toCheckoutRefusal(outcome.type);
    const { folder, commit } = outcome;
    const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
    try {
      await this.record(scope, connected, 'connected_repo.check_out', { commit });
    } catch (error) {
      await close();
      throw error;
    }
    const { defaultBranch, allowedPaths } = connected;
    return { folder, commit, wishedOn, defaultBranch, allowedPaths, close };
  }

  /** @throws NOT_FOUND for a project that is not the scope's */
  async proposeChange(scope: Scope, proposal: ChangeProposal): Promise<ProposedChange | Refusal> {
    const opened = await this.open(
      scope,
      proposal.projectId,
      { contents: 'write', pull_requests: 'write' },
      (connected) => findObstacle(proposal, connected.allowedPaths),
    );
    if (isRefusal(opened)) return opened;
    const { connected, repository } = opened;
    const proposed = await proposeOnGithub(repository, proposal, connected.defaultBranch).catch(toRefusal);
    if (isRefusal(proposed)) return proposed;
    const { incidentId, fixRunId, branch } = proposal;
    const { id: repositoryId, fullName: repo } = repository.facts;
    const { projectId } = connected;
    await this.database.inWorkspace(scope, async (tx) => {
      const id = await upsertProposal(tx, { projectId, incidentId, fixRunId, repositoryId, repo, branch }, proposed);
      await recordAudit(tx, scope, {
        action: 'pull_request.propose',
        targetType: 'pull_request',
        targetId: id,
        projectId,
        details: { incident_id: incidentId, fix_run_id: fixRunId, url: proposed.url, head_sha: proposed.headSha },
      });
    });
    return { prUrl: proposed.url, number: proposed.number, draft: proposed.isDraft, headSha: proposed.headSha };
  }

  /** @throws NOT_FOUND for a project that is not the scope's */
  async reportCheck(scope: Scope, { projectId, ...check }: CheckReport): Promise<ReportedCheck | Refusal> {
    const opened = await this.open(scope, projectId, { checks: 'write' });
    if (isRefusal(opened)) return opened;
    const reported = await opened.repository.putCheckRun(check).catch(toRefusal);
    if (isRefusal(reported)) return reported;
    const { name, headSha, conclusion } = check;
    await this.record(scope, opened.connected, 'check_run.report', {
      name,
      head_sha: headSha,
      conclusion,
      url: reported.url,
    });
    return { checkRunId: reported.id, url: reported.url };
  }

  /** The project's repository with a token that is good for nothing else, or what stands in the way. */
  private async open(
    scope: Scope,
    projectId: string,
    permissions: GithubPermissions,
    findObstacle: (connected: ConnectedRepoRecord) => Refusal | undefined = () => undefined,
  ): Promise<Opened | Refusal> {
    const connected = await this.database.inWorkspace(scope, (tx) => findOfProject(tx, scope, projectId));
    if (!this.app || !connected || connected.installationId === null || connected.repositoryId === null)
      return { reason: 'not_connected' };
    const obstacle = findObstacle(connected);
    if (obstacle) return obstacle;
    try {
      const repository = await this.app.openRepository(connected.installationId, connected.repositoryId, permissions);
      return { connected, repository };
    } catch (error) {
      return toRefusal(error, 'access_denied');
    }
  }

  private async record(
    scope: Scope,
    { projectId, repo }: ConnectedRepoRecord,
    action: string,
    details: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await this.database.inWorkspace(scope, (tx) =>
      recordAudit(tx, scope, {
        action,
        targetType: 'project',
        targetId: projectId,
        projectId,
        details: { repo, ...details },
      }),
    );
  }
}

/** A commit by its whole id, with the branch in whose history it is: the default one, or its own. */
const findWished = async (
  { branches }: GithubRepository,
  { defaultBranch }: ConnectedRepoRecord,
  commit: WishedCommit | undefined,
): Promise<{ readonly sha: string; readonly branch: string } | undefined> => {
  if (!commit) return undefined;
  const names = [defaultBranch, ...(commit.branch === null || commit.branch === defaultBranch ? [] : [commit.branch])];
  for (const name of names.filter(isRefName)) {
    // Whatever GitHub says to it: the default branch is checked out then.
    const sha = await branches.findInHistory(name, commit.sha).catch(() => undefined);
    if (sha !== undefined) return { sha, branch: name };
  }
  return undefined;
};

const findOfProject = async (
  tx: WorkspaceTx,
  scope: Scope,
  idOrSlug: string,
): Promise<ConnectedRepoRecord | undefined> => findConnectedRepo(tx, (await getProject(tx, scope, idOrSlug)).id);
