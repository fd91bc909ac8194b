import { randomUUID } from 'node:crypto';
import { newId } from '@debrief/kernel';
import { KeyPepper, KeyUsage, CredentialsService } from '@debrief/tenancy';
import { testSecret } from '../../factories/tenancy';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

describe('credentials', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;

  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
  });

  const find = (secret: string) => suite.services.credentials.findApiKey(secret);

  describe('an API key', () => {
    it('is found with its workspace, project, scopes and plan', async () => {
      await suite.admin.query(`update debrief.workspace set plan = 'pro' where workspace_id = $1`, [own.workspaceId]);
      await expect(find(own.secretKey)).resolves.toMatchObject({
        workspaceId: own.workspaceId,
        projectId: own.projectId,
        keyId: own.keyId,
        scopes: ['ingest', 'read', 'write'],
        plan: 'pro',
        expiresAt: null,
        revokedAt: null,
      });
    });

    it('is not found under another instance’s secret', async () => {
      const other = new CredentialsService(
        suite.database,
        new KeyPepper('another instance’s secret'),
        suite.services.usage,
      );
      await expect(other.findApiKey(own.secretKey)).resolves.toBeUndefined();
    });

    it('lies nowhere in the database in the clear', async () => {
      const { rows } = await suite.admin.query(
        `select k::text as row from debrief.api_key k union all select a::text from debrief.audit_log a`,
      );
      expect(rows.length).toBeGreaterThan(1);
      for (const { row } of rows) expect(row).not.toContain(own.secretKey.slice(7, 50));
    });

    it('is refused with a public key that is not its own', async () => {
      const other = await createWorkspaceFixture(suite.database);
      const pair = (publicKey: string) => suite.services.credentials.findApiKeyPair(publicKey, own.secretKey);
      await expect(pair(own.publicKey)).resolves.toMatchObject({ keyId: own.keyId });
      await expect(pair(other.publicKey)).resolves.toBeUndefined();
      await expect(pair('')).resolves.toBeUndefined();
    });

    it('stops at the next look-up after it was revoked', async () => {
      await find(own.secretKey);
      await suite.services.apiKeys.revoke(own.scope, own.projectId, own.keyId);
      await expect(find(own.secretKey)).resolves.toMatchObject({ revokedAt: expect.any(Date) });
    });
  });

  describe('look-ups', () => {
    it('of one tick are one query, whatever mixture of keys', async () => {
      const asSystem = jest.spyOn(suite.database, 'asSystemClient');
      const other = await createWorkspaceFixture(suite.database);
      asSystem.mockClear();
      const unknown = own.secretKey.slice(0, 20);
      const keys = await Promise.all([own.secretKey, other.secretKey, own.secretKey, unknown].map(find));
      expect(keys.map((key) => key?.keyId)).toEqual([own.keyId, other.keyId, own.keyId, undefined]);
      expect(asSystem).toHaveBeenCalledTimes(1);
      asSystem.mockRestore();
    });

    it('of a typo cost no query', async () => {
      const asSystem = jest.spyOn(suite.database, 'asSystemClient');
      await find(own.secretKey.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')));
      expect(asSystem).not.toHaveBeenCalled();
      asSystem.mockRestore();
    });
  });

  describe('the last use of a key', () => {
    const lastUsed = async () => (await find(own.secretKey))?.lastUsedAt;

    it('is written after the look-up, and again only when a minute old', async () => {
      const usage = new KeyUsage(suite.database);
      const credentials = new CredentialsService(suite.database, new KeyPepper(testSecret), usage);
      await credentials.findApiKey(own.secretKey);
      await usage.flush();
      const first = await lastUsed();
      expect(first).toBeInstanceOf(Date);

      await credentials.findApiKey(own.secretKey);
      await usage.flush();
      expect(await lastUsed()).toEqual(first);

      await suite.admin.query(`update debrief.api_key set last_used_at = now() - interval '61 seconds' where id = $1`, [
        own.keyId,
      ]);
      await credentials.findApiKey(own.secretKey);
      await usage.beforeApplicationShutdown();
      expect((await lastUsed())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Infinity);
    });
  });

  describe('memberships', () => {
    const of = (userId: string, email: string | null) =>
      suite.services.credentials.membershipsOf({ userId, email }, newId());

    it('are listed oldest first', async () => {
      const second = await createWorkspaceFixture(suite.database);
      await suite.services.members.add(second.scope, { userId: own.userId, role: 'viewer' });
      await expect(of(own.userId, own.email)).resolves.toMatchObject([
        { workspaceId: own.workspaceId, role: 'owner', plan: 'free' },
        { workspaceId: second.workspaceId, role: 'viewer' },
      ]);
    });

    it('begin for an invited address on the first sign-in, whatever its case, and are audited once', async () => {
      const userId = randomUUID();
      await suite.services.members.add(own.scope, { email: 'Ada@Example.test', role: 'viewer' });
      const results = await Promise.all(Array.from({ length: 4 }, () => of(userId, 'ADA@example.test')));
      for (const result of results) expect(result).toMatchObject([{ workspaceId: own.workspaceId, role: 'viewer' }]);
      const { items } = await suite.services.audit.list(
        own.scope,
        { action: 'member.join' },
        { limit: 50, cursor: undefined },
      );
      expect(items).toMatchObject([
        { actorId: userId, targetId: userId, details: { email: 'ADA@example.test', role: 'viewer' } },
      ]);
    });

    it('do not begin without a verified address, nor for another address or a second person', async () => {
      await suite.services.members.add(own.scope, { email: 'grace@example.test' });
      const first = randomUUID();
      await expect(of(randomUUID(), null)).resolves.toEqual([]);
      await expect(of(randomUUID(), 'grace@example.com')).resolves.toEqual([]);
      await expect(of(first, 'grace@example.test')).resolves.toHaveLength(1);
      await expect(of(randomUUID(), 'grace@example.test')).resolves.toEqual([]);
    });

    it('leave an invitation open for who is a member already', async () => {
      await suite.services.members.add(own.scope, { email: 'second-address@example.test' });
      await expect(of(own.userId, 'second-address@example.test')).resolves.toMatchObject([{ role: 'owner' }]);
    });

    it('end with the removal of the member', async () => {
      const userId = randomUUID();
      await suite.services.members.add(own.scope, { userId });
      await suite.services.members.remove(own.scope, userId);
      await expect(of(userId, null)).resolves.toEqual([]);
    });
  });

  it.each([
    ['known', () => own.workspaceId, true],
    ['unknown', () => randomUUID(), false],
    ['malformed', () => 'x', false],
  ])('say of a %s workspace id whether it exists', async (_what, id, exists) => {
    await expect(suite.services.credentials.workspaceExists(id())).resolves.toBe(exists);
  });
});
