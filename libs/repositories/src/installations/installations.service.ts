import { Database, GITHUB_APP, type GithubApp, type UserInstallation } from '@debrief/infra';
import { type DomainError, invalid, notFound, type Scope } from '@debrief/kernel';
import { findMemberByPerson, recordAudit } from '@debrief/tenancy';
import { Inject, Injectable } from '@nestjs/common';
import { InstallStates, stateRefused } from './install-states';
import { upsertInstallation } from './installations.queries';
import { recordReceipt } from './receipts.queries';

/** With what GitHub sends a person back. */
export interface InstallReturn {
  readonly state: string;
  /** What the person's browser kept. */
  readonly browser?: string;
  /** Proves, at GitHub, who the person is. */
  readonly code?: string;
  /** Only a claim: anybody can write a number into a URL. */
  readonly installationId?: number;
}

/** Binds installations of the GitHub App to workspaces. */
@Injectable()
export class InstallationsService {
  constructor(
    private readonly database: Database,
    @Inject(GITHUB_APP) private readonly app: GithubApp | null,
    private readonly states: InstallStates,
  ) {}

  /**
   * Binds the installation to the workspace for which the state was made, if GitHub says that the person has access to it. Without
   * an installation (an administrator has yet to approve it) nothing happens.
   * @returns whether one was bound
   * @throws NOT_FOUND without an App; INVALID `state`, `code` or `installation_id`; UNAVAILABLE
   */
  async bind({ state, browser, code, installationId }: InstallReturn, requestId: string, now: Date): Promise<boolean> {
    if (!this.app) throw notFound('GitHub App', 'of this instance');
    const { workspaceId, userId, nonce } = this.states.open(state, browser, now);
    if (installationId === undefined) return false;
    if (code === undefined) throw invalid('code', 'is required');
    const scope = {
      workspaceId,
      projectId: null,
      actor: { type: 'user', id: userId, role: 'owner', email: null },
      requestId,
    } as const;
    await this.useState(scope, userId, nonce);
    const installation = await this.askGithub(this.app, code, installationId);
    await this.database.inWorkspace(scope, async (tx) => {
      const id = await upsertInstallation(tx, installation, userId);
      const { account, repositoryIds } = installation;
      await recordAudit(tx, scope, {
        action: 'github_installation.bind',
        targetType: 'github_installation',
        targetId: id,
        details: { installation_id: installationId, account, repositories: repositoryIds.length },
      });
    });
    return true;
  }

  /** Before GitHub is asked: of two requests with one state, one goes on. The person may have lost their role meanwhile. */
  private async useState(scope: Scope, userId: string, nonce: string): Promise<void> {
    await this.database.inWorkspace(scope, async (tx) => {
      const member = await findMemberByPerson(tx, { userId });
      if (member?.role !== 'owner' || !(await recordReceipt(tx, 'state', nonce))) throw stateRefused();
    });
  }

  private async askGithub(app: GithubApp, code: string, installationId: number): Promise<UserInstallation> {
    const installation = await app.findUserInstallation(code, installationId).catch((error: DomainError) => {
      throw error.code === 'UNAVAILABLE' ? error : invalid('code', 'is not good at GitHub');
    });
    if (!installation) throw invalid('installation_id', 'is not an installation that this GitHub user has access to');
    return installation;
  }
}
