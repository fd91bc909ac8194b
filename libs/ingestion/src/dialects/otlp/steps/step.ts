import type { JsonObject } from '@debrief/kernel';
import type { NormalSpan } from '../conventions/normal-span';
import type { SpanMessages } from '../messages/message-block';
import type { OtlpLogRecord, OtlpSpan } from '../otlp.types';

export type StepType =
  | 'user_message'
  | 'agent_message'
  | 'llm_call'
  | 'tool_call'
  | 'tool_result'
  | 'retrieval'
  | 'error'
  | 'handoff'
  | 'decision'
  | 'guardrail_eval'
  | 'state_change';

/**
 * One step of an imported run (otel.md B4), as rules read a recorded event. Several steps may come of one span: they share its seq, so that
 * evidence points at the span. A type that is not native is a `state_change` there: its payload's `name` says which.
 */
export interface Step {
  readonly seq: number;
  readonly type: StepType;
  /** Tool, decision or error class. */
  readonly name: string | null;
  readonly agent: string | null;
  readonly level: 'default' | 'error';
  readonly spanId: string;
  readonly parentId: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly payload: JsonObject;
  readonly metadata: JsonObject;
}

/** A span with what its steps are made of. */
export interface StepSpan extends OtlpSpan {
  readonly seq: number;
  readonly normal: NormalSpan;
  /** Of a stored span: US dollars, by the prices of its workspace when it came; null: it had none. */
  readonly costUsd?: number | null;
  /** Null: the span holds none. */
  readonly messages: SpanMessages | null;
  /** Log records that name the span. */
  readonly logs?: readonly OtlpLogRecord[];
}

/** A span in its place: the agent that it is or works for. */
export interface Actor {
  readonly span: StepSpan;
  readonly agent: string | null;
}
