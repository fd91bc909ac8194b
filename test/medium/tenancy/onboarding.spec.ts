import { randomUUID } from 'node:crypto';
import { newId } from '@debrief/kernel';
import { mintFirstWorkspace } from '@debrief/tenancy';
import { testSecret } from '../../factories/tenancy';
import { useTenancy } from '../../factories/tenancy-suite';

const names = { workspaceName: 'Acme', projectName: 'Booking' };

describe('bootstrap', () => {
  const suite = useTenancy();
  let user: { userId: string; email: string };
  beforeEach(() => {
    const userId = randomUUID();
    user = { userId, email: `${userId}@example.test` };
  });

  const bootstrap = (wanted = names) => suite.services.onboarding.bootstrap(user, wanted, newId());

  it('takes a new user to a workspace, a project and a key that opens it', async () => {
    const made = await bootstrap();
    expect(made).toMatchObject({
      workspace: { name: 'Acme', plan: 'free', createdBy: user.userId },
      membership: { userId: user.userId, email: user.email, role: 'owner' },
      project: { name: 'Booking', slug: 'booking' },
      createdWorkspace: true,
      createdProject: true,
    });
    await expect(suite.services.credentials.findApiKey(made.secretKey ?? '')).resolves.toMatchObject({
      projectId: made.project.id,
    });
    const { rows } = await suite.admin.query('select position from debrief.stream_position where workspace_id = $1', [
      made.workspace.workspaceId,
    ]);
    expect(rows).toEqual([{ position: '0' }]);
  });

  it('finds again what it made, and shows no secret twice', async () => {
    const made = await bootstrap();
    await expect(bootstrap({ workspaceName: 'ACME', projectName: ' booking' })).resolves.toMatchObject({
      workspace: { workspaceId: made.workspace.workspaceId },
      project: { id: made.project.id },
      apiKey: { id: made.apiKey?.id },
      secretKey: null,
      createdWorkspace: false,
      createdProject: false,
    });
  });

  it('adds a project to the user’s workspace of that name', async () => {
    const made = await bootstrap();
    await expect(bootstrap({ ...names, projectName: 'Second' })).resolves.toMatchObject({
      workspace: { workspaceId: made.workspace.workspaceId },
      createdWorkspace: false,
      createdProject: true,
      secretKey: expect.any(String),
    });
  });

  it('of one user at the same moment makes one workspace', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, () => bootstrap()));
    expect(new Set(made.map(({ workspace }) => workspace.workspaceId)).size).toBe(1);
    expect(made.filter(({ secretKey }) => secretKey !== null)).toHaveLength(1);
  });

  it('never enters another user’s workspace of the same name', async () => {
    const first = await bootstrap();
    user = { ...user, userId: randomUUID() };
    expect((await bootstrap()).workspace.workspaceId).not.toBe(first.workspace.workspaceId);
  });

  it('shows a member what exists, and lets only an owner add to it', async () => {
    const made = await bootstrap();
    const owner = user;
    user = { userId: randomUUID(), email: 'viewer@example.test' };
    const scope = {
      workspaceId: made.workspace.workspaceId,
      projectId: null,
      actor: { type: 'user', id: owner.userId, role: 'owner', email: null },
      requestId: newId(),
    } as const;
    await suite.services.members.add(scope, { ...user, role: 'viewer' });
    await expect(bootstrap()).resolves.toMatchObject({
      membership: { role: 'viewer' },
      createdProject: false,
      secretKey: null,
    });
    await expect(bootstrap({ ...names, projectName: 'Mine' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      reason: 'missing_role',
    });
  });

  it.each([
    ['workspace_name', { workspaceName: ' ', projectName: 'x' }],
    ['project_name', { workspaceName: 'x', projectName: '' }],
  ])('is refused, naming %s, and makes nothing', async (field, wanted) => {
    await expect(bootstrap(wanted)).rejects.toMatchObject({ code: 'INVALID', fields: { [field]: expect.any(String) } });
    await expect(suite.services.credentials.membershipsOf(user, newId())).resolves.toEqual([]);
  });

  it('at the first start of the one-command mode can be repeated, with a working key each time', async () => {
    const instance = { databaseUrl: suite.test.databaseUrl, instanceSecret: testSecret };
    const [first, again] = [
      await mintFirstWorkspace(instance, { ...names, ...user }),
      await mintFirstWorkspace(instance, { ...names, ...user }),
    ];
    expect(again).toMatchObject({ workspaceId: first.workspaceId, projectId: first.projectId });
    for (const { apiKey } of [first, again]) {
      await expect(
        suite.services.credentials.findApiKeyPair(apiKey.publicKey, apiKey.secretKey),
      ).resolves.toMatchObject({ projectId: first.projectId, revokedAt: null });
    }
  });
});
