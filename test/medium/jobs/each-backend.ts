import { rmSync } from 'node:fs';
import type { QueueConfig } from '@debrief/infra';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { redisUrl } from '../../setup/redis';
import { objectFolderOf } from './config-with';

export interface OpenBackend extends TestDatabase {
  readonly queue: QueueConfig;
}

/**
 * Runs a suite on both backends of the queue; on Redis it is listed as skipped where there is none.
 * @param redisDatabase a number of the suite's own: all suites of a run share one Redis
 */
export const describeEachBackend = (
  name: string,
  redisDatabase: number,
  suite: (open: () => Promise<OpenBackend>) => void,
): void => {
  const open = (backend: QueueConfig['backend']) => async (): Promise<OpenBackend> => {
    const database = await openTestDatabase();
    const close = async (): Promise<void> => {
      rmSync(objectFolderOf(database), { recursive: true, force: true });
      await database.close();
    };
    return {
      ...database,
      close,
      queue: { backend, databaseUrl: database.databaseUrl, redisUrl: redisUrl ? `${redisUrl}/${redisDatabase}` : null },
    };
  };
  describe(`${name}, queue on postgres`, () => suite(open('postgres')));
  if (redisUrl) describe(`${name}, queue on redis`, () => suite(open('redis')));
  else describe.skip(`${name}, queue on redis (skipped: no redis-server)`, () => suite(open('redis')));
};
