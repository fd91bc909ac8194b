import { ReadinessChecks } from '@debrief/infra';
import { usePlatform } from './platform-suite';

/** What clients of the surface meet before they reach a row. */
describe('the doors of the Platform surface', () => {
  const suite = usePlatform();

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(suite.api.url + path, { headers, redirect: 'manual' });
  const basic = (publicKey: string, secret: string): string =>
    `Basic ${Buffer.from(`${publicKey}:${secret}`).toString('base64')}`;

  it('tell an SDK that the server is well, without a credential, and when it is not', async () => {
    const answer = await get('/api/public/health');
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { status: 'OK', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    ]);
    let works = false;
    suite.api.app.get(ReadinessChecks, { strict: false }).add('probe', async () => works);
    expect((await get('/api/public/health')).status).toBe(503);
    works = true;
    expect((await get('/api/public/health')).status).toBe(200);
  });

  it('tell an SDK whose its key is', async () => {
    const { publicKey, secretKey, projectId, workspaceId, userId } = suite.own;
    const answer = await get('/api/public/projects', { authorization: basic(publicKey, secretKey) });
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        data: [
          {
            id: projectId,
            name: 'Default',
            organization: { id: workspaceId, name: `Workspace ${userId}` },
            metadata: {},
            retentionDays: expect.any(Number),
          },
        ],
      },
    ]);
  });

  it.each([
    ['no credential', () => ({})],
    ['a public key in the place of a secret', () => ({ authorization: `Bearer ${suite.own.publicKey}` })],
    ['another key’s secret', () => ({ authorization: basic(suite.own.publicKey, 'dbf_sk_wrong') })],
  ])('are closed for %s', async (_what, headers) => {
    const answer = await get('/api/public/projects', headers());
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { message: expect.any(String), error: 'UnauthorizedError' },
    ]);
  });

  it.each([
    ['3', 200],
    ['4', 200],
    ['5', 400],
    ['4.1', 400],
    ['none', 200],
  ])('answer a client of ingestion version %s with %i', async (version, status) => {
    const headers = { authorization: `Bearer ${suite.own.secretKey}`, 'x-langfuse-ingestion-version': version };
    const answer = await get('/api/public/projects', headers);
    expect(answer.status).toBe(status);
    if (status === 400) expect(await answer.json()).toMatchObject({ error: 'InvalidRequestError' });
  });

  it.each(['/project/p/traces/t', '/project/p/sessions/s', '/project/p/datasets/d/runs/r', '/trace/t'])(
    'lead from %s to where the console will be, whatever it names',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('location')]).toEqual([302, '/docs']);
    },
  );

  it.each(['/openapi.json', '/api/openapi.json', '/openapi.yaml'])('show the document at %s to all', async (path) => {
    const answer = await get(path);
    expect([answer.status, (await answer.text()).includes('/v1/traces')]).toEqual([200, true]);
  });

  it.each([
    ['POST', '/api/public/health', 'MethodNotAllowedError'],
    ['PUT', '/api/public/traces', 'MethodNotAllowedError'],
  ])('answer %s %s as what is not served', async (method, path, error) => {
    const { status, body, headers } = await suite.call(method, path, {});
    expect([status, body.error, headers.get('allow')]).toEqual([405, error, expect.any(String)]);
  });
});
