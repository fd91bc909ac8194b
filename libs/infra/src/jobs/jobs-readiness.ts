import { sql } from 'kysely';
import type { Database } from '../database/database';
import { decideQueueHealth, type Health, type QueueFacts } from './decide-queue-health';
import type { JobQueue } from './job-queue';
import type { BullQueue } from './queue-connection';

const seen = 50;

/** What /ready says about jobs. The truth is read from the outbox and from the queue, so every process gives the same answer. */
export class JobsReadiness {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    private readonly stalledSeconds: number,
  ) {}

  /** Whether the queue answers. */
  async checkQueue(): Promise<Health> {
    try {
      for (const queue of await this.queue.open()) await queue.getJobCounts('waiting');
      return { ok: true };
    } catch {
      return { ok: false, detail: 'the queue cannot be reached' };
    }
  }

  /** Whether somebody works: false when work has waited for `stalledSeconds` and nothing was consumed within them. */
  async checkWorkers(): Promise<Health> {
    try {
      return decideQueueHealth(await this.facts(), this.stalledSeconds);
    } catch {
      return { ok: false, detail: 'outbox or queue cannot be read' };
    }
  }

  private async facts(): Promise<QueueFacts> {
    const oldestUnrelayed = await this.database.asSystem('readiness', async (tx) => {
      const { rows } = await sql<{
        age: number | null;
      }>`select extract(epoch from now() - min(run_at))::float8 as age from job_outbox where run_at <= now()`.execute(
        tx,
      );
      return rows[0]?.age ?? null;
    });
    const queues = await Promise.all((await this.queue.open()).map(look));
    const now = Date.now();
    const age = (moment: number): number | null => (Number.isFinite(moment) ? (now - moment) / 1_000 : null);
    return {
      oldestUnrelayed,
      oldestWaiting: age(Math.min(...queues.map(({ waitingSince }) => waitingSince))),
      lastConsumed: age(Math.max(...queues.map(({ consumedAt }) => consumedAt))),
    };
  }
}

/** Epoch milliseconds; ±Infinity where there is nothing. */
const look = async (queue: BullQueue): Promise<{ waitingSince: number; consumedAt: number }> => {
  const [waiting, finished, started] = await Promise.all([
    queue.getJobs(['waiting'], 0, 0, true),
    Promise.all([queue.getJobs(['completed'], 0, 0), queue.getJobs(['failed'], 0, 0)]).then((lists) => lists.flat()),
    // A job that failed waits as `delayed` for its next attempt.
    queue.getJobs(['active', 'delayed'], 0, seen),
  ]);
  return {
    waitingSince: Math.min(...waiting.map((job) => job.timestamp)),
    consumedAt: Math.max(
      ...finished.map((job) => job.finishedOn ?? -Infinity),
      ...started.map((job) => job.processedOn ?? -Infinity),
    ),
  };
};
