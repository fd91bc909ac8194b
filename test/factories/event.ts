import { randomUUID } from 'node:crypto';

/** A native event as a client sends it. */
export interface SentEvent {
  readonly type: string;
  readonly session_id: string;
  readonly timestamp: string;
  readonly seq: number;
  readonly idempotency_key: string;
  readonly payload: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
  readonly span_id?: string | null;
  readonly parent_id?: string | null;
  readonly [field: string]: unknown;
}

/** A valid event of the trace; `changes` overrides any field. */
export const makeEvent = (traceId: string, seq: number, changes: Partial<SentEvent> = {}): SentEvent => ({
  type: 'metric',
  session_id: traceId,
  timestamp: new Date(1_790_000_000_000 + seq * 1000).toISOString(),
  seq,
  idempotency_key: `${traceId}:test:${seq}`,
  payload: { name: 'step', value: seq },
  ...changes,
});

export const makeEvents = (traceId: string, count: number, firstSeq = 0): SentEvent[] =>
  Array.from({ length: count }, (_, index) => makeEvent(traceId, firstSeq + index));

export const newTraceId = (): string => `trace-${randomUUID()}`;
