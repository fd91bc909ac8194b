import { Database, type SystemClient } from '@debrief/infra';
import { sql } from 'kysely';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

describe('a transaction of a workspace', () => {
  let database: Database;
  let own: WorkspaceFixture;
  // Ahead of the suite's own hook, which removes the database.
  afterAll(() => database.close());
  const suite = useTenancy();
  beforeAll(() => {
    // One connection: what a transaction leaves behind meets the next.
    database = new Database({ url: suite.test.databaseUrl, poolMax: 1 });
  });
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
  });

  const rename = (name: string) => sql`update project set name = ${name} where id = ${own.projectId}`;
  const named = (workspace = own) =>
    database.inWorkspace(workspace.scope, async (tx) => {
      const { rows } = await sql<{ name: string }>`select name from project`.execute(tx);
      return rows.map(({ name }) => name);
    });

  it('keeps what its work has written', async () => {
    await database.inWorkspace(own.scope, (tx) => rename('kept').execute(tx));
    expect(await named()).toEqual(['kept']);
  });

  it('keeps nothing of work that fails, and leaves its connection as it was', async () => {
    const before = await named();
    const work = database.inWorkspace(own.scope, async (tx) => {
      await rename('lost').execute(tx);
      throw new Error('changed its mind');
    });
    await expect(work).rejects.toThrow('changed its mind');
    expect(await named()).toEqual(before);
    expect(await named(await createWorkspaceFixture(suite.database))).not.toEqual(['lost']);
  });

  it('fails where its work has caught the error of a statement', async () => {
    const before = await named();
    const work = database.inWorkspace(own.scope, async (tx) => {
      await rename('lost').execute(tx);
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await named()).toEqual(before);
  });

  it('fails before any statement where its work does', async () => {
    const work = database.inWorkspace(own.scope, () => Promise.reject(new Error('asked nothing')));
    await expect(work).rejects.toThrow('asked nothing');
    expect(await named()).toHaveLength(1);
  });

  it('takes a workspace for a value, never for a statement', async () => {
    const work = database.inWorkspace({ workspaceId: `'; drop table project; --` }, (tx) => rename('x').execute(tx));
    await expect(work).rejects.toMatchObject({ code: 'INVALID' });
    expect(await named()).toHaveLength(1);
  });

  it('sees for all of a moment what was there by then', async () => {
    const [before] = await named();
    const wide = new Database({ url: suite.test.databaseUrl, poolMax: 3 });
    const seen = await wide.atMoment(own.scope, async (frozen) => {
      await suite.database.inWorkspace(own.scope, (tx) => rename('later').execute(tx));
      return frozen.inWorkspace(own.scope, async (tx) => {
        const { rows } = await sql<{ name: string }>`select name from project`.execute(tx);
        return rows.map(({ name }) => name);
      });
    });
    await wide.close();
    expect(seen).toEqual([before]);
    expect(await named()).toEqual(['later']);
  });

  describe('that looks up one thing across workspaces', () => {
    const countProjects = (client: SystemClient) =>
      client.query<{ count: number }>({ text: 'select count(*)::int as count from project' });

    it('sees them all, and leaves its connection as it was', async () => {
      await createWorkspaceFixture(suite.database);
      const { rows } = await database.asSystemClient('authenticate', countProjects);
      expect(rows[0]?.count).toBeGreaterThan(1);
      expect(await named()).toHaveLength(1);
    });

    it('asks nothing more: it has ended by then', async () => {
      const work = database.asSystemClient('authenticate', async (client) => {
        await countProjects(client);
        return countProjects(client);
      });
      await expect(work).rejects.toThrow('has ended');
      expect(await named()).toHaveLength(1);
    });

    it('fails as its query does', async () => {
      const work = database.asSystemClient('authenticate', (client) => client.query({ text: `select 'x'::uuid` }));
      await expect(work).rejects.toMatchObject({ code: 'INVALID' });
      expect(await named()).toHaveLength(1);
    });
  });
});
