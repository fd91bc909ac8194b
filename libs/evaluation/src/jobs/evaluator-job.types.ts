import type { JsonObject } from '@debrief/kernel';

export const jobStatuses = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** What an evaluator is to look at: a run, an observation in it, or the runs of a run over a data set. Ids are external ones. */
export type EvaluationTarget =
  | { readonly traceId: string; readonly observationId: string | null; readonly datasetRunId: null }
  | { readonly traceId: null; readonly observationId: null; readonly datasetRunId: string };

/** What came of a job. */
export interface JobResult {
  /** A number, a flag or a category as the evaluator scores; over a data set the mean of the numbers, flags as 0 and 1. */
  readonly score: number | boolean | string | null;
  readonly reasoning: string | null;
  /** External ids. */
  readonly scoreIds: readonly string[];
  /** Over a data set: how many of its runs were scored, and why others were not. */
  readonly items?: JsonObject;
}

/** One time that an evaluator is to look at a target. */
export interface EvaluatorJob {
  readonly id: string;
  readonly projectId: string;
  readonly evaluatorId: string;
  readonly evaluatorVersion: number;
  readonly target: EvaluationTarget;
  /** Internal id of the run. */
  readonly traceRowId: string | null;
  readonly status: JobStatus;
  readonly result: JobResult | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly inputDigest: Buffer | null;
  /** Name of the account whose model judged; null: none did. */
  readonly model: string | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}
