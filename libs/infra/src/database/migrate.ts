import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrateQueue } from '../jobs/queue-schema';

const fileName = /^(\d+)_(.+)\.sql$/;
const lockKey = Number.parseInt(createHash('sha256').update('debrief.migrate').digest('hex').slice(0, 12), 16);

/**
 * Brings a database up to date: applies `<timestamp>_<what>.sql` in order, each in a transaction of its own, and records it
 * where the Supabase CLI does, so that either may apply the next one; then the queue's own tables. Instances that start
 * together wait for one another.
 * @param adminUrl login that may create roles and schemas
 * @returns the versions applied now, oldest first
 */
export const migrate = async (adminUrl: string, folder: string): Promise<readonly string[]> => {
  const client = new Client({ connectionString: adminUrl, application_name: 'debrief-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    await client.query(`create schema if not exists supabase_migrations`);
    await client.query(
      `create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`,
    );
    const { rows } = await client.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations',
    );
    const known = new Set(rows.map((row) => row.version));
    const applied: string[] = [];
    for (const file of (await readdir(folder)).filter((name) => fileName.test(name)).sort()) {
      const [, version = '', name = ''] = fileName.exec(file) ?? [];
      if (known.has(version)) continue;
      await applyOne(client, { version, name, sql: await readFile(join(folder, file), 'utf8') });
      applied.push(version);
    }
    await migrateQueue(client);
    return applied;
  } finally {
    await client.end();
  }
};

const applyOne = async (client: Client, migration: { version: string; name: string; sql: string }): Promise<void> => {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      'insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)',
      [migration.version, [migration.sql], migration.name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${migration.version}_${migration.name} failed`, { cause: error });
  }
};
