import {
  type Config,
  CONFIG,
  decideRetry,
  isJobName,
  jobCatalog,
  type JobEndings,
  type JobHandlers,
  type JobName,
  JobQueue,
  type Log,
  LOG,
  readPayload,
  type ReceivedJob,
  withLogContext,
} from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { JOB_ENDINGS, JOB_HANDLERS } from './handlers';

/** Turns what the queue delivers into a scope and a checked payload, and runs the job's handler. */
@Injectable()
export class JobRunner {
  constructor(
    private readonly queue: JobQueue,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
    @Inject(JOB_ENDINGS) private readonly endings: JobEndings,
    @Inject(LOG) private readonly log: Log,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async start(): Promise<void> {
    const { concurrency, lockSeconds } = this.config.jobs;
    await this.queue.consume((job) => this.run(job), { concurrency, lockSeconds });
  }

  /** @throws what the handler throws: the queue decides by it whether the job comes again */
  async run(job: ReceivedJob): Promise<void> {
    await withLogContext({ requestId: job.id, workspaceId: job.workspaceId, job: job.name }, async () => {
      const start = performance.now();
      try {
        // A newer version may have sent it: with the next attempts it reaches a worker of that version.
        if (!isJobName(job.name)) throw new Error(`this version knows no job ${job.name}`);
        await this.handle(job.name, job);
        this.log.info({ ms: Math.round(performance.now() - start) }, 'job done');
      } catch (error) {
        this.log.warn({ err: error, attempt: job.attempt }, 'job failed');
        if (isJobName(job.name) && isLast(job.name, job.attempt, error)) await this.end(job.name, job, error);
        throw error;
      }
    });
  }

  private handle<N extends JobName>(name: N, job: ReceivedJob): Promise<void> {
    return this.handlers[name](scopeOf(name, job), readPayload(name, job.payload));
  }

  /** What cannot be noted now is left to the sweeps: the job's own error matters more. */
  private async end<N extends JobName>(name: N, job: ReceivedJob, cause: unknown): Promise<void> {
    try {
      await this.endings[name]?.(scopeOf(name, job), readPayload(name, job.payload), cause);
    } catch (error) {
      this.log.error({ err: error }, 'the end of a job could not be noted');
    }
  }
}

const scopeOf = (name: JobName, { id, workspaceId }: ReceivedJob): Scope => ({
  workspaceId,
  projectId: null,
  actor: { type: 'job', id: name },
  requestId: id,
});

const isLast = (name: JobName, attempt: number, error: unknown): boolean =>
  attempt >= jobCatalog[name].attempts || decideRetry(error) === 'give up';
