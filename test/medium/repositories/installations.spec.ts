import { MembersService } from '@debrief/tenancy';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';
import { describeWithGithub } from '../../setup/loopback-github/loopback-github';
import type { Installation } from '../../setup/loopback-github/github-state';
import { useRepositories } from './repositories-suite';

describeWithGithub('an installation of the GitHub App', (description) => {
  const suite = useRepositories(description);
  let own: WorkspaceFixture;
  let installation: Installation;

  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    const repository = suite.github.state.addRepository('acme/agents');
    repository.bare.commit({ 'README.md': 'x' });
    installation = suite.github.state.install('acme', repository);
  });

  const boundTo = async ({ workspaceId }: WorkspaceFixture): Promise<number[]> => {
    const { rows } = await suite.admin.query<{ number: string }>(
      'select installation_id as number from debrief.github_installation where workspace_id = $1',
      [workspaceId],
    );
    return rows.map(({ number }) => Number(number));
  };
  const signIn = () => suite.github.state.signIn({ installation, push: true });

  it('is bound to the workspace of the owner who comes back, and their token is given up', async () => {
    const query = { state: await suite.mintState(own), code: signIn(), installation_id: String(installation.id) };
    expect(await suite.comeBack(query)).toMatchObject({ status: 302, location: '/docs' });
    expect(await boundTo(own)).toEqual([installation.id]);
    expect(await suite.auditsOf(own)).toContain('github_installation.bind');
    expect(suite.github.state.userTokens.size).toBe(0);
  });

  it('is refused when it is another’s: a number in a URL proves nothing', async () => {
    const foreign = suite.github.state.install('victim', suite.github.state.addRepository('victim/secrets'));
    const query = { state: await suite.mintState(own), code: signIn(), installation_id: String(foreign.id) };
    expect((await suite.comeBack(query)).status).toBe(422);
    expect(await boundTo(own)).toEqual([]);
  });

  it('is refused when the state was used, also by two who come at once', async () => {
    const state = await suite.mintState(own);
    const arrive = () => suite.comeBack({ state, code: signIn(), installation_id: String(installation.id) });
    const statuses = (await Promise.all([arrive(), arrive()])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([302, 422]);
    expect((await arrive()).status).toBe(422);
  });

  it.each([
    ['a made-up state', { state: 'bm9uZQ' }],
    ['a made-up code', { code: 'never-given' }],
    ['no code', { code: undefined }],
    ['no state', { state: undefined }],
    ['a number that is none', { installation_id: 'x' }],
  ])('is refused with %s', async (_what, change) => {
    const good = { state: await suite.mintState(own), code: signIn(), installation_id: String(installation.id) };
    const query = Object.fromEntries(Object.entries({ ...good, ...change }).filter(([, value]) => value !== undefined));
    expect((await suite.comeBack(query as Record<string, string>)).status).toBe(422);
    expect(await boundTo(own)).toEqual([]);
  });

  it('is not bound for somebody who has lost the role meanwhile', async () => {
    const state = await suite.mintState(own);
    const members = suite.api.app.get(MembersService, { strict: false });
    await members.add(own.scope, { userId: '7d9b4a52-3c1f-4f0e-8a6d-1b2c3d4e5f60', role: 'owner' });
    await members.changeRole(own.scope, own.userId, 'member');
    const query = { state, code: signIn(), installation_id: String(installation.id) };
    expect((await suite.comeBack(query)).status).toBe(422);
    expect(await boundTo(own)).toEqual([]);
  });

  it('that an administrator has yet to approve binds nothing, and the person goes on', async () => {
    const query = { state: await suite.mintState(own), setup_action: 'request' };
    expect(await suite.comeBack(query)).toMatchObject({ status: 302 });
    expect(await boundTo(own)).toEqual([]);
  });

  it('can be bound by two workspaces, each of which has proved its access', async () => {
    const other = await createWorkspaceFixture(suite.database);
    await suite.bind(own, installation);
    await suite.bind(other, installation);
    expect([await boundTo(own), await boundTo(other)]).toEqual([[installation.id], [installation.id]]);
  });

  it('answers 503 when GitHub does not, and the audit log tells of nothing', async () => {
    suite.github.faults.set('GET /user/installations', Array(3).fill({ status: 502 }));
    const query = { state: await suite.mintState(own), code: signIn(), installation_id: String(installation.id) };
    expect((await suite.comeBack(query)).status).toBe(503);
    expect(await suite.auditsOf(own)).not.toContain('github_installation.bind');
  });

  it('is offered to owners alone', async () => {
    const path = `/api/projects/${own.projectId}/connected-repo`;
    const answer = await suite.api.call(own.secretKey, 'GET', path);
    expect(answer).toMatchObject({ status: 200, body: { connected_repo: { connected: false, repo: null } } });
    expect(JSON.stringify(answer.body)).not.toContain('install_url');
  });
});
