import type { TraceStatus } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import type { RunRequest } from './run-request';

/** One recorded step as rules read it. Payload fields are not type-checked: a rule ignores what has the wrong type. */
export interface RunEvent {
  /** Unique, and in the order of the run. */
  readonly seq: number;
  /** Of a step that was read out of a span: the seq of the span, at which a verdict points. Several steps may share it. */
  readonly spanSeq?: number;
  /** One of the sixteen of native.md §3. */
  readonly type: string;
  /** Tool, action, state or error class, by type. */
  readonly name: string | null;
  readonly agent: string | null;
  readonly level: 'default' | 'error';
  readonly spanId: string | null;
  readonly parentId: string | null;
  /** Epoch milliseconds by the client's clock: for durations only, never for order. */
  readonly startedAt: number | null;
  readonly durationMs: number | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly payload: JsonObject;
  readonly metadata: JsonObject;
}

/** A run as rules read it: nothing else decides a verdict. */
export interface Run {
  readonly goal: string | null;
  readonly agent: string | null;
  readonly status: TraceStatus;
  /** In seq order; at most the first 50,000. */
  readonly events: readonly RunEvent[];
  /** What services asked of others meanwhile, in no order: at most 10,000. */
  readonly httpRequests: readonly RunRequest[];
}
