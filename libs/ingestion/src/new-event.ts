import type { JsonText } from '@debrief/kernel';

export type TraceStatus = 'running' | 'completed' | 'failed' | 'aborted' | 'ended' | 'abandoned';
/** How a run can end by its own word; `abandoned` is the server's. */
export type TraceEndStatus = Exclude<TraceStatus, 'running' | 'abandoned'>;

/** One event, checked, masked and flattened: what every dialect produces and `append` stores. */
export interface NewEvent {
  readonly seq: number;
  readonly idempotencyKey: string;
  readonly type: string;
  /** As sent; never used for order. */
  readonly timestamp: string | null;
  /** The timestamp as UTC text with at most microseconds (`…T10:00:00.123456Z`), null where it cannot be read as a moment. */
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
  readonly costUsd: number | null;
  /** 16 bytes: keyed hash of the event as received, before masking. Equal hash, same content. */
  readonly contentHash: Buffer;
  readonly payload: JsonText;
  readonly metadata: JsonText | null;
  /** Envelope fields that the product does not know, kept. */
  readonly extra: JsonText | null;
  /** What a session_end says of the run. */
  readonly end: TraceEnd | null;
}

export interface TraceEnd {
  readonly status: TraceEndStatus;
  /** The word sent. */
  readonly endStatus: string | null;
}

/** What a run says of itself when it starts; null or empty where it says nothing. */
export interface TraceStart {
  readonly sessionId: string | null;
  readonly userGoal: string | null;
  readonly agent: string | null;
  readonly environment: string | null;
  readonly source: string | null;
  readonly metadata: JsonText | null;
  readonly tags: readonly string[];
}

/** An item that is no event, and why. */
export interface EventRefusal {
  readonly ok: false;
  readonly code: 'INVALID' | 'TOO_LARGE';
  /** Names the field. */
  readonly reason: string;
  readonly idempotencyKey: string | null;
}

export interface DecodedEvent {
  readonly ok: true;
  readonly event: NewEvent;
  /** Set if the event is a run's `session_started`, which may create its trace. */
  readonly start: TraceStart | null;
  /** What the masker masked, by rule; null when nothing. */
  readonly masks: Readonly<Record<string, number>> | null;
}

/** What a dialect made of one item. */
export type Decoded = DecodedEvent | EventRefusal;
