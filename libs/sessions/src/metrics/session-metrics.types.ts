/** What a session took, by the rules of sessions.md §6. Times in ms, moments in epoch ms, costs in US dollars. */
export interface SessionMetrics {
  /** What the user waited: the turns' latencies together. */
  readonly totalLatencyMs: number;
  /** From the first event's start to the last end. */
  readonly wallClockMs: number;
  readonly turns: readonly TurnMetrics[];
  /** The first 10,000, wrappers included; the totals are over all. */
  readonly llmCalls: readonly LlmCallMetrics[];
  readonly tokens: {
    readonly input: number;
    readonly output: number;
    readonly total: number;
    readonly embedding: number;
    /** Model calls that say nothing of their tokens. */
    readonly unreportedCalls: number;
  };
  /** Null: no call has a known cost. */
  readonly costUsd: number | null;
  readonly toolCallCount: number;
  readonly toolSuccessCount: number;
  readonly toolFailureCount: number;
  readonly toolPendingCount: number;
  /** Of the finished calls; 4 decimals; null: none has finished. */
  readonly toolSuccessRate: number | null;
  readonly guardrailEvalCount: number;
  readonly guardrailBlockCount: number;
  /** Of the evaluations whose outcome is known; 4 decimals; null: of none is. */
  readonly guardrailBlockRate: number | null;
  /** Sources that failed, each once. */
  readonly errorCount: number;
  /** By type, in the order of the types; derived events included; types that do not occur are left out. */
  readonly eventCounts: Readonly<Record<string, number>>;
}

export interface TurnMetrics {
  /** From 1. */
  readonly turn: number;
  readonly traceId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly latencyMs: number;
  /** Time in which at least one model call ran; so for tools and guardrails. What runs at once counts for each of the kinds. */
  readonly llmMs: number;
  readonly toolMs: number;
  readonly guardrailMs: number;
  /** Time in which none of the three ran. */
  readonly otherMs: number;
  readonly llmCalls: number;
  readonly toolCalls: number;
  readonly complete: boolean;
}

export interface LlmCallMetrics {
  /** Of the event. */
  readonly id: string;
  readonly traceId: string;
  readonly turn: number;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly latencyMs: number | null;
  readonly costUsd: number | null;
  /** Holds the counted call and counts nowhere (otel.md B3). */
  readonly isWrapper: boolean;
}
