import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './embedded-postgres';

describe('the embedded Postgres', () => {
  const home = mkdtempSync(join(tmpdir(), 'debrief-postgres-'));
  const options: PostgresOptions = { dataDir: join(home, 'postgres', 'data'), password: 'p@ss/word' };
  let server: RunningPostgres;

  beforeAll(async () => {
    chmodSync(home, 0o711);
    server = await startPostgres(options);
    await query('create table kept (n int)');
  });
  afterAll(async () => {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function query(text: string): Promise<readonly object[]> {
    const client = new Client({ connectionString: server.adminUrl });
    await client.connect();
    try {
      return (await client.query(text)).rows as object[];
    } finally {
      await client.end();
    }
  }

  it('keeps its data over a restart', async () => {
    await query('insert into kept values (1)');
    await server.stop();
    server = await startPostgres(options);
    expect(await query('select n from kept')).toEqual([{ n: 1 }]);
  });

  it('comes back after it was killed outright', async () => {
    await query('insert into kept values (2)');
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    server = await startPostgres(options);
    expect(await query('select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('replaces a server that a killed predecessor left running', async () => {
    const orphan = server;
    server = await startPostgres(options);
    await orphan.ended;
    expect(server.pid).not.toBe(orphan.pid);
    expect(await query('select count(*)::int as n from kept')).toEqual([{ n: 2 }]);
  });

  it('leaves alone a program that was given the process id of an old server', async () => {
    await server.stop();
    writeFileSync(join(options.dataDir, 'postmaster.pid'), `${process.pid}\n`);
    server = await startPostgres(options);
    expect(await query('select 1 as n')).toEqual([{ n: 1 }]);
  });

  it('asks for a password', async () => {
    const stranger = new Client({ connectionString: server.adminUrl.replace('p%40ss', 'guess') });
    await expect(stranger.connect()).rejects.toThrow('password authentication failed');
  });

  it('sorts and folds letters as Unicode does, on every machine', async () => {
    expect(await query(`select lower('ÄÖ') as folded, current_setting('server_encoding') as encoding`)).toEqual([
      { folded: 'äö', encoding: 'UTF8' },
    ]);
  });
});
