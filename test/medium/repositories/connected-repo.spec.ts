import { RepositoryAccessService } from '@debrief/repositories';
import { type ApiServer, startApi } from '../../factories/api-server';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import { useRepositories } from './repositories-suite';

describeWithGithub('the repository of a project', (description) => {
  const suite = useRepositories(description);
  let own: WorkspaceFixture;
  let repo: string;
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    repo = `acme-${own.workspaceId.slice(-12)}/agents`;
  });

  const path = () => `/api/projects/${own.projectId}/connected-repo`;
  const put = (body: object) => suite.call(own, 'PUT', path(), body);
  const install = async (push = true) => {
    const repository = suite.github.state.addRepository(repo);
    repository.bare.commit({ 'README.md': 'x' });
    const installation = suite.github.state.install(repository.owner, repository);
    await suite.bind(own, installation, push);
    return { repository, installation };
  };

  it('is connected, read and disconnected', async () => {
    await install();
    const connected = {
      project_id: own.projectId,
      connected: true,
      provider: 'github',
      repo,
      url: `https://github.com/${repo}`,
      default_branch: 'main',
      allowed_paths: ['agents/'],
    };
    expect(await put({ repo })).toMatchObject({ status: 200, body: { connected_repo: connected } });
    expect((await suite.call(own, 'GET', path())).body).toEqual({ connected_repo: connected });
    expect((await suite.api.call(own.secretKey, 'GET', path())).body).toEqual({ connected_repo: connected });
    const changed = { default_branch: 'release/1', allowed_paths: ['src/agents/', 'prompts/book.md'] };
    expect((await put({ repo, ...changed })).body).toEqual({ connected_repo: { ...connected, ...changed } });
    expect((await suite.call(own, 'DELETE', path())).status).toBe(204);
    expect((await suite.call(own, 'GET', path())).body).toMatchObject({
      connected_repo: { connected: false, provider: null, repo: null, url: null, allowed_paths: ['agents/'] },
    });
    const audits = await suite.auditsOf(own);
    expect(audits.slice(-3)).toEqual(['connected_repo.put', 'connected_repo.put', 'connected_repo.delete']);
  });

  it('is asked about with a token for it alone, that may not even read its code', async () => {
    const { repository } = await install();
    await put({ repo });
    expect(suite.github.state.issuedTokens.at(-1)).toMatchObject({
      repositoryIds: [repository.id],
      permissions: { metadata: 'read' },
    });
  });

  it.each([
    ['the App is installed nowhere near it', async () => undefined],
    [
      'only another workspace bound the installation',
      async () => {
        const other = await createWorkspaceFixture(suite.database);
        const repository = suite.github.state.addRepository(repo);
        await suite.bind(other, suite.github.state.install(repository.owner, repository));
      },
    ],
    ['whoever bound it may only read', async () => install(false)],
    [
      'it was added after the person was asked',
      async () => {
        const { installation } = await install();
        installation.repositories[0]!.name = 'renamed';
        installation.repositories.push(suite.github.state.addRepository(repo));
      },
    ],
    [
      'GitHub suspended the installation',
      async () => {
        (await install()).installation.suspendedAt = new Date().toISOString();
      },
    ],
  ])('is refused when %s', async (_why, arrange) => {
    await arrange();
    expect(await put({ repo })).toMatchObject({ status: 422, body: { code: 'validation_error' } });
    expect((await suite.call(own, 'GET', path())).body).toMatchObject({ connected_repo: { repo: null } });
  });

  it.each([
    [{ repo: 'https://github.com/acme/agents' }],
    [{ repo: 'acme/../agents' }],
    [{}],
    [{ repo: 'acme/agents', allowed_paths: ['../'] }],
    [{ repo: 'acme/agents', allowed_paths: ['/etc'] }],
    [{ repo: 'acme/agents', allowed_paths: ['.git/hooks'] }],
    [{ repo: 'acme/agents', allowed_paths: [] }],
    [{ repo: 'acme/agents', allowed_paths: Array(51).fill('a/') }],
    [{ repo: 'acme/agents', default_branch: '--upload-pack=x' }],
    [{ repo: 'acme/agents', default_branch: 'a..b' }],
  ])('is refused as %j before GitHub is asked', async (body) => {
    const before = suite.github.requests.length;
    expect((await put(body)).status).toBe(422);
    expect(suite.github.requests).toHaveLength(before);
  });

  it('keeps its identity when GitHub renames it, and another one of the old name is not it', async () => {
    const { repository, installation } = await install();
    await put({ repo });
    repository.name = 'renamed';
    installation.repositories.push(suite.github.state.addRepository(repo));
    const opened = await suite.access.openCheckout(own.scope, own.projectId);
    expect(opened).toMatchObject({ commit: repository.bare.find('refs/heads/main') });
    if ('close' in opened) await opened.close();
  });

  it('answers 503 when GitHub is away, and after its pause when it asks for one', async () => {
    await install();
    const operation = 'GET /repos/{owner}/{repo}/installation';
    suite.github.faults.set(operation, Array(3).fill({ status: 500 }));
    expect(await put({ repo })).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    suite.github.faults.set(operation, [{ status: 403, headers: { 'retry-after': '17' } }]);
    const limited = await put({ repo });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([503, '17']);
    suite.github.faults.set(operation, [{ status: 502 }]);
    expect((await put({ repo })).status).toBe(200);
  });
});

describe('the repository of a project, without a GitHub App', () => {
  let api: ApiServer;
  // Hooks run in the order of their definition: the api goes before its database.
  afterAll(() => api.close());
  const suite = useTenancy();
  beforeAll(async () => void (api = await startApi(suite.test.databaseUrl)));

  it('is kept for previews and connected to nothing', async () => {
    const own = await createWorkspaceFixture(suite.database);
    const owner = await api.tokenOf(own.userId, own.email);
    const path = `/api/projects/${own.projectId}/connected-repo`;
    const connected_repo = {
      project_id: own.projectId,
      connected: false,
      provider: 'github',
      repo: 'acme/agents',
      url: 'https://github.com/acme/agents',
      default_branch: 'main',
      allowed_paths: ['src/'],
    };
    const put = await api.call(owner, 'PUT', path, { repo: 'acme/agents', allowed_paths: ['src/'] });
    expect(put).toMatchObject({ status: 200, body: { connected_repo } });
    expect((await api.call(owner, 'GET', path)).body).toEqual({ connected_repo });
    const access = api.app.get(RepositoryAccessService, { strict: false });
    expect(await access.openCheckout(own.scope, own.projectId)).toEqual({ reason: 'not_connected' });
  });

  it.each([
    ['GET', '/api/github/callback?state=x&code=y&installation_id=1'],
    ['POST', '/api/github/webhook'],
  ])('%s %s is not there', async (method, path) => {
    const response = await fetch(api.url + path, { method, ...(method === 'POST' && { body: '{}' }) });
    expect(response.status).toBe(404);
  });
});
