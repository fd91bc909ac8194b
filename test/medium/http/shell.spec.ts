import { randomUUID } from 'node:crypto';
import { mintHs256 } from '../../factories/tokens';
import { ProbeController } from './probe.controller';
import { type ProbeApp, publicKeyOf, startProbeApp, testConfig } from './probe-app';

const config = testConfig();

let probe: ProbeApp;
beforeAll(async () => {
  probe = await startProbeApp(config, ProbeController);
});
afterAll(() => probe.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

const call = async (
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<Answer> => {
  const response = await fetch(probe.url + path, { method, ...options });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
};
const bearer = (secret: string): Record<string, string> => ({ authorization: `Bearer ${secret}` });
const token = (claims = {}): Promise<string> => mintHs256(config.auth.jwtSecret!, config.auth.issuer!, claims);

describe('every response', () => {
  it.each([
    ['a public route', '/api/open/x', 200],
    ['an unknown route', '/api/nothing', 404],
    ['a refused caller', '/api/things', 401],
    ['a broken handler', '/api/open/broken', 500],
    ['a path that cannot be decoded', '/api/open/%ff', 400],
  ])('carries request id, rate and security headers: %s', async (_name, path, status) => {
    const answer = await call('GET', path, { headers: { 'x-request-id': 'mine-1' } });
    expect(answer.status).toBe(status);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-request-id': 'mine-1',
      'x-ratelimit-limit': '2147483647',
      'x-ratelimit-remaining': '2147483647',
      'x-ratelimit-reset': expect.stringMatching(/^\d+$/),
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers.has('x-powered-by')).toBe(false);
    if (status >= 400) {
      expect(answer.body).toEqual({
        detail: expect.any(String),
        code: expect.any(String),
        request_id: 'mine-1',
        retry: status === 500 ? 'backoff' : 'after_fix',
      });
    }
  });

  it.each(['two words', 'a/b', 'x'.repeat(129), 'é'])('has an id of ours where the client sent %j', async (sent) => {
    const { headers } = await call('GET', '/health', { headers: { 'x-request-id': sent } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('errors', () => {
  it('that nobody foresaw tell nothing of their cause, and are logged with it', async () => {
    const { body } = await call('GET', '/api/open/broken', { headers: { 'x-request-id': 'broken-1' } });
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(probe.logLines.find((line) => line.includes('broken-1') && line.includes('hunter2'))).toBeDefined();
  });

  it('of an unavailable part say when to come back', async () => {
    const { status, headers, body } = await call('GET', '/api/open/down');
    expect([status, headers.get('retry-after'), body.code, body.retry]).toEqual([503, '3', 'unavailable', 'backoff']);
  });
});

describe('the guard', () => {
  it.each([
    ['Bearer', (s: string) => bearer(s)],
    ['the bare value', (s: string) => ({ authorization: s })],
    ['Basic', (s: string) => ({ authorization: `Basic ${Buffer.from(`${publicKeyOf(s)}:${s}`).toString('base64')}` })],
    ['X-API-Key', (s: string) => ({ 'x-api-key': s })],
    ['X-SeeStack-Key', (s: string) => ({ 'x-seestack-key': s })],
  ])('takes an API key as %s', async (_name, headers) => {
    const workspaceId = randomUUID();
    const answer = await call('POST', '/api/runs', {
      headers: headers(probe.credentials.addKey({ workspaceId })),
      body: '{"a":1}',
    });
    expect(answer).toMatchObject({ status: 200, body: { workspace_id: workspaceId, body: { a: 1 } } });
  });

  it('refuses a Basic pair that does not belong together', async () => {
    const authorization = `Basic ${Buffer.from(`dbf_pk_other:${probe.credentials.addKey()}`).toString('base64')}`;
    expect(await call('POST', '/api/runs', { headers: { authorization } })).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  it('never takes one from the query string', async () => {
    const secret = probe.credentials.addKey();
    expect((await call('POST', `/api/runs?api_key=${secret}&access_token=${secret}`)).status).toBe(401);
  });

  const past = new Date(Date.now() - 1000);
  it.each([
    ['unknown', () => 'dbf_sk_nobody', 401, 'unauthorized'],
    ['expired', () => probe.credentials.addKey({ expiresAt: past }), 401, 'key_expired'],
    ['revoked', () => probe.credentials.addKey({ revokedAt: past }), 401, 'key_revoked'],
    ['without the scope', () => probe.credentials.addKey({ scopes: ['read'] }), 403, 'missing_scope'],
  ])('refuses a key that is %s', async (_name, secret, status, code) => {
    const answer = await call('POST', '/api/runs', { headers: bearer(secret()) });
    expect(answer).toMatchObject({ status, body: { code } });
    expect(answer.headers.has('www-authenticate')).toBe(status === 401);
  });

  it('answers 503 and not 401 when keys cannot be looked up', async () => {
    const { unavailable } = await import('@debrief/kernel');
    probe.credentials.failure = unavailable('The database cannot be reached now', 1);
    const answer = await call('POST', '/api/runs', { headers: bearer(probe.credentials.addKey()) });
    probe.credentials.failure = undefined;
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });

  it('refuses an API key on a route for people', async () => {
    expect(await call('GET', '/api/things', { headers: bearer(probe.credentials.addKey()) })).toMatchObject({
      status: 403,
      body: { code: 'wrong_principal' },
    });
  });

  it('gives a user their oldest workspace, or the one they name', async () => {
    const [sub, first, second] = [randomUUID(), randomUUID(), randomUUID()];
    probe.credentials.members.set(
      sub,
      [first, second].map((workspaceId) => ({ workspaceId, role: 'owner', plan: 'free' })),
    );
    const headers = bearer(await token({ sub }));
    const workspaceOf = async (path: string, more = {}): Promise<unknown> =>
      (await call('GET', path, { headers: { ...headers, ...more } })).body;
    expect(await workspaceOf('/api/settings')).toMatchObject({
      workspaceId: first,
      projectId: null,
      actor: { type: 'user', id: sub, role: 'owner' },
    });
    expect(await workspaceOf('/api/settings', { 'x-workspace-id': second })).toMatchObject({ workspaceId: second });
    expect(await workspaceOf('/api/settings', { 'x-promptetheus-workspace-id': second })).toMatchObject({
      workspaceId: second,
    });
    expect(await workspaceOf(`/api/settings?workspace_id=${second}`)).toMatchObject({ workspaceId: second });
    expect(await workspaceOf('/api/settings', { 'x-workspace-id': randomUUID() })).toMatchObject({
      code: 'scope_mismatch',
    });
  });

  it('lets a user without a workspace reach only what asks for a user', async () => {
    const sub = randomUUID();
    const headers = bearer(await token({ sub }));
    expect(await call('GET', '/api/me', { headers })).toMatchObject({
      status: 200,
      body: { userId: sub, email: 'person@example.com' },
    });
    expect(await call('GET', '/api/things', { headers })).toMatchObject({
      status: 403,
      body: { code: 'missing_role' },
    });
  });

  it('says when a token has expired', async () => {
    const expired = await token({ exp: Math.floor(Date.now() / 1000) - 5 });
    expect(await call('GET', '/api/me', { headers: bearer(expired) })).toMatchObject({
      status: 401,
      body: { code: 'token_expired' },
    });
  });

  it('asks the server token for its workspace', async () => {
    const headers = bearer(config.auth.serverToken!);
    const workspaceId = randomUUID();
    probe.credentials.workspaces.add(workspaceId);
    expect(await call('GET', '/api/internal', { headers })).toMatchObject({
      status: 422,
      body: { code: 'workspace_required' },
    });
    expect(
      await call('GET', '/api/internal', { headers: { ...headers, 'x-workspace-id': randomUUID() } }),
    ).toMatchObject({ status: 404 });
    expect(
      await call('GET', '/api/internal', { headers: { ...headers, 'x-workspace-id': workspaceId } }),
    ).toMatchObject({
      status: 200,
      body: { workspaceId, actor: { type: 'server' } },
    });
    expect(await call('POST', '/api/runs', { headers: { ...headers, 'x-workspace-id': workspaceId } })).toMatchObject({
      status: 403,
      body: { code: 'wrong_principal' },
    });
  });
});

describe('a checked body', () => {
  const create = (body: string): Promise<Answer> =>
    call('POST', '/api/things', { headers: bearer(probe.credentials.addKey()), body });

  it('leaves out what is not declared, and what is null', async () => {
    const answer = await create('{"name":"a","count":null,"owner_id":null,"extra":1,"__proto__":{"admin":true}}');
    expect(answer).toMatchObject({ status: 201, body: { thing: { name: 'a', owner_id: null }, prototype: true } });
    expect(answer.body.thing).toEqual({ name: 'a', owner_id: null });
  });

  it.each([
    ['{}', 'name is required'],
    ['{"name":"a","count":6}', 'count must be a whole number from 0 to 5'],
    ['{"name":"a","count":"1"}', 'count must be a whole number from 0 to 5'],
    ['{"name":"a","colour":"green"}', 'colour must be one of red, blue'],
    ['{"name":"a","tags":["x",1]}', 'tags must hold strings only'],
    ['{"name":"a","tags":{}}', 'tags must be a list'],
  ])('is refused with the field named: %s', async (body, detail) => {
    expect(await create(body)).toMatchObject({ status: 422, body: { code: 'validation_error', detail } });
  });

  it.each(['[]', '1', '"x"', 'null', '{', '{"a":1}}', '\uFEFF{}'])(
    'that is no JSON object is malformed: %s',
    async (body) => {
      expect(await create(body)).toMatchObject({ status: 400, body: { code: 'malformed_body' } });
    },
  );

  it('reads numbers of a query from their text', async () => {
    const sub = randomUUID();
    probe.credentials.members.set(sub, [{ workspaceId: randomUUID(), role: 'viewer', plan: 'free' }]);
    const headers = bearer(await token({ sub }));
    expect((await call('GET', '/api/things?limit=7', { headers })).body).toEqual({ limit: 7 });
    expect((await call('GET', '/api/things', { headers })).body).toEqual({ limit: 50 });
    expect((await call('GET', '/api/things?limit=7.5', { headers })).status).toBe(422);
    expect((await call('GET', '/api/things?limit=1&limit=2', { headers })).status).toBe(422);
  });
});
