import type { JsonValue } from '@debrief/kernel';
import type { ObservationFacts, SpanStatus } from './fields/observation';

export const observationTypes = [
  'generation',
  'embedding',
  'tool',
  'agent',
  'chain',
  'retriever',
  'guardrail',
  'evaluator',
  'span',
] as const;
export type ObservationType = (typeof observationTypes)[number];

export const spanCategories = [
  'llm',
  'embedding',
  'tool',
  'agent',
  'chain',
  'retriever',
  'http',
  'db',
  'storage',
  'messaging',
  'other',
] as const;
export type SpanCategory = (typeof spanCategories)[number];

export const eventTypes = [
  'llm_call',
  'tool_call',
  'retrieval',
  'agent_message',
  'error',
  'handoff',
  'decision',
  'guardrail_eval',
  'state_change',
  'span',
] as const;
export type EventType = (typeof eventTypes)[number];

/** Each token once (otel.md B2): `input` includes cached ones, `output` includes reasoning. Null: the span reports no usage. */
export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

/** US dollars. */
export interface Cost {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
  readonly total: number;
  readonly source: 'reported' | 'list' | 'none';
}

/** What a span says, in one vocabulary, whichever convention its sender follows (otel.md B1–B4). Null: it does not say. */
export interface NormalSpan {
  readonly observationType: ObservationType;
  readonly category: SpanCategory;
  /** One of the frameworks of otel.md B3, or `Unknown`. */
  readonly framework: string;
  /** The canonical event's type. */
  readonly eventType: EventType;
  /** Of a `decision` or `handoff`: `routing`, `plan`, `handoff`, or the sender's own word. */
  readonly decisionKind: string | null;
  /** What its sender calls its type: any word. */
  readonly ownType: string | null;
  /** The span's name for people. */
  readonly name: string;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly version: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, JsonValue>> | null;
  /** Of it, what is not of the observation alone: what is meant for the run, though the span is no root. */
  readonly sharedMetadata: Readonly<Record<string, JsonValue>> | null;
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly usage: TokenUsage | null;
  readonly cost: Cost | null;
  readonly agent: string | null;
  readonly toolName: string | null;
  readonly toolCallId: string | null;
  readonly toolArguments: JsonValue | null;
  readonly toolResult: JsonValue | null;
  /** How it ended; null: it does not say. */
  readonly status: SpanStatus | null;
  /** What went wrong: of an exception event, the status or a tool's answer. */
  readonly error: { readonly type: string | null; readonly message: string; readonly stack: string | null } | null;
  /** As sent. */
  readonly finishReasons: readonly string[];
  readonly firstTokenMs: number | null;
  readonly prompt: { readonly name: string; readonly version: string | null } | null;
  readonly observation: ObservationFacts;
  /** For `retrieval`. */
  readonly query: string | null;
  readonly documents: readonly JsonValue[] | null;
}
