import type { SessionEvent } from '../session-event';
import { coveredMs, type Interval, intervalsOf, toMs } from './intervals';
import type { TurnMetrics } from './session-metrics.types';
import type { SessionTurn } from './to-turns';

/** How long a turn took, and what took it. */
export const measureTurn = ({ number, trace, events, startedAt, endedAt, isComplete }: SessionTurn): TurnMetrics => {
  const llmCalls = events.filter(isCountedCall);
  const toolCalls = events.filter(({ type }) => type === 'tool_call');
  const guardrails = events.filter(({ type }) => type === 'guardrail_eval');
  const window: Interval = [startedAt, endedAt];
  const timeOf = (some: readonly SessionEvent[]): number => coveredMs(intervalsOf(some), window);
  const latencyMs = toMs(endedAt - startedAt);
  return {
    turn: number,
    traceId: trace.id,
    startedAt,
    endedAt,
    latencyMs,
    llmMs: timeOf(llmCalls),
    toolMs: timeOf(toolCalls),
    guardrailMs: timeOf(guardrails),
    otherMs: toMs(latencyMs - timeOf([...llmCalls, ...toolCalls, ...guardrails])),
    llmCalls: llmCalls.length,
    toolCalls: toolCalls.length,
    complete: isComplete,
  };
};

type LlmCall = Extract<SessionEvent, { type: 'llm_call' }>;

/** A model call that counts: none that only wraps another. */
export const isCountedCall = (event: SessionEvent): event is LlmCall => event.type === 'llm_call' && !event.isWrapper;
