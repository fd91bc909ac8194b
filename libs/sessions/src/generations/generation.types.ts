import type { SessionEvent } from '../session-event';

/** A model call of any session of a project. */
export interface Generation {
  readonly event: Extract<SessionEvent, { type: 'llm_call' }>;
}

/** What narrows a list of model calls; all of it must hold. */
export interface GenerationFilter {
  readonly sessionId?: string;
  /** External id of a run. */
  readonly traceId?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly agentName?: string;
  readonly status?: string;
  /** Of the call's start; inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
  readonly minLatencyMs?: number;
  readonly minTokens?: number;
  readonly promptName?: string;
}

/** What the calls of one model add up to. */
export interface ModelUsage {
  readonly model: string | null;
  readonly calls: number;
  readonly errors: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  /** Null: no call has a known cost. */
  readonly costUsd: number | null;
  /** Percentiles by nearest rank; null: no call has a latency. */
  readonly latencyMs: {
    readonly avg: number | null;
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  };
}

/** What all calls that pass a filter add up to. Wrappers count nowhere. */
export interface GenerationSummary {
  readonly calls: number;
  /** Most calls first, then by name; the first 50. */
  readonly models: readonly ModelUsage[];
}
