import { randomUUID } from 'node:crypto';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const page = { limit: 50, cursor: undefined };

describe('the audit log', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;
  let viewer: string;
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    viewer = randomUUID();
    await suite.services.members.add(own.scope, { userId: viewer, role: 'viewer' });
  });

  const entries = async () => (await suite.services.audit.list(own.scope, {}, page)).items;
  type Services = typeof suite.services;
  type Verb = (services: Services, own: WorkspaceFixture) => Promise<unknown>;

  it.each<[string, Verb]>([
    ['project.create', (s, w) => s.projects.create(w.scope, { name: 'new' })],
    ['project.update', (s, w) => s.projects.update(w.scope, w.projectId, { name: 'renamed' })],
    ['project.delete', (s, w) => s.projects.delete(w.scope, w.projectId)],
    ['api_key.create', (s, w) => s.apiKeys.create(w.scope, w.projectId, {})],
    ['api_key.revoke', (s, w) => s.apiKeys.revoke(w.scope, w.projectId, w.keyId)],
    ['api_key.rotate', (s, w) => s.apiKeys.rotate(w.scope, w.projectId, 60)],
    ['member.add', (s, w) => s.members.add(w.scope, { email: 'new@example.test' })],
    ['member.update', (s, w) => s.members.changeRole(w.scope, viewer, 'member')],
    ['member.remove', (s, w) => s.members.remove(w.scope, viewer)],
    [
      'workspace.update',
      (s, w) => s.workspace.update(w.scope, { name: 'renamed', settings: { masker: { emails: true } } }),
    ],
  ])('has one more row after %s, by the caller', async (action, verb) => {
    const before = await entries();
    await verb(suite.services, own);
    const after = await entries();
    expect(after).toHaveLength(before.length + 1);
    expect(after[0]).toMatchObject({
      action,
      actorType: 'user',
      actorId: own.userId,
      requestId: own.scope.requestId,
      targetId: expect.any(String),
    });
  });

  it.each<[string, Verb]>([
    ['a taken name', (s, w) => s.projects.create(w.scope, { name: 'Default' })],
    ['an unknown setting', (s, w) => s.projects.update(w.scope, w.projectId, { name: 'x', settings: { colour: 1 } })],
    ['an unknown workspace setting', (s, w) => s.workspace.update(w.scope, { name: 'x', settings: { plan: 'pro' } })],
    ['a project that is not there', (s, w) => s.projects.delete(w.scope, randomUUID())],
    ['a key of a project that is not there', (s, w) => s.apiKeys.create(w.scope, randomUUID(), {})],
    ['a key that is not there', (s, w) => s.apiKeys.revoke(w.scope, w.projectId, randomUUID())],
    ['a wrong grace', (s, w) => s.apiKeys.rotate(w.scope, w.projectId, -1)],
    ['a member twice', (s, w) => s.members.add(w.scope, { userId: w.userId })],
    ['the last owner demoted', (s, w) => s.members.changeRole(w.scope, w.userId, 'viewer')],
    ['the last owner removed', (s, w) => s.members.remove(w.scope, w.userId)],
  ])('has no row for what was refused: %s', async (_what, verb) => {
    const before = await entries();
    await expect(verb(suite.services, own)).rejects.toThrow();
    await expect(entries()).resolves.toEqual(before);
  });

  it.each<[string, Verb]>([
    ['a project', (s, w) => s.projects.update(w.scope, w.projectId, { name: 'Default', retentionDays: 30 })],
    ['a workspace', (s, w) => s.workspace.update(w.scope, {})],
    ['a role', (s, w) => s.members.changeRole(w.scope, viewer, 'viewer')],
  ])('has no row for a change that changes nothing: %s', async (_what, verb) => {
    const before = await entries();
    await verb(suite.services, own);
    await expect(entries()).resolves.toEqual(before);
  });

  it('says what a bootstrap made', async () => {
    const actions = (await entries()).map(({ action }) => action);
    expect(actions).toEqual(['member.add', 'api_key.create', 'project.create', 'workspace.create']);
  });

  it('shows only what really changed, before and after', async () => {
    await suite.services.projects.update(own.scope, own.projectId, { name: 'Default', retentionDays: 7 });
    expect((await entries())[0]?.details).toEqual({ before: { retention_days: 30 }, after: { retention_days: 7 } });
  });

  it('never holds a secret', async () => {
    const { secretKey } = await suite.services.apiKeys.create(own.scope, own.projectId, {});
    expect(JSON.stringify(await entries())).not.toContain(secretKey);
  });

  it('is filtered by action, actor, target, project and time, page by page', async () => {
    const second = await suite.services.projects.create(own.scope, { name: 'second' });
    const count = async (filters: Parameters<Services['audit']['list']>[1]) =>
      (await suite.services.audit.list(own.scope, filters, page)).items.length;
    await expect(count({ action: 'project.create' })).resolves.toBe(2);
    await expect(count({ actor: own.userId })).resolves.toBe(5);
    await expect(count({ actor: viewer })).resolves.toBe(0);
    await expect(count({ target: second.id })).resolves.toBe(1);
    await expect(count({ project: 'second' })).resolves.toBe(1);
    await expect(count({ project: own.projectId, action: 'api_key.create' })).resolves.toBe(1);
    await expect(count({ to: new Date(0) })).resolves.toBe(0);
    await expect(count({ from: new Date(0), to: new Date(Date.now() + 60_000) })).resolves.toBe(5);
    await expect(count({ project: 'nowhere' })).rejects.toMatchObject({ reason: 'scope_mismatch' });

    const first = await suite.services.audit.list(
      own.scope,
      { action: 'project.create' },
      { limit: 1, cursor: undefined },
    );
    const cursor = first.nextCursor ?? '';
    await expect(
      suite.services.audit.list(own.scope, { action: 'project.create' }, { limit: 1, cursor }),
    ).resolves.toMatchObject({ items: [{ targetId: own.projectId }], nextCursor: null });
    await expect(suite.services.audit.list(own.scope, {}, { limit: 1, cursor })).rejects.toMatchObject({
      reason: 'invalid_cursor',
    });
  });

  it('shows nothing of another workspace', async () => {
    const other = await createWorkspaceFixture(suite.database);
    const { items } = await suite.services.audit.list(other.scope, {}, page);
    expect(items.map(({ targetId }) => targetId)).not.toContain(viewer);
    expect(items).toHaveLength(3);
  });

  it.each(['update debrief.audit_log set action = $1', 'delete from debrief.audit_log where action <> $1'])(
    'cannot be changed by the product: %s',
    async (statement) => {
      for (const role of ['debrief_app', 'debrief_system']) {
        await suite.admin.query('begin');
        await suite.admin.query(`set local role ${role}`);
        await expect(suite.admin.query(statement, ['x'])).rejects.toMatchObject({ code: '42501' });
        await suite.admin.query('rollback');
      }
    },
  );
});
