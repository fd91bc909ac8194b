import { type ApiServer, startApi } from '../../factories/api-server';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture } from '../../factories/workspace';
import { describeWithGithub, LoopbackGithub } from '../../setup/loopback-github/loopback-github';

describeWithGithub('installing the GitHub App on a hosted instance', (description) => {
  const github = new LoopbackGithub(description);
  let api: ApiServer;
  afterAll(async () => {
    await api.close();
    await github.stop();
  });
  const suite = useTenancy();
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl, { ...(await github.start()), DEBRIEF_EDITION: 'hosted' });
  });

  it('is finished in the browser that began it, and in no other that was sent the link', async () => {
    const own = await createWorkspaceFixture(suite.database);
    const repository = github.state.addRepository('acme/agents');
    const installation = github.state.install('acme', repository);
    const owner = await api.tokenOf(own.userId, own.email);
    const began = await api.call(owner, 'GET', `/api/projects/${own.projectId}/connected-repo`);
    const [cookie = ''] = (began.headers.get('set-cookie') ?? '').split(';');
    expect(began.headers.get('set-cookie')).toMatch(/; Path=\/api; .*HttpOnly; SameSite=Lax$/);
    const { install_url: url } = began.body.connected_repo as { install_url: string };
    const comeBack = async (cookies: Record<string, string>): Promise<number> => {
      const query = new URLSearchParams({
        state: new URL(url).searchParams.get('state') ?? '',
        code: github.state.signIn({ installation, push: true }),
        installation_id: String(installation.id),
      });
      const headers = { ...cookies };
      return (await fetch(`${api.url}/api/github/callback?${query.toString()}`, { headers, redirect: 'manual' }))
        .status;
    };
    expect(await comeBack({})).toBe(422);
    expect(await comeBack({ cookie: `debrief_browser=${'x'.repeat(43)}` })).toBe(422);
    expect(await comeBack({ cookie: `other=1; ${cookie}` })).toBe(302);
    expect(github.problems).toEqual([]);
  });
});
