import type { DB } from '@debrief/infra';
import type { Selectable } from 'kysely';
import type { Outcome } from '../rules/decide-case';
import type { RegressionVerdict } from '../rules/decide-verdict';
import type { RunFacts } from '../rules/run-facts';

export type RegressionStatus = 'queued' | 'running' | 'completed' | 'failed';
export type ReplayKind = 'webhook' | 'pull';

/** What a judgement rests on, as it is kept and signed. */
export interface JudgedFacts extends RunFacts {
  readonly detectorSet: string;
  /** How many events were read, and the SHA-256 of their canonical texts (`hashEvents`). */
  readonly eventCount: number;
  readonly eventsSha256: string;
}

export interface RegressionRun extends Omit<
  Selectable<DB['regressionRun']>,
  'proof' | 'status' | 'verdict' | 'replayKind'
> {
  readonly status: RegressionStatus;
  readonly verdict: RegressionVerdict | null;
  readonly replayKind: ReplayKind | null;
}

/** One run after the change. `outcome` is null until it is judged. */
export interface RegressionAttempt extends Omit<Selectable<DB['regressionAttempt']>, 'outcome'> {
  readonly outcome: Outcome | null;
}

/** A recorded run of the incident and the runs after the change, in order. `outcome`: of the recorded run. */
export interface RegressionCase extends Omit<Selectable<DB['regressionCase']>, 'outcome'> {
  readonly outcome: Outcome | null;
  readonly attempts: readonly RegressionAttempt[];
}

export interface RegressionRunDetails {
  readonly run: RegressionRun;
  /** Newest recorded run first. */
  readonly cases: readonly RegressionCase[];
  /** Score events `user_confirm` on runs after the change that do not say no. */
  readonly userConfirms: number;
}

/** A run after the change that somebody recorded: for which case, and its id. */
export interface Candidate {
  /** External id of the recorded run. */
  readonly caseTraceId: string;
  readonly traceId: string;
}

/** What a caller asks for; absent: as native.md §11 says. */
export interface StartRegression {
  readonly prUrl?: string;
  readonly fixRunId?: string;
  /** External ids: a subset of the incident's runs. */
  readonly traceIds?: readonly string[];
  readonly candidates?: readonly Candidate[];
  readonly replay?: { readonly ref?: string; readonly repeats?: number };
  readonly maxCases?: number;
  /** A pipeline names the candidates later: until it says that there are no more, the run is not over. */
  readonly awaitsCandidates?: boolean;
}
