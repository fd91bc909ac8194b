import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '@debrief/infra';
import type { TestDatabase } from '../../setup/database';

/** A folder of the database's own; made by the worker, removed with the database. */
export const objectFolderOf = ({ databaseUrl }: Pick<TestDatabase, 'databaseUrl'>): string =>
  join(tmpdir(), `objects-of-${new URL(databaseUrl).pathname.slice(1)}`);

/** The settings of a worker on a test's database; `changes` are environment variables. */
export const environmentWith = (
  test: Pick<TestDatabase, 'databaseUrl'>,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  DATABASE_URL: test.databaseUrl,
  DEBRIEF_SECRET: 'a secret of an instance for tests only',
  SUPABASE_JWT_SECRET: 'a signing secret of an instance for tests only',
  OBJECT_STORE_DIR: objectFolderOf(test),
  LOG_LEVEL: 'silent',
  ...changes,
});

export const configWith = (
  test: Pick<TestDatabase, 'databaseUrl'>,
  changes: Readonly<Record<string, string>> = {},
): Config => loadConfig(environmentWith(test, changes));
