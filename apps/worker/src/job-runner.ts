import {
  type Config,
  CONFIG,
  isJobName,
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
import { JOB_HANDLERS } from './handlers';

/** Turns what the queue delivers into a scope and a checked payload, and runs the job's handler. */
@Injectable()
export class JobRunner {
  constructor(
    private readonly queue: JobQueue,
    @Inject(JOB_HANDLERS) private readonly handlers: JobHandlers,
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
        throw error;
      }
    });
  }

  private handle<N extends JobName>(name: N, { id, workspaceId, payload }: ReceivedJob): Promise<void> {
    const scope: Scope = { workspaceId, projectId: null, actor: { type: 'job', id: name }, requestId: id };
    return this.handlers[name](scope, readPayload(name, payload));
  }
}
