import { randomUUID } from 'node:crypto';
import { type ApiServer, startApi } from '../../factories/api-server';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

describe('the routes of tenancy', () => {
  let api: ApiServer;
  // Hooks run in the order of their definition: the api goes before its database.
  afterAll(() => api.close());
  const suite = useTenancy();
  let own: WorkspaceFixture;
  let owner: string;

  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    owner = await api.tokenOf(own.userId, own.email);
  });

  const call = (method: string, path: string, body?: unknown) => api.call(owner, method, path, body);

  it('bootstrap a new user, and find everything again on the second call', async () => {
    const userId = randomUUID();
    const token = await api.tokenOf(userId, 'new@example.test');
    const names = { workspace_name: 'Acme', project_name: 'Booking', agent_name: 'booker' };
    const made = await api.call(token, 'POST', '/api/onboarding/bootstrap', names);
    expect(made).toMatchObject({
      status: 201,
      body: {
        workspace: { name: 'Acme', plan: 'free' },
        membership: { user_id: userId, email: 'new@example.test', role: 'owner' },
        project: { name: 'Booking', slug: 'booking', retention_days: 30, strict_seq: false },
        agent: { name: 'booker' },
        api_key: expect.stringMatching(/^dbf_sk_/),
        created_workspace: true,
        created_project: true,
        api_key_created: true,
      },
    });
    const again = await api.call(token, 'POST', '/api/onboarding/bootstrap', names);
    expect(again).toMatchObject({
      status: 200,
      body: {
        api_key: null,
        api_key_preview: made.body.api_key_preview,
        created_workspace: false,
        created_project: false,
        api_key_created: false,
      },
    });
    const key = made.body.api_key as string;
    expect((await api.call(key, 'POST', '/api/traces', {})).status).toBe(201);
    expect(await api.call(key, 'POST', '/api/onboarding/bootstrap', names)).toMatchObject({
      status: 403,
      body: { code: 'wrong_principal' },
    });
  });

  it('create, read, change, list and delete a project', async () => {
    const created = await call('POST', '/api/projects', { name: 'Second', retention_days: 7, owner: 'ignored' });
    expect(created).toMatchObject({
      status: 201,
      body: {
        project: { name: 'Second', slug: 'second', workspace_id: own.workspaceId, retention_days: 7, settings: {} },
      },
    });
    expect(
      await call('PATCH', '/api/projects/second', { strict_seq: true, settings: { masker: { emails: true } } }),
    ).toMatchObject({
      status: 200,
      body: {
        project: { strict_seq: true, retention_days: 7, settings: { masker: { keys: [], values: [], emails: true } } },
      },
    });
    expect(await call('GET', '/api/projects?limit=1')).toMatchObject({
      status: 200,
      body: {
        workspace: { id: own.workspaceId, user_id: own.userId, role: 'owner' },
        projects: [{ name: 'Second' }],
        next_cursor: expect.any(String),
      },
    });
    expect(await call('DELETE', '/api/projects/second')).toMatchObject({ status: 204, body: {} });
    expect(await call('GET', '/api/projects/second')).toMatchObject({
      status: 404,
      body: { code: 'not_found', retry: 'after_fix' },
    });
  });

  it('create, list, rotate and revoke keys, and show a secret once', async () => {
    const created = await call('POST', '/api/projects/default/api-keys', { name: 'agent', scopes: ['ingest'] });
    expect(created).toMatchObject({
      status: 201,
      body: {
        api_key: expect.stringMatching(/^dbf_sk_/),
        public_key: expect.stringMatching(/^dbf_pk_/),
        api_key_preview: expect.any(String),
        scopes: ['ingest'],
      },
    });
    const listed = await call('GET', '/api/projects/default/api-keys');
    expect(listed.body).toMatchObject({ api_keys: [{ name: 'agent' }, { id: own.keyId }], next_cursor: null });
    expect(JSON.stringify(listed.body)).not.toContain(created.body.api_key);

    const rotated = await call('POST', '/api/projects/default/api-key', { grace_seconds: 60 });
    expect(rotated).toMatchObject({
      status: 201,
      body: {
        project: { id: own.projectId },
        api_key: expect.stringMatching(/^dbf_sk_/),
        api_key_preview: expect.any(String),
      },
    });
    expect((await api.call(own.secretKey, 'POST', '/api/traces', {})).status).toBe(201);
    expect(await call('DELETE', `/api/projects/default/api-keys/${own.keyId}`)).toMatchObject({ status: 204 });
    expect(await api.call(own.secretKey, 'POST', '/api/traces', {})).toMatchObject({
      status: 401,
      body: { code: 'key_revoked' },
    });
    expect((await api.call(rotated.body.api_key as string, 'POST', '/api/traces', {})).status).toBe(201);
  });

  it('create one key for a request that is sent again under its Idempotency-Key', async () => {
    const again = (path: string) => api.call(owner, 'POST', path, {}, { 'idempotency-key': 'once' });
    for (const path of ['/api/projects/default/api-keys', '/api/projects/default/api-key']) {
      const [first, second] = [await again(path), await again(path)];
      expect(second).toMatchObject({ status: 201, body: first.body });
      expect(second.headers.get('idempotent-replayed')).toBe('true');
    }
    expect((await call('GET', '/api/projects/default/api-keys')).body.api_keys).toHaveLength(3);
  });

  it('add, change and remove members, who may then do as much as their role allows', async () => {
    const added = await call('POST', '/api/members', { email: 'Grace@example.test', role: 'viewer' });
    expect(added).toMatchObject({
      status: 201,
      body: { member: { email: 'grace@example.test', user_id: null, role: 'viewer' } },
    });
    const userId = randomUUID();
    const grace = await api.tokenOf(userId, 'grace@example.test');
    expect((await api.call(grace, 'GET', '/api/projects')).body).toMatchObject({
      workspace: { id: own.workspaceId, user_id: userId, role: 'viewer' },
    });
    expect(await api.call(grace, 'POST', '/api/projects', { name: 'x' })).toMatchObject({
      status: 403,
      body: { code: 'missing_role' },
    });
    expect(await call('PATCH', `/api/members/${userId}`, { role: 'owner' })).toMatchObject({
      status: 200,
      body: { member: { user_id: userId, role: 'owner' } },
    });
    expect((await api.call(grace, 'POST', '/api/projects', { name: 'x' })).status).toBe(201);
    expect((await call('GET', '/api/members')).body).toMatchObject({
      members: [{ user_id: userId }, { user_id: own.userId }],
      next_cursor: null,
    });
    expect((await api.call(grace, 'DELETE', `/api/members/${own.userId}`)).status).toBe(204);
    expect(await call('GET', '/api/projects')).toMatchObject({ status: 403, body: { code: 'missing_role' } });
    expect(await api.call(grace, 'DELETE', `/api/members/${userId}`)).toMatchObject({
      status: 409,
      body: { code: 'last_owner', retry: 'conditional' },
    });
  });

  it('read and change the workspace, but never its plan', async () => {
    expect(
      await call('PATCH', '/api/workspace', { name: 'Renamed', settings: { masker: { keys: ['iban'] } } }),
    ).toMatchObject({
      status: 200,
      body: {
        workspace: {
          id: own.workspaceId,
          name: 'Renamed',
          plan: 'free',
          settings: { masker: { keys: ['iban'], values: [], emails: false } },
        },
      },
    });
    expect((await call('GET', '/api/workspace')).body).toMatchObject({ workspace: { name: 'Renamed' } });
  });

  it('show owners the audit log, by filters and pages', async () => {
    await call('PATCH', '/api/projects/default', { retention_days: 7 });
    const { body } = await call(
      'GET',
      `/api/audit-log?action=project.update&actor=${own.userId}&project_id=default&from=2020-01-01&limit=1`,
    );
    expect(body).toMatchObject({
      entries: [
        {
          action: 'project.update',
          actor: { type: 'user', id: own.userId },
          target: { type: 'project', id: own.projectId },
          project_id: own.projectId,
          details: { before: { retention_days: 30 }, after: { retention_days: 7 } },
          request_id: expect.any(String),
          at: expect.any(String),
        },
      ],
      next_cursor: null,
    });
  });

  it.each([
    ['POST', '/api/projects', { name: 'DEFAULT' }, 409, 'name_taken'],
    ['POST', '/api/projects', {}, 422, 'validation_error'],
    ['POST', '/api/projects', { name: '  ' }, 422, 'validation_error'],
    ['POST', '/api/projects', { name: 7 }, 422, 'validation_error'],
    ['PATCH', '/api/projects/default', { retention_days: 3651 }, 422, 'validation_error'],
    ['PATCH', '/api/projects/default', { settings: { colour: 'red' } }, 422, 'validation_error'],
    ['PATCH', '/api/projects/nowhere', {}, 404, 'not_found'],
    ['GET', '/api/projects?limit=0', undefined, 422, 'validation_error'],
    ['GET', '/api/projects?limit=ten', undefined, 422, 'validation_error'],
    ['GET', '/api/projects?limit=1&limit=2', undefined, 422, 'validation_error'],
    ['GET', '/api/projects?cursor=abc', undefined, 400, 'invalid_cursor'],
    ['POST', '/api/projects/default/api-keys', { scopes: ['admin'] }, 422, 'validation_error'],
    ['POST', '/api/projects/default/api-keys', { scopes: [] }, 422, 'validation_error'],
    ['POST', '/api/projects/default/api-keys', { expires_at: '2020-01-01T00:00:00Z' }, 422, 'validation_error'],
    ['POST', '/api/projects/default/api-keys', { expires_at: 'soon' }, 422, 'validation_error'],
    ['POST', '/api/projects/default/api-key', { grace_seconds: -1 }, 422, 'validation_error'],
    ['DELETE', '/api/projects/default/api-keys/nothing', undefined, 404, 'not_found'],
    ['POST', '/api/members', {}, 422, 'validation_error'],
    ['POST', '/api/members', { email: 'no address' }, 422, 'validation_error'],
    ['POST', '/api/members', { user_id: 'x' }, 422, 'validation_error'],
    ['POST', '/api/members', { email: 'a@example.test', role: 'god' }, 422, 'validation_error'],
    ['PATCH', '/api/members/nobody', { role: 'viewer' }, 404, 'not_found'],
    ['PATCH', '/api/workspace', { plan: 'enterprise' }, 422, 'validation_error'],
    ['PATCH', '/api/workspace', { settings: { plan: 'enterprise' } }, 422, 'validation_error'],
    ['PATCH', '/api/workspace', { name: 7 }, 422, 'validation_error'],
    ['GET', '/api/audit-log?project_id=nowhere', undefined, 403, 'scope_mismatch'],
    ['GET', '/api/audit-log?from=yesterday', undefined, 422, 'validation_error'],
    ['POST', '/api/onboarding/bootstrap', { workspace_name: '' }, 422, 'validation_error'],
  ])('refuse %s %s %j with %i %s', async (method, path, body, status, code) => {
    expect(await call(method, path, body)).toMatchObject({
      status,
      body: { code, request_id: expect.any(String), detail: expect.any(String) },
    });
  });

  it('read null as absent', async () => {
    expect(
      await call('PATCH', '/api/projects/default', { name: null, retention_days: null, settings: null }),
    ).toMatchObject({ status: 200, body: { project: { name: 'Default', retention_days: 30 } } });
    expect(await call('PATCH', '/api/workspace', { name: null, settings: null })).toMatchObject({ status: 200 });
  });
});
