import { readSpanSteps, type SpanSteps, type Step, type StepSpan } from '@debrief/ingestion';
import { type JsonObject, type JsonValue } from '@debrief/kernel';
import { decisionData, handoffData } from '../mapping/decision-data';
import { type DraftFacts, type EventDraft, toDraft, type TypedData } from '../mapping/event-draft';
import { explicitType } from '../mapping/explicit-type';
import { guardrailData } from '../mapping/guardrail-data';
import { saysFailure } from '../mapping/read-value';
import type { Said } from '../mapping/said';
import { errorData, responseData, stateData } from '../mapping/state-data';
import { statusOf } from '../mapping/status-of';
import { toolCallData, toolNameOf, toolResultData } from '../mapping/tool-data';
import type { EventFailure, SessionEventType, SourceSurface } from '../session-event';
import { derivedEvents, type SpanHome } from './derived-events';
import { spanLlmData } from './span-llm-data';
import { clockSkewOf, timesOf } from './span-times';

/**
 * The spans of a run as events of a session (sessions.md §2, §3): each span one event, in causal order, with what was read out of it as
 * events in its place.
 * @param traceId internal id
 */
export const toSpanEvents = (traceId: string, surface: SourceSurface, spans: readonly StepSpan[]): EventDraft[] => {
  const events: EventDraft[] = [];
  const open: { readonly end: number; readonly after: readonly EventDraft[] }[] = [];
  const closeUpTo = (place: number): void => {
    for (let top = open.at(-1); top !== undefined && top.end <= place; top = open.at(-1)) {
      open.pop();
      events.push(...top.after);
    }
  };
  const all = readSpanSteps(spans);
  for (const [place, spanSteps] of all.entries()) {
    closeUpTo(place);
    const event = ownEvent(spanSteps, { traceId, surface });
    const { before, after } = derivedEvents(spanSteps, event);
    events.push(event, ...before);
    open.push({ end: spanSteps.subtreeEnd, after });
  }
  closeUpTo(all.length);
  return events;
};

const types: Readonly<Partial<Record<Step['type'], SessionEventType>>> = {
  llm_call: 'llm_call',
  tool_call: 'tool_call',
  retrieval: 'tool_call',
  handoff: 'handoff',
  decision: 'decision',
  guardrail_eval: 'guardrail_eval',
  error: 'error',
  agent_message: 'response',
};

const ownEvent = (spanSteps: SpanSteps, { traceId, surface }: SpanHome): EventDraft => {
  const { span, agent, own, isWrapper } = spanSteps;
  const { normal } = span;
  const type = explicitType(normal.ownType) ?? types[own.type] ?? 'state_change';
  const times = timesOf(span);
  const failure = failureOf(span);
  const decisionKind = type === 'handoff' ? 'handoff' : type === 'decision' ? normal.decisionKind : null;
  const said: Said = {
    recordType: own.type,
    name: normal.name,
    agent,
    decisionKind,
    payload: own.payload,
    metadata: {},
  };
  const typed = typedData(type, spanSteps, said, failure);
  const facts: DraftFacts = {
    id: `${traceId}:${span.seq}`,
    decisionKind,
    name: (typed.type === 'tool_call' || typed.type === 'tool_result' ? typed.data.toolName : null) ?? normal.name,
    agentName: agent,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    ...times,
    clockSkew: clockSkewOf(span),
    status: statusOf(typed, failure !== null),
    error: failure,
    derived: false,
    source: { surface, type: normal.observationType, seq: span.seq },
    isWrapper,
    embeddingTokens: normal.observationType === 'embedding' ? (normal.usage?.total ?? null) : null,
  };
  // A model that has not answered yet is waited for as a tool is.
  const isPending = type === 'llm_call' && times.endedAt === null && facts.status === 'ok';
  return toDraft(isPending ? { ...facts, status: 'pending' } : facts, typed);
};

/** A span that met an error and went on has not failed; a tool has failed by what it answered, too. */
const failureOf = ({ status, normal, name }: StepSpan): EventFailure | null => {
  const isTool = normal.observationType === 'tool' || normal.observationType === 'retriever';
  const isFailed = status.code === 2 || normal.eventType === 'error' || (isTool && normal.error !== null);
  if (isFailed) return { type: normal.error?.type ?? null, message: normal.error?.message ?? (status.message || name) };
  return isTool && saysFailure(normal.toolResult ?? undefined)
    ? { type: null, message: 'the result says that it failed' }
    : null;
};

const typedData = (
  type: SessionEventType,
  { span, own }: SpanSteps,
  said: Said,
  failure: EventFailure | null,
): TypedData => {
  const { durationMs } = timesOf(span);
  switch (type) {
    case 'llm_call':
      return { type, data: spanLlmData(span, durationMs) };
    case 'tool_call': {
      const success = span.endUnixNano === null && failure === null ? null : failure === null;
      const call = toolCallData(said, { success, latencyMs: durationMs });
      return { type, data: { ...call, callId: span.normal.toolCallId } };
    }
    case 'tool_result': {
      const about = { toolName: toolNameOf(said), callId: span.normal.toolCallId, callEventId: null };
      const payload: JsonObject = { result: outputOf(span, own) };
      return { type, data: toolResultData(payload, about, failure, failure === null) };
    }
    case 'decision': {
      // That the span is named so says what decided; what was decided is its output.
      const { name: _name, decision: _decision, ...payload } = own.payload;
      return { type, data: decisionData({ ...said, payload }) };
    }
    case 'handoff':
      return { type, data: handoffData(said) };
    case 'guardrail_eval':
      return { type, data: guardrailData(said) };
    case 'error': {
      const data = errorData({ ...said, payload: { ...own.payload, traceback: span.normal.error?.stack ?? null } });
      return { type, data: failure === null ? data : { ...data, errorType: failure.type, message: failure.message } };
    }
    case 'response':
      return { type, data: responseData({ ...said, payload: { content: outputOf(span, own) } }) };
    case 'state_change':
      return { type, data: spanStateData(span, said) };
  }
};

const outputOf = ({ normal }: StepSpan, { payload }: Step): JsonValue =>
  payload['content'] ?? payload['result'] ?? payload['after'] ?? payload['output'] ?? normal.toolResult ?? null;

/** A span that is nothing else shows what it was sent with. */
const spanStateData = ({ normal, attributes }: StepSpan, said: Said) => {
  const data = stateData({ ...said, recordType: 'state_change' });
  return { ...data, key: normal.name, attributes: { ...data.attributes, ...attributes } };
};
