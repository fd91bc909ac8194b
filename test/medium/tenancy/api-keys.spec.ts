import { randomUUID } from 'node:crypto';
import type { KeyScope } from '@debrief/kernel';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

const page = { limit: 50, cursor: undefined };

describe('API keys', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;
  let foreign: WorkspaceFixture;

  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
    foreign = await createWorkspaceFixture(suite.database);
  });

  const find = (secret: string) => suite.services.credentials.findApiKey(secret);
  const create = (input: { name?: string; scopes?: KeyScope[]; expiresAt?: Date } = {}) =>
    suite.services.apiKeys.create(own.scope, own.projectId, input);

  it('are created with all scopes unless fewer are asked for, and the secret opens the project', async () => {
    const { apiKey, secretKey } = await create();
    expect(apiKey).toMatchObject({ scopes: ['ingest', 'read', 'write'], createdBy: own.userId, expiresAt: null });
    await expect(find(secretKey)).resolves.toMatchObject({ keyId: apiKey.id, projectId: own.projectId });
    await expect(create({ scopes: ['write', 'ingest', 'write'] })).resolves.toMatchObject({
      apiKey: { scopes: ['ingest', 'write'] },
    });
  });

  it.each([
    ['scopes', { scopes: [] }],
    ['name', { name: '' }],
    ['expires_at', { expiresAt: new Date(Date.now() - 1000) }],
    ['expires_at', { expiresAt: new Date(Number.NaN) }],
  ])('are refused, naming %s', (field, input) =>
    expect(create(input)).rejects.toMatchObject({ code: 'INVALID', fields: { [field]: expect.any(String) } }),
  );

  it('are listed newest first without secret or hash', async () => {
    const { secretKey } = await create({ name: 'second' });
    const { items } = await suite.services.apiKeys.list(own.scope, 'default', page);
    expect(items.map((key) => key.name)).toEqual(['second', 'API key']);
    expect(JSON.stringify(items)).not.toContain(secretKey);
    expect(items[0]).not.toHaveProperty('keyHash');
  });

  it('are revoked at once, and again without effect', async () => {
    await suite.services.apiKeys.revoke(own.scope, own.projectId, own.keyId);
    const revokedAt = (await find(own.secretKey))?.revokedAt;
    expect(revokedAt).toBeInstanceOf(Date);
    await suite.services.apiKeys.revoke(own.scope, own.projectId, own.keyId);
    expect((await find(own.secretKey))?.revokedAt).toEqual(revokedAt);
  });

  it('of another project or workspace are not found', async () => {
    const other = await suite.services.projects.create(own.scope, { name: 'other' });
    for (const [project, key] of [
      [other.id, own.keyId],
      [own.projectId, foreign.keyId],
      [foreign.projectId, foreign.keyId],
      [own.projectId, randomUUID()],
      [own.projectId, 'x'],
    ]) {
      await expect(suite.services.apiKeys.revoke(own.scope, project ?? '', key ?? '')).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
    await expect(suite.services.apiKeys.list(own.scope, foreign.projectId, page)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(suite.services.apiKeys.create(own.scope, foreign.projectId, {})).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(suite.services.apiKeys.rotate(own.scope, foreign.projectId, 0)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(find(foreign.secretKey)).resolves.toMatchObject({ revokedAt: null, expiresAt: null });
  });

  describe('rotation', () => {
    const rotate = (graceSeconds: number) => suite.services.apiKeys.rotate(own.scope, own.projectId, graceSeconds);

    it('without grace ends all old keys at once', async () => {
      const { secretKey: second } = await create();
      const { secretKey, project } = await rotate(0);
      expect(project.id).toBe(own.projectId);
      for (const old of [own.secretKey, second])
        await expect(find(old)).resolves.toMatchObject({ revokedAt: expect.any(Date) });
      await expect(find(secretKey)).resolves.toMatchObject({ revokedAt: null, expiresAt: null });
    });

    it('with grace lets old keys live that long, none longer than before', async () => {
      const soon = new Date(Date.now() + 10_000);
      const { secretKey: ending } = await create({ expiresAt: soon });
      await rotate(3600);
      const expiry = (await find(own.secretKey))?.expiresAt?.getTime() ?? 0;
      expect(Math.abs(expiry - Date.now() - 3_600_000)).toBeLessThan(60_000);
      await expect(find(ending)).resolves.toMatchObject({ expiresAt: soon, revokedAt: null });
    });

    it('keeps name and scopes of the newest active key', async () => {
      await create({ name: 'agent', scopes: ['ingest'] });
      await expect(rotate(0)).resolves.toMatchObject({ apiKey: { name: 'agent', scopes: ['ingest'] } });
    });

    it('gives all scopes when no key is active', async () => {
      const { apiKey } = await create({ scopes: ['read'], expiresAt: new Date(Date.now() + 60_000) });
      await suite.services.apiKeys.revoke(own.scope, own.projectId, own.keyId);
      await suite.admin.query(`update debrief.api_key set expires_at = now() - interval '1 second' where id = $1`, [
        apiKey.id,
      ]);
      await expect(rotate(0)).resolves.toMatchObject({ apiKey: { scopes: ['ingest', 'read', 'write'] } });
    });

    it('twice at the same moment leaves one key', async () => {
      await Promise.all([rotate(0), rotate(0)]);
      const { items } = await suite.services.apiKeys.list(own.scope, own.projectId, page);
      expect(items.filter((key) => key.revokedAt === null)).toHaveLength(1);
    });

    it.each([-1, 0.5, 30 * 86_400 + 1])('is refused with %p seconds of grace, and ends no key', async (seconds) => {
      await expect(rotate(seconds)).rejects.toMatchObject({
        code: 'INVALID',
        fields: { grace_seconds: expect.any(String) },
      });
      await expect(find(own.secretKey)).resolves.toMatchObject({ revokedAt: null });
    });
  });
});
