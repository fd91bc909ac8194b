import type { JobQueue } from './job-queue';

/** A job that was given up: its attempts are used up, or another attempt would fail alike. */
export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly name: string;
  readonly workspaceId: string;
  readonly payload: unknown;
  readonly attempts: number;
  /** The last error's message. */
  readonly error: string;
  readonly failedAt: Date;
}

/** The newest of each queue, newest first. @param limit of each queue */
export const listDeadLetters = async (queue: JobQueue, limit: number): Promise<DeadLetter[]> => {
  const letters: DeadLetter[] = [];
  for (const one of await queue.open())
    for (const job of await one.getJobs(['failed'], 0, limit - 1))
      letters.push({
        id: job.id ?? '',
        queue: one.name,
        name: job.name,
        workspaceId: job.data.workspaceId,
        payload: job.data.payload,
        attempts: job.attemptsMade,
        error: job.failedReason,
        failedAt: new Date(job.finishedOn ?? job.timestamp),
      });
  return letters.sort((a, b) => b.failedAt.getTime() - a.failedAt.getTime());
};

/** Gives a job that was given up all its attempts again. Handlers are safe to run twice. @returns false: no such job, or it did not fail */
export const retryDeadLetter = async (queue: JobQueue, id: string): Promise<boolean> => {
  for (const one of await queue.open()) {
    const job = await one.getJob(id);
    if (!job || !(await job.isFailed())) continue;
    await job.retry('failed', { resetAttemptsMade: true });
    return true;
  }
  return false;
};
