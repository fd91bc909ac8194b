import { Database, isJobName, jobNames, JobQueue, type Log, LOG, type QueuedJob } from '@debrief/infra';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { repeat, type Repetition } from './repeat';

const batch = 200;
const pauseMs = 250;

/** Moves due rows of the outbox to the queue. Any number of relays may run: each row is locked by one of them. */
@Injectable()
export class OutboxRelay {
  private repetition: Repetition | undefined;

  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
    @Inject(LOG) private readonly log: Log,
  ) {}

  start(): void {
    const relayAll = async () => ((await this.relay()) === batch ? 'more' : 'done');
    this.repetition = repeat(relayAll, pauseMs, (error) =>
      this.log.error({ err: error }, 'the outbox could not be relayed'),
    );
  }

  async stop(): Promise<void> {
    await this.repetition?.stop();
  }

  /**
   * Relays one batch. The rows are deleted in the transaction that read them, after the queue has taken the jobs: a crash between
   * delivers them again, under the same ids. The one transaction that holds a call to the queue; it locks nothing but these rows.
   * @returns how many rows were moved
   */
  async relay(): Promise<number> {
    // No transaction stands open while the queue is not there.
    await this.queue.open();
    return this.database.asSystem('relay outbox', async (tx) => {
      const rows = await tx
        .selectFrom('jobOutbox')
        .select(['id', 'name', 'workspaceId', 'payload'])
        .where('runAt', '<=', sql<Date>`now()`)
        // Rows of a newer version wait for its relay, which knows their queue.
        .where('name', 'in', jobNames)
        .orderBy('runAt')
        .limit(batch)
        .forUpdate()
        .skipLocked()
        .execute();
      const jobs = rows.flatMap((row): QueuedJob[] => (isJobName(row.name) ? [{ ...row, name: row.name }] : []));
      if (jobs.length === 0) return 0;
      await this.queue.add(jobs);
      await sql`
        delete from job_outbox o using unnest(${jobs.map((job) => job.workspaceId)}::uuid[], ${jobs.map((job) => job.id)}::uuid[]) as moved (workspace_id, id)
        where o.workspace_id = moved.workspace_id and o.id = moved.id`.execute(tx);
      return jobs.length;
    });
  }
}
