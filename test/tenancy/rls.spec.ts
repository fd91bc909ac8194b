import { Client, type DatabaseError } from 'pg';
import { ensureRow } from '../factories/minimal-row';
import { useTenancy } from '../factories/tenancy-suite';
import { createWorkspaceFixture } from '../factories/workspace';
import { findProblems, findTables } from './catalogue';

describe('row-level security', () => {
  const suite = useTenancy();
  let tables: string[];
  let a: string;
  let b: string;

  beforeAll(async () => {
    tables = await findTables(suite.admin);
    a = (await createWorkspaceFixture(suite.database)).workspaceId;
    b = (await createWorkspaceFixture(suite.database)).workspaceId;
    for (const table of tables) for (const workspace of [a, b]) await ensureRow(suite.admin, table, workspace);
  });

  /** Runs work as the application's role in a workspace ('' for none), then undoes it. Foreign keys do not interfere. */
  const asApplication = async <T>(workspaceId: string, work: (client: Client) => Promise<T>): Promise<T> => {
    await suite.admin.query(`begin; set local session_replication_role = replica; set local role debrief_app`);
    await suite.admin.query(`select set_config('app.workspace_id', $1, true)`, [workspaceId]);
    try {
      return await work(suite.admin);
    } finally {
      await suite.admin.query('rollback');
    }
  };
  /** Rows touched, or the SQLSTATE of the refusal. */
  const attempt = (
    workspaceId: string,
    statement: string,
    values: unknown[] = [],
  ): Promise<number | string | undefined> =>
    asApplication(workspaceId, async (client) => {
      try {
        return (await client.query(statement, values)).rowCount ?? 0;
      } catch (error) {
        return (error as DatabaseError).code;
      }
    });
  const may = async (table: string, privilege: string): Promise<boolean> =>
    (
      await suite.admin.query(`select has_table_privilege('debrief_app', 'debrief.' || $1, $2) as may`, [
        table,
        privilege,
      ])
    ).rows[0].may;
  const rowsOf = async (table: string, workspaceId: string): Promise<number> =>
    Number(
      (await suite.admin.query(`select count(*) from debrief.${table} where workspace_id = $1`, [workspaceId])).rows[0]
        .count,
    );
  /** Table → outcome, for a comparison that shows all tables that fail at once. */
  const forEachTable = async <T>(outcome: (table: string) => Promise<T>): Promise<Record<string, T>> => {
    const outcomes: Record<string, T> = {};
    for (const table of tables) outcomes[table] = await outcome(table);
    return outcomes;
  };
  const everyTable = <T>(value: T): Record<string, T> => Object.fromEntries(tables.map((table) => [table, value]));

  it('is set up the same way on every table and partition', async () => {
    expect(tables.length).toBeGreaterThan(10);
    await expect(findProblems(suite.admin)).resolves.toEqual([]);
  });

  it('holds for the login of the product, which owns nothing', async () => {
    const client = new Client({ connectionString: suite.test.databaseUrl });
    await client.connect();
    const { rows } = await client.query(
      `select rolsuper or rolbypassrls or rolcreaterole as powerful, (select count(*)::int from pg_class where relowner = r.oid and relnamespace in ('debrief'::regnamespace, 'debrief_partitions'::regnamespace)) as owned
         from pg_roles r where rolname = session_user`,
    );
    await expect(client.query('select 1 from debrief.workspace')).rejects.toMatchObject({ code: '42501' });
    await client.end();
    expect(rows).toEqual([{ powerful: false, owned: 0 }]);
  });

  it('shows no row without a workspace', async () => {
    await expect(forEachTable((table) => attempt('', `select from debrief.${table}`))).resolves.toEqual(everyTable(0));
  });

  it('shows a workspace all of its rows and none of another, with no where clause', async () => {
    const seen = await forEachTable((table) =>
      asApplication(
        a,
        async (client) =>
          (await client.query(`select workspace_id, count(*)::int as rows from debrief.${table} group by 1`)).rows,
      ),
    );
    const own = await forEachTable(async (table) => [{ workspace_id: a, rows: await rowsOf(table, a) }]);
    expect(seen).toEqual(own);
  });

  /** Columns that the database itself fills from others. */
  const generatedOf = async (table: string): Promise<unknown[]> => {
    const { rows } = await suite.admin.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = ('debrief.' || $1)::regclass and attgenerated <> ''`,
      [table],
    );
    return rows.map(({ name }) => name);
  };
  /** Writes a row of B again, as it stands. */
  const rewriteRowOfB = async (workspaceId: string, table: string) => {
    const row = await ensureRow(suite.admin, table, b);
    const generated = await generatedOf(table);
    const columns = Object.keys(row)
      .filter((name) => !generated.includes(name))
      .map((name) => `"${name}"`)
      .join();
    return attempt(
      workspaceId,
      `insert into debrief.${table} (${columns}) select ${columns} from json_populate_record(null::debrief.${table}, $1)`,
      [row],
    );
  };

  it.each([
    ['without a workspace', () => ''],
    ['into another workspace', () => a],
  ])('refuses to write a row %s', async (_where, workspace) => {
    await expect(forEachTable((table) => rewriteRowOfB(workspace(), table))).resolves.toEqual(everyTable('42501'));
  });

  it('lets the same row pass in its own workspace, where only its key is taken', async () => {
    const allowed = await forEachTable(async (table) => ((await may(table, 'insert')) ? '23505' : '42501'));
    await expect(forEachTable((table) => rewriteRowOfB(b, table))).resolves.toEqual(allowed);
  });

  it.each([
    ['an update', 'update', (table: string) => `update debrief.${table} set workspace_id = workspace_id`],
    ['a delete', 'delete', (table: string) => `delete from debrief.${table}`],
  ])('lets %s without where clause touch own rows only', async (_what, privilege, statement) => {
    const touched = await forEachTable((table) => attempt(a, statement(table)));
    const allowed = await forEachTable(async (table) => ((await may(table, privilege)) ? rowsOf(table, a) : '42501'));
    expect(touched).toEqual(allowed);
  });

  it('refuses to move a row to another workspace', async () => {
    const moved = await forEachTable((table) => attempt(a, `update debrief.${table} set workspace_id = $1`, [b]));
    expect(moved).toEqual(everyTable('42501'));
  });

  describe('the check itself', () => {
    const columns = 'workspace_id uuid not null, id uuid not null, primary key (workspace_id, id)';
    const scoped = `create table debrief.planted (${columns}); call debrief.scope_to_workspace('planted');`;

    it.each([
      ['nothing, for a table as it should be', scoped, []],
      [
        'a table without row-level security',
        `create table debrief.planted (${columns})`,
        [
          'planted: policies are not those of scope_to_workspace',
          'planted: row-level security is not enabled and forced',
        ],
      ],
      [
        'security that its owner escapes',
        `${scoped} alter table debrief.planted no force row level security`,
        ['planted: row-level security is not enabled and forced'],
      ],
      [
        'a second policy',
        `${scoped} create policy wide on debrief.planted to debrief_app using (true)`,
        ['planted: policies are not those of scope_to_workspace'],
      ],
      [
        'a policy for everybody',
        `${scoped} drop policy in_workspace on debrief.planted; create policy in_workspace on debrief.planted using (workspace_id = (select debrief.current_workspace()))`,
        ['planted: policies are not those of scope_to_workspace'],
      ],
      [
        'a workspace that may be absent',
        `${scoped} alter table debrief.planted drop constraint planted_pkey, alter workspace_id drop not null`,
        ['planted: workspace_id is missing or may be null'],
      ],
      [
        'a right too many',
        `${scoped} grant truncate on debrief.planted to debrief_app`,
        ['planted: debrief_app may truncate'],
      ],
      ['a right for everybody', `${scoped} grant select on debrief.planted to public`, ['planted: public may select']],
      [
        'a unique index across workspaces',
        `${scoped} create unique index planted_id on debrief.planted (id)`,
        ['planted: unique index debrief.planted_id leaves out workspace_id'],
      ],
      [
        'a foreign key across workspaces',
        `${scoped} create table debrief.child (${columns}, parent uuid unique); call debrief.scope_to_workspace('child'); alter table debrief.child drop constraint child_parent_key;
         alter table debrief.planted add other uuid, add constraint planted_other foreign key (other, workspace_id) references debrief.child (workspace_id, id)`,
        ['planted: foreign key planted_other leaves out workspace_id'],
      ],
      [
        'a view with its owner’s rights',
        'create view debrief.planted as select * from debrief.workspace',
        ["planted: a view that acts with its owner's rights"],
      ],
      [
        'a function with its owner’s rights',
        `create function debrief.planted() returns bigint security definer language sql return 1`,
        ["planted: a function with its owner's rights that debrief_app may call"],
      ],
      [
        'a partition in reach',
        'create table debrief_partitions.planted (id uuid); grant select on debrief_partitions.planted to debrief_app',
        ['planted: partition on which debrief_app may select', 'planted: partition without forced row-level security'],
      ],
      ['a role that escapes', 'alter role debrief_app bypassrls', ['debrief_app: is more than an ordinary role']],
    ])('finds %s', async (_what, plant, problems) => {
      await suite.admin.query('begin');
      try {
        await suite.admin.query(plant);
        await expect(findProblems(suite.admin)).resolves.toEqual(problems);
      } finally {
        await suite.admin.query('rollback');
      }
    });
  });
});
