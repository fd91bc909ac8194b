import { randomUUID } from 'node:crypto';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

describe('members', () => {
  const suite = useTenancy();
  let own: WorkspaceFixture;
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
  });

  const add = (input: Parameters<typeof suite.services.members.add>[1]) => suite.services.members.add(own.scope, input);
  const roles = async () => {
    const { items } = await suite.services.members.list(own.scope, { limit: 50, cursor: undefined });
    return items.map((member) => member.role);
  };

  it('are added by user id or e-mail, once', async () => {
    const userId = randomUUID();
    await expect(add({ userId, role: 'viewer' })).resolves.toMatchObject({ userId, role: 'viewer', email: null });
    await expect(add({ email: ' Ada@Example.test ' })).resolves.toMatchObject({
      userId: null,
      email: 'ada@example.test',
      role: 'member',
    });
    for (const again of [
      { userId },
      { email: 'ADA@example.test' },
      { email: own.email },
      { userId: own.userId },
      { userId: randomUUID(), email: own.email },
    ]) {
      await expect(add(again)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'name_taken' });
    }
    await expect(add({})).rejects.toMatchObject({ code: 'INVALID' });
  });

  it('may be the same person in two workspaces', async () => {
    const other = await createWorkspaceFixture(suite.database);
    await expect(add({ userId: other.userId, email: other.email })).resolves.toMatchObject({ role: 'member' });
  });

  it('of another workspace are not found', async () => {
    const other = await createWorkspaceFixture(suite.database);
    for (const id of [other.userId, randomUUID(), 'x']) {
      await expect(suite.services.members.remove(own.scope, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(suite.services.members.changeRole(own.scope, id, 'viewer')).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });

  it('who have not signed in are named by the row’s id', async () => {
    const { id } = await add({ email: 'open@example.test' });
    await expect(suite.services.members.changeRole(own.scope, id, 'viewer')).resolves.toMatchObject({ role: 'viewer' });
    await suite.services.members.remove(own.scope, id);
    await expect(roles()).resolves.toEqual(['owner']);
  });

  describe('the last owner', () => {
    const demote = (userId: string) => suite.services.members.changeRole(own.scope, userId, 'member');
    const remove = (userId: string) => suite.services.members.remove(own.scope, userId);

    it('can be neither removed nor demoted', async () => {
      await expect(demote(own.userId)).rejects.toMatchObject({ code: 'CONFLICT', reason: 'last_owner' });
      await expect(remove(own.userId)).rejects.toMatchObject({ reason: 'last_owner' });
    });

    it('is still the last beside an owner who never signed in', async () => {
      await add({ email: 'invited@example.test', role: 'owner' });
      await expect(remove(own.userId)).rejects.toMatchObject({ reason: 'last_owner' });
    });

    it('may go once there is another', async () => {
      await add({ userId: randomUUID(), role: 'owner' });
      await demote(own.userId);
      await expect(roles()).resolves.toEqual(expect.arrayContaining(['owner', 'member']));
    });

    it('is never lost when two owners go at the same moment', async () => {
      for (const leave of [demote, remove]) {
        const workspace = await createWorkspaceFixture(suite.database);
        own = workspace;
        const second = randomUUID();
        await add({ userId: second, role: 'owner' });
        const results = await Promise.allSettled([leave(own.userId), leave(second)]);
        expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
        expect((await roles()).filter((role) => role === 'owner')).toHaveLength(1);
      }
    });
  });
});
