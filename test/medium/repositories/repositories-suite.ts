import { createHmac, randomUUID } from 'node:crypto';
import { createLog } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { RepositoryAccessService } from '@debrief/repositories';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { type TenancySuite, useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import type { OpenApi } from '../../setup/loopback-github/github-description';
import type { Installation, Repository } from '../../setup/loopback-github/github-state';
import { LoopbackGithub } from '../../setup/loopback-github/loopback-github';

/** A workspace whose project has a repository, through an installation that its owner bound. */
export interface ConnectedWorkspace extends WorkspaceFixture {
  readonly repository: Repository;
  readonly installation: Installation;
  /** `owner/name`. */
  readonly repo: string;
  /** The worker's scope. */
  readonly job: Scope;
}

export interface RepositoriesSuite extends TenancySuite {
  readonly github: LoopbackGithub;
  readonly api: ApiServer;
  readonly access: RepositoryAccessService;
  /** Settings of a process that shares this GitHub. */
  readonly env: Readonly<Record<string, string>>;
  /** All that the api has logged. */
  readonly logLines: readonly string[];
  /** As the workspace's owner. */
  call(own: WorkspaceFixture, method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** The `state` of an `install_url` that the owner was given. */
  mintState(own: WorkspaceFixture): Promise<string>;
  /** Comes back from GitHub, as a browser does. */
  comeBack(query: Readonly<Record<string, string>>): Promise<{ status: number; location: string | null; text: string }>;
  bind(own: WorkspaceFixture, installation: Installation, push?: boolean): Promise<void>;
  mintConnected(files?: Readonly<Record<string, string>>): Promise<ConnectedWorkspace>;
  /** Sends an event as GitHub does; `change` what a forger would. */
  deliver(event: string, payload: unknown, change?: Partial<Delivery>): Promise<ApiAnswer>;
  /** Actions of the workspace's audit log, oldest first. */
  auditsOf(own: WorkspaceFixture): Promise<string[]>;
}

export interface Delivery {
  readonly id: string;
  readonly body: string;
  readonly signature: string;
}

/** The whole api with a GitHub on the loopback; every request that it makes there must be one that GitHub describes. `settings` are further ones. */
export const useRepositories = (
  description: OpenApi,
  settings: Readonly<Record<string, string>> = {},
): RepositoriesSuite => {
  const parts: { api?: ApiServer; github?: LoopbackGithub } = {};
  // Hooks run in the order of their declaration: the api goes before its database.
  afterAll(async () => {
    await parts.api?.close();
    await parts.github?.stop();
  });
  const suite = useTenancy() as RepositoriesSuite;
  beforeAll(async () => {
    const github = (parts.github = new LoopbackGithub(description));
    const env = { ...settings, ...(await github.start()) };
    const logLines: string[] = [];
    const log = createLog('trace', { write: (line) => void logLines.push(line) });
    const api = (parts.api = await startApi(suite.test.databaseUrl, env, log));
    const access = api.app.get(RepositoryAccessService, { strict: false });
    Object.assign(suite, { github, api, env, logLines, access });
    Object.assign(suite, actions(suite));
  });
  afterEach(() => expect(suite.github.problems).toEqual([]));
  return suite;
};

const actions = (suite: RepositoriesSuite): Partial<RepositoriesSuite> => ({
  call: async (own, method, path, body) =>
    suite.api.call(await suite.api.tokenOf(own.userId, own.email), method, path, body),
  mintState: async (own) => {
    const { body } = await suite.call(own, 'GET', `/api/projects/${own.projectId}/connected-repo`);
    const { install_url: url } = body.connected_repo as { install_url: string };
    return new URL(url).searchParams.get('state') ?? '';
  },
  comeBack: async (query) => {
    const url = `${suite.api.url}/api/github/callback?${new URLSearchParams(query).toString()}`;
    const response = await fetch(url, { redirect: 'manual' });
    return { status: response.status, location: response.headers.get('location'), text: await response.text() };
  },
  bind: async (own, installation, push = true) => {
    const state = await suite.mintState(own);
    const code = suite.github.state.signIn({ installation, push });
    const query = { state, code, installation_id: String(installation.id), setup_action: 'install' };
    const { status, text } = await suite.comeBack(query);
    if (status !== 302) throw new Error(`not bound: ${status} ${text}`);
  },
  mintConnected: async (files = { 'agents/book.ts': 'export const book = 1;\n', 'README.md': '# Agents\n' }) => {
    const own = await createWorkspaceFixture(suite.database);
    const repo = `acme-${randomUUID().slice(0, 8)}/agents`;
    const repository = suite.github.state.addRepository(repo);
    repository.bare.commit(files);
    const installation = suite.github.state.install(repository.owner, repository);
    await suite.bind(own, installation);
    const put = await suite.call(own, 'PUT', `/api/projects/${own.projectId}/connected-repo`, { repo });
    if (put.status !== 200) throw new Error(`not connected: ${JSON.stringify(put.body)}`);
    const { workspaceId } = own;
    const job = {
      workspaceId,
      projectId: null,
      actor: { type: 'job', id: 'fix-agent.run' },
      requestId: randomUUID(),
    } as const;
    return { ...own, repository, installation, repo, job };
  },
  deliver: async (event, payload, change = {}) => {
    const { webhookSecret } = suite.github.state.app;
    const signed = JSON.stringify(payload);
    const signature = `sha256=${createHmac('sha256', webhookSecret).update(signed).digest('hex')}`;
    const response = await fetch(`${suite.api.url}/api/github/webhook`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': event,
        'x-github-delivery': change.id ?? randomUUID(),
        'x-hub-signature-256': change.signature ?? signature,
      },
      body: change.body ?? signed,
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as ApiAnswer['body'] };
  },
  auditsOf: async ({ workspaceId }) => {
    const { rows } = await suite.admin.query<{ action: string }>(
      'select action from debrief.audit_log where workspace_id = $1 order by id',
      [workspaceId],
    );
    return rows.map(({ action }) => action);
  },
});
