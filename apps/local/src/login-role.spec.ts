import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@debrief/infra';
import { Client } from 'pg';
import { type RunningPostgres, startPostgres } from './embedded-postgres';
import { provideLogin } from './login-role';

const migrations = join(__dirname, '..', '..', '..', 'supabase', 'migrations');

/** @returns the values of the last statement's rows */
const query = async (url: string, ...statements: string[]): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let values: unknown[] = [];
    for (const text of statements) values = (await client.query({ text, rowMode: 'array' })).rows.flat();
    return values;
  } finally {
    await client.end();
  }
};

describe('a hosted database, whose administrator is no superuser (as postgres is not at Supabase)', () => {
  const home = mkdtempSync(join(tmpdir(), 'debrief-hosted-'));
  let postgres: RunningPostgres;
  let adminUrl: string;

  beforeAll(async () => {
    chmodSync(home, 0o711); // As root, Postgres runs as another user.
    postgres = await startPostgres({ dataDir: join(home, 'postgres', 'data'), password: 'test' });
    await query(postgres.adminUrl, `create role host login createrole createdb bypassrls password 'host'`);
    await query(postgres.adminUrl, 'create database hosted owner host');
    adminUrl = `postgres://host:host@127.0.0.1:${postgres.port}/hosted`;
  }, 60_000);
  afterAll(async () => {
    await postgres.stop();
    rmSync(home, { recursive: true });
  });

  it('is migrated, and given a login that sees nothing by itself', async () => {
    expect(await migrate(adminUrl, migrations)).not.toEqual([]);
    const url = await provideLogin(adminUrl, 'first');
    expect(await query(url, 'select current_user')).toEqual(['debrief']);
    await expect(query(url, 'select from debrief.trace')).rejects.toMatchObject({ code: '42501' });
    expect(await query(url, 'set role debrief_app', 'select count(*)::int from debrief.trace')).toEqual([0]);
  });

  it('is left alone the next time, but for the password', async () => {
    expect(await migrate(adminUrl, migrations)).toEqual([]);
    const url = await provideLogin(adminUrl, 's%cond/@');
    expect(await query(url, 'select current_user')).toEqual(['debrief']);
    await expect(query(url.replace(/:[^:@]+@/, ':first@'), 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });
});
