import type { RejectionCause } from './append/classify';

/** What a client may say of a run when it creates it. Null: nothing said. */
export interface NewTrace {
  readonly id: string | null;
  readonly sessionId: string | null;
  readonly userGoal: string | null;
  readonly agent: string | null;
  readonly environment: string | null;
  readonly source: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly tags: readonly string[] | null;
  /** Id or slug of the project, where the client names one. */
  readonly project: string | null;
}

export interface RejectedItem {
  /** Position in the batch as sent. */
  readonly index: number;
  readonly idempotencyKey: string | null;
  readonly reason: string;
  readonly cause: RejectionCause | 'invalid' | 'too_large';
}

/** accepted + rejected + deferred = items sent. Repeats and what was stored before count as accepted. */
export interface AppendResult {
  readonly accepted: number;
  readonly rejected: readonly RejectedItem[];
  /** The rest of a batch that holds more new items than one request may store: send it again. */
  readonly deferred: { readonly count: number; readonly fromIndex: number } | null;
}
