import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { templateDatabase } from './test-database-name';

export interface TestDatabase {
  /** As api and worker log in: owns nothing, row-level security holds. */
  readonly databaseUrl: string;
  /** Superuser: for what a test must see or break behind the product's back. */
  readonly adminUrl: string;
  /** Drops the database; connections that are still open are cut. */
  close(): Promise<void>;
}

/** A migrated, empty database for one suite: open it in `beforeAll`, close it in `afterAll`. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await administer(`create database ${name} template ${templateDatabase}`);
  return {
    databaseUrl: withDatabase(readEnv('TEST_DATABASE_URL'), name),
    adminUrl: withDatabase(readEnv('TEST_ADMIN_URL'), name),
    close: () => administer(`drop database ${name} with (force)`),
  };
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: readEnv('TEST_ADMIN_URL') });
  await client.connect();
  await client.query(statement);
  await client.end();
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = name;
  return changed.href;
}

function readEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the suite runs outside the jest configuration of this repository.`);
  return value;
}
