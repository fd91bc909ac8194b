import type { JsonObject } from '@debrief/kernel';
import { callIdOf, payloads, present, pricedTotal } from './payloads';
import type { SpanError } from './span-errors';
import type { Actor, Step, StepSpan, StepType } from './step';

type StepFields = Pick<Step, 'type' | 'payload'> & Partial<Pick<Step, 'name' | 'level' | 'startedAt'>>;

const toMs = (nanos: bigint): number => Number(nanos / 1_000_000n);

const stepOf = ({ span, agent }: Actor, fields: StepFields): Step => ({
  seq: span.seq,
  name: null,
  agent,
  level: 'default',
  spanId: span.spanId,
  parentId: span.parentSpanId,
  startedAt: toMs(span.startUnixNano),
  durationMs: null,
  model: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  metadata: {},
  ...fields,
});

const atEnd = ({ startUnixNano, endUnixNano }: StepSpan): number => toMs(endUnixNano ?? startUnixNano);

/** The step that the span's own event is. */
export const ownStep = (actor: Actor, type: StepType): Step => {
  const { span } = actor;
  const { normal, startUnixNano, endUnixNano } = span;
  const step = stepOf(actor, { type, name: nameOf(span, type), payload: payloads[type]?.(actor) ?? {} });
  const durationMs = endUnixNano === null ? null : Number(endUnixNano - startUnixNano) / 1e6;
  if (type !== 'llm_call') return { ...step, durationMs };
  return {
    ...step,
    durationMs,
    model: normal.responseModel ?? normal.requestModel,
    inputTokens: normal.usage?.input ?? null,
    outputTokens: normal.usage?.output ?? null,
    costUsd: pricedTotal(normal),
  };
};

const nameOf = ({ normal }: StepSpan, type: StepType): string | null => {
  if (type === 'tool_call') return normal.toolName;
  return type === 'llm_call' || type === 'retrieval' || type === 'agent_message' ? null : type;
};

/** What came back of a tool or a retriever, at its end: its result, or what went wrong. */
export const resultStep = (actor: Actor): Step => {
  const { span } = actor;
  const { toolName, toolResult, documents, error } = span.normal;
  return stepOf(actor, {
    type: 'tool_result',
    name: toolName,
    level: error === null ? 'default' : 'error',
    startedAt: atEnd(span),
    payload: present({
      tool_name: toolName,
      call_id: callIdOf(span),
      ...(error === null ? { result: toolResult ?? (documents && [...documents]) } : { error: error.message }),
    }),
  });
};

export const errorStep = (actor: Actor, { type, message, stack, isHandled }: SpanError): Step =>
  stepOf(actor, {
    type: 'error',
    name: type,
    level: 'error',
    startedAt: atEnd(actor.span),
    payload: present({ message, error_type: type, traceback: stack, handled: isHandled }),
  });

export const userStep = ({ span }: Actor, content: string): Step =>
  stepOf({ span, agent: null }, { type: 'user_message', payload: { content } });

export const answerStep = (actor: Actor, content: string): Step =>
  stepOf(actor, { type: 'agent_message', startedAt: atEnd(actor.span), payload: { content } });

/** One agent's span directly under another's. */
export const implicitHandoffStep = (
  { span }: Actor,
  { from, to }: { readonly from: string; readonly to: string },
): Step => {
  const payload: JsonObject = { name: 'handoff', from_agent: from, to_agent: to, implicit: true };
  return stepOf({ span, agent: from }, { type: 'handoff', name: 'handoff', payload });
};
