import type { CiStatus } from './ci-status';

/** Texts of a CI run that a client sets and changes, with the longest that is taken. */
export const ciTexts = {
  providerRunUrl: 2_048,
  pipelineName: 256,
  workflowName: 256,
  gitCommitSha: 256,
  gitBranch: 256,
  gitTag: 256,
  gitRef: 256,
  gitRepoUrl: 2_048,
  prTitle: 1_024,
  prSourceBranch: 256,
  prTargetBranch: 256,
  runnerName: 256,
  runnerOs: 256,
  runnerArch: 256,
  triggeredBy: 256,
  triggerEvent: 256,
  conclusion: 256,
  errorMessage: 10_000,
} as const;
export type CiText = keyof typeof ciTexts;

export type CiTexts = { readonly [K in CiText]: string | null };

/** What makes a run of a provider one (platform.md B5). */
export interface CiRunKey {
  readonly provider: string;
  readonly providerRunId: string;
  /** Empty where the provider has none. */
  readonly jobName: string;
  readonly attempt: number;
}

/** As it is sent. */
export interface SentCiRun extends CiRunKey, CiTexts {
  /** The client's own id; null: it gets one. */
  readonly id: string | null;
  readonly prNumber: number | null;
  readonly status: CiStatus;
  readonly startedAt: Date | null;
  /** Internal ids, as the API of incidents, fix runs and regression runs gives them. */
  readonly incidentId: string | null;
  readonly fixRunId: string | null;
  readonly regressionRunId: string | null;
}

/** What is changed: absent as it is, null cleared. */
export type CiRunPatch = Partial<CiTexts> & {
  readonly prNumber?: number | null;
  readonly status?: CiStatus;
  readonly startedAt?: Date;
};

/** Sums over the traces of a run. */
export interface CiTotals {
  readonly traceCount: number;
  /** External ids of the newest 100. */
  readonly traceIds: readonly string[];
  readonly totalTokens: number;
  readonly totalCost: number;
  readonly totalObservations: number;
}

/** As it is stored, with its sums. */
export interface CiRun extends CiRunKey, CiTexts, CiTotals {
  /** Internal. */
  readonly id: string;
  readonly externalId: string;
  readonly projectId: string;
  readonly prNumber: number | null;
  readonly status: CiStatus;
  readonly startedAt: Date;
  readonly completedAt: Date | null;
  readonly incidentId: string | null;
  readonly fixRunId: string | null;
  readonly regressionRunId: string | null;
  /** Of the regression run that its traces were compared in; null before that is over. */
  readonly verdict: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface CiRunFilters {
  readonly provider?: string;
  readonly providerRunId?: string;
  readonly gitCommitSha?: string;
  readonly gitBranch?: string;
  readonly status?: CiStatus;
  readonly incidentId?: string;
  readonly regressionRunId?: string;
  /** Of `startedAt`: inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

export interface CiStats extends Omit<CiTotals, 'traceIds'> {
  readonly totalRuns: number;
  readonly byStatus: Readonly<Record<CiStatus, number>>;
  /** Of runs that are over; null: none is. */
  readonly avgDurationMs: number | null;
}

/** A trace of a CI run, and the failing run whose *after* it is. */
export interface CiTraceLink {
  /** Internal id. */
  readonly traceId: string;
  readonly externalId: string;
  /** External id; null: none is known. */
  readonly caseTraceId: string | null;
}
