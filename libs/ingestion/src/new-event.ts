export const traceEndStatuses = ['completed', 'failed', 'aborted', 'ended'] as const;
export type TraceEndStatus = (typeof traceEndStatuses)[number];

/** How an event that ends its trace says the run went; `endStatus` is the word that was sent, null when there was none. */
export interface TraceEnd {
  readonly status: TraceEndStatus;
  readonly endStatus: string | null;
}

/** One event as every dialect hands it to the append path: typed columns for what is filtered or summed, JSON text for the rest. */
export interface NewEvent {
  /** Order within the trace, 0 … 2^53−1. */
  readonly seq: number;
  readonly idempotencyKey: string;
  readonly type: string;
  /** As sent. */
  readonly timestamp: string | null;
  /** `timestamp` as ISO 8601 in UTC, or null if it could not be parsed. */
  readonly startedAt: string | null;
  readonly spanId: string | null;
  readonly parentId: string | null;
  readonly name: string | null;
  readonly agent: string | null;
  readonly level: 'default' | 'error';
  readonly durationMs: number | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** US dollars. */
  readonly costUsd: number | null;
  /** 16 bytes over the content as received, before masking: equal hash means same content. */
  readonly contentHash: Buffer;
  /** JSON text, masked, keys in the order sent. */
  readonly payload: string;
  /** JSON text, masked; null when absent or empty. */
  readonly metadata: string | null;
  /** JSON text, masked: the other envelope fields kept; null when there are none. */
  readonly extra: string | null;
  /** Set on the event that ends the trace. */
  readonly end: TraceEnd | null;
}
