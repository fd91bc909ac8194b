import type { TraceStatus } from '@debrief/ingestion';
import type { JsonObject, JsonValue } from '@debrief/kernel';

/** The nine types of a session's events (sessions.md §3). */
export const sessionEventTypes = [
  'llm_call',
  'tool_call',
  'tool_result',
  'decision',
  'handoff',
  'guardrail_eval',
  'state_change',
  'error',
  'response',
] as const;
export type SessionEventType = (typeof sessionEventTypes)[number];

/** `blocked` by a guardrail; `pending`: a call without a result yet. */
export type SessionEventStatus = 'ok' | 'error' | 'blocked' | 'pending';

/** By which door a record came in. */
export type SourceSurface = 'native' | 'otel' | 'langfuse' | 'platform';

export interface EventFailure {
  readonly type: string | null;
  readonly message: string;
}

/** What `data` holds, by type of event (sessions.md §2). Contents are as they were recorded, masked. Costs in US dollars, times in ms. */
export interface SessionEventData {
  readonly llm_call: {
    readonly model: string | null;
    readonly provider: string | null;
    readonly inputTokens: number | null;
    readonly outputTokens: number | null;
    readonly cachedInputTokens: number | null;
    readonly reasoningTokens: number | null;
    readonly totalTokens: number | null;
    readonly latencyMs: number | null;
    readonly timeToFirstTokenMs: number | null;
    readonly costUsd: number | null;
    readonly prompt: JsonObject | null;
    readonly parameters: JsonObject | null;
    readonly finishReason: string | null;
    readonly input: JsonValue;
    readonly output: JsonValue;
  };
  readonly tool_call: {
    readonly toolName: string | null;
    readonly callId: string | null;
    readonly arguments: JsonValue;
    /** Null while the call is pending. */
    readonly success: boolean | null;
    readonly latencyMs: number | null;
  };
  readonly tool_result: {
    readonly toolName: string | null;
    readonly callId: string | null;
    readonly callEventId: string | null;
    readonly result: JsonValue;
    readonly success: boolean;
    readonly error: EventFailure | null;
  };
  readonly decision: {
    readonly kind: string | null;
    readonly choice: JsonValue;
    readonly options: JsonValue;
    readonly reasoning: string | null;
    readonly confidence: number | null;
    readonly outcome: JsonValue;
  };
  readonly handoff: {
    readonly fromAgent: string | null;
    readonly toAgent: string | null;
    readonly reason: string | null;
  };
  readonly guardrail_eval: {
    readonly guardrail: string | null;
    readonly passed: boolean | null;
    readonly blocked: boolean | null;
    readonly score: number | null;
    readonly action: string | null;
    readonly reason: string | null;
  };
  readonly state_change: {
    readonly key: string | null;
    readonly before: JsonValue;
    readonly after: JsonValue;
    readonly attributes: JsonObject;
  };
  readonly error: {
    readonly errorType: string | null;
    readonly message: string;
    readonly stack: string | null;
    readonly handled: boolean | null;
  };
  readonly response: {
    readonly content: JsonValue;
    /** The last one of its turn. */
    readonly final: boolean;
  };
}

interface EventFacts {
  /** Stable. A derived event has its source's id and a suffix: `:result`, `:response`, `:input`, `:error`. */
  readonly id: string;
  readonly sessionId: string;
  /** External id of the run. */
  readonly traceId: string;
  /** 1-based, in the whole session, before any filter. */
  readonly position: number;
  /** Only on decisions and handoffs. */
  readonly decisionKind: string | null;
  readonly name: string | null;
  readonly agentName: string | null;
  /** The span that the event is. */
  readonly spanId: string | null;
  /** The span that encloses it. */
  readonly parentSpanId: string | null;
  /** Epoch milliseconds: the client's clock where it parses, else receipt. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly durationMs: number | null;
  /** The client said a negative duration, which was read as 0. */
  readonly clockSkew: boolean;
  readonly status: SessionEventStatus;
  readonly error: EventFailure | null;
  /** It is no record of its own. */
  readonly derived: boolean;
  readonly source: { readonly surface: SourceSurface; readonly type: string; readonly seq: number };
  /** A generation that holds the counted one: listed, counted nowhere (otel.md B3). */
  readonly isWrapper: boolean;
  /** Tokens of embeddings, which are counted apart from those of model calls; null on all else. */
  readonly embeddingTokens: number | null;
}

/** One event of a session, whichever surface it came by. */
export type SessionEvent = {
  readonly [T in SessionEventType]: EventFacts & { readonly type: T; readonly data: SessionEventData[T] };
}[SessionEventType];

/** One run of a session. Times in epoch milliseconds. */
export interface SessionTrace {
  /** External id. */
  readonly id: string;
  readonly status: TraceStatus;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly surface: SourceSurface;
  readonly incidentIds: readonly string[];
}

/** A session as its rules read it: runs by start, then their events in session order. */
export interface SessionRecord {
  readonly sessionId: string;
  readonly traces: readonly SessionTrace[];
  readonly events: readonly SessionEvent[];
  /** The session has more than was read. */
  readonly isTruncated?: boolean;
}
