import type { IncidentMaterial } from '../evidence/evidence-reader';
import type { FixBase, FixRun, FixRunUsage, RefusedAct } from '../fix-run.types';
import type { Lease } from '../runs/lease.queries';

export interface RunnerRequest {
  readonly run: FixRun;
  readonly lease: Lease;
  readonly material: IncidentMaterial;
  /** Fires when somebody else goes on with the run. */
  readonly signal: AbortSignal;
}

/** Why a runner brought no change, in the words of `fallback_reason`. */
export type FallbackReason =
  | 'no_runner'
  | 'no_repository'
  | 'no_change'
  | 'path_not_allowed'
  | 'secret_in_diff'
  | 'redaction_in_diff'
  | 'malformed_diff'
  | 'url_from_run'
  | 'diff_does_not_apply'
  | 'not_finished'
  | 'limit_reached'
  | 'timed_out'
  | 'runner_failed'
  | 'worker_lost';

interface Ran {
  /** Name of the runner; null: none was there. */
  readonly runner: string | null;
  readonly base: FixBase | null;
  readonly allowedPaths: readonly string[];
  readonly usage: FixRunUsage;
  readonly refusals: readonly RefusedAct[];
}

export interface Proposal extends Ran {
  readonly kind: 'proposal';
  readonly summary: string;
  readonly plan: readonly string[];
  readonly confidence: number;
  readonly diff: string;
  readonly changedFiles: readonly string[];
}

export interface NoProposal extends Ran {
  readonly kind: 'none';
  readonly reason: FallbackReason;
  readonly detail: string | null;
}

export type RunnerResult = Proposal | NoProposal;

export const noUsage: FixRunUsage = { steps: 0, inputTokens: 0, outputTokens: 0, costUsd: null };
