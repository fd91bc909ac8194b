import { setTimeout as delay } from 'node:timers/promises';
import { Database, JobQueue } from '@debrief/infra';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { OutboxRelay } from '../../apps/worker/src/outbox-relay';

/** Relays and waits until a started worker has nothing left to do: no due row in the outbox, no job in the queue that is not over. */
export const drain = async (worker: INestApplicationContext): Promise<void> => {
  const [database, queue, relay] = [worker.get(Database), worker.get(JobQueue), worker.get(OutboxRelay)];
  const isEmpty = async (): Promise<boolean> => {
    while ((await relay.relay()) > 0);
    // Jobs first: a running one may still write to the outbox.
    for (const bull of await queue.open()) {
      const counts = await bull.getJobCounts('waiting', 'active', 'delayed', 'prioritized');
      if (Object.values(counts).some((count) => count > 0)) return false;
    }
    return database.asSystem('relay outbox', async (tx) => {
      const { rows } = await sql`select from job_outbox where run_at <= now() limit 1`.execute(tx);
      return rows.length === 0;
    });
  };
  while (!(await isEmpty())) await delay(10);
};
