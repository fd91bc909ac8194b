import { createAppAuth } from '@octokit/auth-app';
import type { Config } from '../config/config';
import { askGithub, findAtGithub } from './ask-github';
import { createOctokit, type GithubClient } from './create-octokit';
import { GithubRepository } from './github-repository';
import { isSignedBy } from './is-signed-by';
import type { GithubPermissions, UserInstallation } from './github.types';

export type GithubConfig = NonNullable<Config['github']>;

/** Pages of 100; what lies beyond cannot be connected. */
const maxPages = 20;

/**
 * The instance's GitHub App. Tokens are asked for one job at a time, hold for one repository, and live in memory only.
 * All methods throw DomainErrors: FORBIDDEN, NOT_FOUND, CONFLICT, INVALID as GitHub refuses, UNAVAILABLE when it does not answer.
 */
export class GithubApp {
  private readonly octokit: GithubClient;

  constructor(private readonly config: GithubConfig) {
    const { appId, privateKey, clientId, clientSecret, apiUrl } = config;
    this.octokit = createOctokit({
      baseUrl: apiUrl,
      authStrategy: createAppAuth,
      auth: { appId, privateKey, clientId, clientSecret },
    });
  }

  /** Where a person installs the App; GitHub gives `state` back to the callback. */
  installUrl(state: string): string {
    const { url, slug } = this.config;
    return `${url}/apps/${slug}/installations/new?state=${encodeURIComponent(state)}`;
  }

  /**
   * An installation, if the person who was sent back with `code` has access to it. Their token lives no longer than this call.
   * @throws INVALID when the code is wrong or was used
   */
  async findUserInstallation(code: string, installationId: number): Promise<UserInstallation | undefined> {
    return askGithub(async () => {
      const { token } = (await this.octokit.auth({ type: 'oauth-user', code })) as { token: string };
      try {
        return await readInstallation(createOctokit({ baseUrl: this.config.apiUrl, auth: token }), installationId);
      } finally {
        await this.revoke(token);
      }
    });
  }

  /** The installation through which the App reaches a repository; undefined where it is not installed. */
  async findInstallationId(fullName: string): Promise<number | undefined> {
    const [owner = '', repo = ''] = fullName.split('/');
    return (await findAtGithub(() => this.octokit.rest.apps.getRepoInstallation({ owner, repo })))?.data.id;
  }

  /**
   * A repository with a new token that is good for it alone and for nothing but `permissions`.
   * @param repository its id, or (where that is not known yet) its name without the owner
   * @throws FORBIDDEN, NOT_FOUND or INVALID when the installation does not reach it or has not these rights
   */
  async openRepository(
    installationId: number,
    repository: number | string,
    permissions: GithubPermissions,
  ): Promise<GithubRepository> {
    return askGithub(async () => {
      const { data } = await this.octokit.rest.apps.createInstallationAccessToken({
        installation_id: installationId,
        ...(typeof repository === 'number' ? { repository_ids: [repository] } : { repositories: [repository] }),
        permissions: { metadata: 'read', ...permissions },
      });
      const [found] = data.repositories ?? [];
      if (!found || data.repositories?.length !== 1) throw Object.assign(new Error('no repository'), { status: 404 });
      const client = createOctokit({ baseUrl: this.config.apiUrl, auth: data.token });
      return new GithubRepository(client, this.config, data.token, {
        id: found.id,
        fullName: found.full_name,
        url: found.html_url,
        defaultBranch: found.default_branch,
      });
    });
  }

  /** Whether GitHub sent these bytes (`X-Hub-Signature-256`). */
  isSigned(body: Buffer, signature: string): boolean {
    return isSignedBy(this.config.webhookSecret, body, signature);
  }

  /** The token would end by itself; a failure here is no reason to refuse the person. */
  private async revoke(token: string): Promise<void> {
    const request = { client_id: this.config.clientId, access_token: token };
    await this.octokit.rest.apps.deleteToken(request).catch(() => {});
  }
}

const readInstallation = async (user: GithubClient, id: number): Promise<UserInstallation | undefined> => {
  const { listInstallationsForAuthenticatedUser, listInstallationReposForAuthenticatedUser } = user.rest.apps;
  const installations = await readPages(
    async (page) => (await listInstallationsForAuthenticatedUser({ per_page: 100, page })).data.installations,
  );
  const found = installations.find((one) => one.id === id);
  if (!found) return undefined;
  const repositories = await readPages(
    async (page) =>
      (await listInstallationReposForAuthenticatedUser({ installation_id: id, per_page: 100, page })).data.repositories,
  );
  return {
    id,
    account: accountOf(found.account),
    suspendedAt: found.suspended_at ? new Date(found.suspended_at) : null,
    updatedAt: new Date(found.updated_at),
    repositoryIds: repositories.filter(({ permissions }) => permissions?.push === true).map((one) => one.id),
  };
};

const readPages = async <T>(readPage: (page: number) => Promise<T[]>): Promise<T[]> => {
  const items: T[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const read = await readPage(page);
    items.push(...read);
    if (read.length < 100) break;
  }
  return items;
};

/** An enterprise has a slug where users and organisations have a login. */
const accountOf = (account: { login?: string; slug?: string } | null): string =>
  account?.login ?? account?.slug ?? 'unknown';
