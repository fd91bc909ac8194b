import { randomUUID } from 'node:crypto';
import { makeEvent, newTraceId } from '../factories/event';
import { ask, fieldsOf } from './ask';
import { useTenancyApi, type World } from './tenancy-world';

type Fields = Record<string, unknown>;

/** What a client may not decide, as it might try to. */
const claims = ({ other }: World): Fields => ({
  workspace_id: other.workspaceId,
  workspaceId: other.workspaceId,
  user_id: other.userId,
  owner_id: other.userId,
  owner: other.userId,
  created_by: other.userId,
  role: 'owner',
  plan: 'enterprise',
  created_at: '2001-01-01T00:00:00.000Z',
  updated_at: '2001-01-01T00:00:00.000Z',
  deleted_at: '2001-01-01T00:00:00.000Z',
  received_at: '2001-01-01T00:00:00.000Z',
});

describe('what a client claims', () => {
  const suite = useTenancyApi();
  let world: World;
  let owner: string;
  beforeEach(async () => {
    world = await suite.mintWorld();
    owner = await suite.api.tokenOf(world.own.userId, world.own.email);
  });

  const call = (method: string, path: string, body?: Fields, credential = owner) =>
    suite.api.call(credential, method, path, body);
  const foreignClaims = /2001-01-01|enterprise/;
  /** Asserts that nothing of the other tenant, and no claimed time or plan, is in an answer. */
  const expectOwn = (answer: unknown): void => {
    const text = JSON.stringify(answer);
    for (const id of [world.other.workspaceId, world.other.userId, world.other.projectId])
      expect(text).not.toContain(id);
    expect(text).not.toMatch(foreignClaims);
  };

  describe('in a body is ignored', () => {
    it.each<[string, string, (world: World) => Fields]>([
      ['POST', '/api/projects', () => ({ id: randomUUID(), name: 'new', slug: 'chosen' })],
      ['PATCH', '/api/projects/default', () => ({ id: randomUUID(), slug: 'chosen', name: 'new' })],
      [
        'POST',
        '/api/projects/default/api-keys',
        ({ other }) => ({
          id: other.keyId,
          project_id: other.projectId,
          public_key: other.publicKey,
          api_key: other.secretKey,
        }),
      ],
      [
        'POST',
        '/api/projects/default/api-key',
        ({ other }) => ({ id: other.keyId, project_id: other.projectId, grace_seconds: 60 }),
      ],
      ['POST', '/api/members', () => ({ id: randomUUID(), email: 'new@example.test', user_id: null, role: 'viewer' })],
      ['POST', '/api/onboarding/bootstrap', () => ({ workspace_name: 'new', user: { id: randomUUID() } })],
      [
        'POST',
        '/api/traces',
        () => ({
          id: newTraceId(),
          surface: 'otel',
          status: 'completed',
          event_count: 99,
          cost_usd: 99,
          labels: ['x'],
          incident_ids: [randomUUID()],
          stream_position: 9,
        }),
      ],
    ])('%s %s', async (method, path, body) => {
      const { status, body: answer } = await call(method, path, { ...claims(world), ...body(world) });
      expect(status).toBeLessThan(300);
      expectOwn(answer);
      const sent = body(world).id;
      if (path !== '/api/traces' && sent !== undefined) expect(JSON.stringify(answer)).not.toContain(sent);
      expect(JSON.stringify(answer)).not.toContain('chosen');
    });

    it('POST /api/traces: rollups are what was recorded', async () => {
      const rollups = {
        status: 'failed',
        end_status: 'error',
        event_count: 99,
        error_count: 9,
        input_tokens: 9,
        cost_usd: 9,
        started_at: '2001-01-01T00:00:00Z',
        surface: 'otel',
        labels: ['x'],
      };
      const { body } = await call('POST', '/api/traces', rollups);
      expect(body.trace).toMatchObject({
        workspace_id: world.own.workspaceId,
        project_id: world.own.projectId,
        surface: 'native',
        status: 'running',
        end_status: null,
        event_count: 0,
        error_count: 0,
        input_tokens: 0,
        cost_usd: null,
        labels: [],
        incident_ids: [],
      });
      expectOwn(body);
    });

    it('POST /api/traces/{id}/events: the envelope’s server fields are the server’s, and the trace of the path wins', async () => {
      const [id, another] = [newTraceId(), newTraceId()];
      for (const trace of [id, another]) await call('POST', '/api/traces', { id: trace });
      const event = makeEvent(another, 0, {
        ...claims(world),
        project_id: world.other.projectId,
        trace_id: another,
        stream_position: 999_999_999,
      });
      expect((await call('POST', `/api/traces/${id}/events`, event, world.own.secretKey)).body).toMatchObject({
        accepted: 1,
      });
      const { body } = await call('GET', `/api/traces/${id}/events`);
      expect(body.events).toMatchObject([
        { workspace_id: world.own.workspaceId, project_id: world.own.projectId, session_id: id },
      ]);
      const [stored] = body.events as Fields[];
      expect(stored!.trace_id).toBe(id);
      expect(stored!.stream_position).toBeLessThan(1_000);
      expect(Date.now() - Date.parse(String(stored!.received_at))).toBeLessThan(60_000);
      expect((await call('GET', `/api/traces/${another}/events`)).body.events).toEqual([]);
    });

    it('POST /api/traces/{id}/artifacts: path, owner and state are the server’s', async () => {
      const id = newTraceId();
      await call('POST', '/api/traces', { id });
      const storagePath = `artifacts/${world.other.workspaceId}/stolen/file.png`;
      const sent = {
        ...claims(world),
        content_type: 'image/png',
        size_bytes: 67,
        storage_path: storagePath,
        project_id: world.other.projectId,
        trace_id: 'x',
        status: 'stored',
      };
      const { status, body } = await call('POST', `/api/traces/${id}/artifacts`, sent, world.own.secretKey);
      expect(status).toBe(201);
      expectOwn(body);
      expect(JSON.stringify(body)).not.toContain('stolen');
    });
  });

  it('an id that another tenant’s trace has gives a trace of one’s own, and leaves theirs as it is', async () => {
    const id = newTraceId();
    const theirs = await call('POST', '/api/traces', { id, user_goal: 'theirs' }, world.other.secretKey);
    const mine = await call('POST', '/api/traces', { id, user_goal: 'mine' });
    expect([theirs.status, mine.status]).toEqual([201, 201]);
    expect(mine.body.trace).toMatchObject({ id, workspace_id: world.own.workspaceId, user_goal: 'mine' });
    await call('POST', `/api/traces/${id}/events`, makeEvent(id, 0), world.own.secretKey);
    expect((await call('GET', `/api/traces/${id}`, undefined, world.other.secretKey)).body.trace).toMatchObject({
      user_goal: 'theirs',
      event_count: 0,
    });
    expect((await call('DELETE', `/api/traces/${id}`)).status).toBe(204);
    expect((await call('GET', `/api/traces/${id}`, undefined, world.other.secretKey)).status).toBe(200);
  });

  describe('as a selector is refused, the same for what does not exist', () => {
    it.each<
      [
        string,
        string,
        string,
        (world: World) => { query?: string; headers?: Record<string, string>; body?: Fields },
        number,
        string,
      ]
    >([
      [
        'a foreign workspace in the query',
        'GET',
        '/api/sessions',
        ({ other }) => ({ query: `workspace_id=${other.workspaceId}` }),
        403,
        'scope_mismatch',
      ],
      [
        'a foreign workspace in X-Workspace-Id',
        'GET',
        '/api/sessions',
        ({ other }) => ({ headers: { 'x-workspace-id': other.workspaceId } }),
        403,
        'scope_mismatch',
      ],
      [
        'a foreign workspace in X-Promptetheus-Workspace-Id',
        'GET',
        '/api/sessions',
        ({ other }) => ({ headers: { 'x-promptetheus-workspace-id': other.workspaceId } }),
        403,
        'scope_mismatch',
      ],
      [
        'a foreign project in the query',
        'GET',
        '/api/sessions',
        ({ other }) => ({ query: `project_id=${other.projectId}` }),
        403,
        'scope_mismatch',
      ],
      [
        'a foreign project in the query of the log',
        'GET',
        '/api/audit-log',
        ({ other }) => ({ query: `project_id=${other.projectId}` }),
        403,
        'scope_mismatch',
      ],
      [
        'a foreign project in the query of the stream',
        'GET',
        '/api/stream',
        ({ other }) => ({ query: `project_id=${other.projectId}` }),
        403,
        'scope_mismatch',
      ],
      [
        'a foreign project in the body',
        'POST',
        '/api/traces',
        ({ other }) => ({ body: { project_id: other.projectId } }),
        404,
        'not_found',
      ],
    ])('%s', async (_what, method, path, request, status, code) => {
      const nowhere = { workspaceId: randomUUID(), projectId: randomUUID() };
      const answers = [world.other, nowhere].map(async (other) => {
        const { query = '', headers = {}, body } = request({ ...world, other: { ...world.other, ...other } });
        const asked = await ask(
          `${suite.api.url}${path}?${query}`,
          method,
          { authorization: `Bearer ${owner}`, 'x-request-id': 'claim', ...headers },
          body,
        );
        return {
          status: asked.status,
          code: fieldsOf(asked).code,
          text: asked.text.replaceAll(other.projectId, '…').replaceAll(other.workspaceId, '…'),
        };
      });
      const [foreign, none] = await Promise.all(answers);
      expect(foreign).toMatchObject({ status, code });
      expect(none).toEqual(foreign);
    });

    it.each<[string, (world: World) => string]>([
      ['another workspace', ({ other }) => `workspace_id=${other.workspaceId}`],
      ['another workspace’s project', ({ other }) => `project_id=${other.projectId}`],
    ])('%s, named by an API key', async (_what, query) => {
      const id = newTraceId();
      await call('POST', '/api/traces', { id });
      const answer = await call('GET', `/api/traces/${id}?${query(world)}`, undefined, world.own.secretKey);
      expect(answer).toMatchObject({ status: 403, body: { code: 'scope_mismatch' } });
    });
  });

  it('as a user id of a member is not believed of a membership elsewhere', async () => {
    expect((await call('PATCH', `/api/members/${world.other.userId}`, { role: 'viewer' })).status).toBe(404);
    expect((await call('DELETE', `/api/members/${world.other.userId}`)).status).toBe(404);
    const theirs = await suite.api.tokenOf(world.other.userId, world.other.email);
    expect((await call('GET', '/api/projects', undefined, theirs)).body).toMatchObject({
      workspace: { id: world.other.workspaceId, role: 'owner' },
    });
  });
});
