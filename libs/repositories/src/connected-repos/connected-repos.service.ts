import { Database, GITHUB_APP, type GithubApp, type GithubRepositoryFacts, isRefName } from '@debrief/infra';
import { type DomainError, invalid, type Scope } from '@debrief/kernel';
import { getProject, getProjectForChange, recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { InstallStates } from '../installations/install-states';
import { findInstallation, type Installation, isRepositoryVouchedFor } from '../installations/installations.queries';
import { defaultAllowedPaths, readAllowedPaths } from './allowed-paths';
import {
  type ConnectedRepoRecord,
  deleteConnectedRepo,
  findConnectedRepo,
  type NewConnectedRepo,
  upsertConnectedRepo,
} from './connected-repos.queries';
import { readRepoName } from './repo-name';

/** The repository behind a project. */
export interface ConnectedRepo {
  readonly projectId: string;
  /** Whether the product can read it and propose changes to it now. */
  readonly connected: boolean;
  readonly provider: 'github' | null;
  /** `owner/name`; null where none is named. */
  readonly repo: string | null;
  readonly url: string | null;
  readonly defaultBranch: string | null;
  readonly allowedPaths: readonly string[];
}

export interface ConnectRepo {
  readonly repo: string;
  /** What GitHub says, or `main` without an App. */
  readonly defaultBranch?: string;
  readonly allowedPaths?: readonly string[];
}

interface Reach {
  readonly facts: GithubRepositoryFacts;
  readonly installation: Installation;
}

const notReached = () =>
  invalid('repo', 'is not in an installation of the GitHub App that was bound to this workspace');

/** Which repository belongs to a project, and where in it a fix may change files. */
@Injectable()
export class ConnectedReposService {
  constructor(
    private readonly database: Database,
    @Inject(GITHUB_APP) private readonly app: GithubApp | null,
    private readonly states: InstallStates,
  ) {}

  /** Always an answer: `repo` is null for a project without one. @throws NOT_FOUND for the project */
  async get(scope: Scope, idOrSlug: string): Promise<ConnectedRepo> {
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getProject(tx, scope, idOrSlug);
      return this.toConnectedRepo(id, await findConnectedRepo(tx, id));
    });
  }

  /**
   * Connects a repository that the workspace has proved its access to. Without an App the row is stored all the same: previews take
   * branch and paths from it.
   * @throws NOT_FOUND, INVALID (repo, default_branch, allowed_paths), UNAVAILABLE
   */
  async put(scope: Scope, idOrSlug: string, input: ConnectRepo): Promise<ConnectedRepo> {
    const allowedPaths = readAllowedPaths(input.allowedPaths ?? defaultAllowedPaths);
    const name = readRepoName(input.repo);
    if (input.defaultBranch !== undefined && !isRefName(input.defaultBranch))
      throw invalid('default_branch', 'must be the name of a branch');
    await this.database.inWorkspace(scope, (tx) => getProject(tx, scope, idOrSlug));
    const reach = this.app && (await this.reach(this.app, scope, name));
    return this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getProjectForChange(tx, scope, idOrSlug);
      const row = toRow(id, name, allowedPaths, input.defaultBranch, reach);
      await upsertConnectedRepo(tx, row);
      await recordAudit(tx, scope, {
        action: 'connected_repo.put',
        targetType: 'project',
        targetId: id,
        projectId: id,
        details: { repo: row.repo, default_branch: row.defaultBranch, allowed_paths: allowedPaths },
      });
      return this.toConnectedRepo(id, await findConnectedRepo(tx, id));
    });
  }

  /** Where there is none, nothing happens. @throws NOT_FOUND for the project */
  async delete(scope: Scope, idOrSlug: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const { id } = await getProjectForChange(tx, scope, idOrSlug);
      const repo = await deleteConnectedRepo(tx, id);
      if (repo === undefined) return;
      await recordAudit(tx, scope, {
        action: 'connected_repo.delete',
        targetType: 'project',
        targetId: id,
        projectId: id,
        details: { repo },
      });
    });
  }

  /**
   * Where the caller installs the App for this workspace; undefined without an App, and for all but owners.
   * @param browser a secret that the caller's browser keeps
   */
  installUrl({ workspaceId, actor }: Scope, browser: string, now: Date): string | undefined {
    if (actor.type !== 'user' || actor.role !== 'owner') return undefined;
    return this.app?.installUrl(this.states.mint({ workspaceId, userId: actor.id, browser }, now));
  }

  /** The App's installation at the repository must be one that somebody of this workspace bound, who may push to it. */
  private async reach(app: GithubApp, scope: Scope, name: string): Promise<Reach> {
    const installationId = await app.findInstallationId(name).catch(refuse);
    const installation =
      installationId === undefined
        ? undefined
        : await this.database.inWorkspace(scope, (tx) => findInstallation(tx, installationId));
    if (!installation) throw notReached();
    const { facts } = await app.openRepository(installation.installationId, name.split('/')[1]!, {}).catch(refuse);
    const isVouchedFor = await this.database.inWorkspace(scope, (tx) =>
      isRepositoryVouchedFor(tx, installation.id, facts.id),
    );
    if (!isVouchedFor) throw notReached();
    return { facts, installation };
  }

  private toConnectedRepo(projectId: string, row: ConnectedRepoRecord | undefined): ConnectedRepo {
    return {
      projectId,
      connected: this.app !== null && row !== undefined && row.installationId !== null,
      provider: row ? 'github' : null,
      repo: row?.repo ?? null,
      url: row?.url ?? null,
      defaultBranch: row?.defaultBranch ?? null,
      allowedPaths: row?.allowedPaths ?? defaultAllowedPaths,
    };
  }
}

const refuse = (error: DomainError): never => {
  throw error.code === 'UNAVAILABLE' || error.code === 'INTERNAL' ? error : notReached();
};

const toRow = (
  projectId: string,
  name: string,
  allowedPaths: string[],
  defaultBranch: string | undefined,
  reach: Reach | null,
): NewConnectedRepo => ({
  projectId,
  repo: reach?.facts.fullName ?? name,
  url: reach?.facts.url ?? `https://github.com/${name}`,
  repositoryId: reach?.facts.id ?? null,
  installation: reach?.installation.id ?? null,
  defaultBranch: defaultBranch ?? reach?.facts.defaultBranch ?? 'main',
  allowedPaths,
});
