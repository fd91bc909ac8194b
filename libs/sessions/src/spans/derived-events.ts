import type { SpanSteps, Step } from '@debrief/ingestion';
import { handoffData } from '../mapping/decision-data';
import { type EventDraft, toDraft, type TypedData } from '../mapping/event-draft';
import type { Said } from '../mapping/said';
import { errorData, responseData, stateData } from '../mapping/state-data';
import { toolResultData } from '../mapping/tool-data';
import type { EventFailure, SourceSurface } from '../session-event';

/** Where spans are from. */
export interface SpanHome {
  readonly traceId: string;
  readonly surface: SourceSurface;
}

/** The steps of a span that are no records of their own, as events inside of it: those that open it, and those that end it. */
export const derivedEvents = (
  { before, after }: SpanSteps,
  event: EventDraft,
): { readonly before: EventDraft[]; readonly after: EventDraft[] } => {
  const counts = new Map<string, number>();
  const derive = (step: Step): EventDraft[] => {
    const derived = toDerived(step, event);
    if (derived === null) return [];
    const count = (counts.get(derived.id) ?? 0) + 1;
    counts.set(derived.id, count);
    return [count === 1 ? derived : { ...derived, id: `${derived.id}:${count}` }];
  };
  return { before: before.flatMap(derive), after: after.flatMap(derive) };
};

/** Null: the event itself, or its result, says the same. */
const toDerived = (step: Step, event: EventDraft): EventDraft | null => {
  const typed = typedData(step, event);
  if (typed === null) return null;
  const failure = failureOf(typed, event);
  return toDraft(
    {
      ...event,
      id: `${event.id}:${suffixOf(step)}`,
      decisionKind: typed.type === 'handoff' ? 'handoff' : null,
      name: nameOf(typed),
      agentName: step.agent,
      spanId: null,
      parentSpanId: event.spanId,
      startedAt: step.startedAt,
      endedAt: null,
      durationMs: null,
      clockSkew: false,
      status: failure === null ? 'ok' : 'error',
      error: failure,
      derived: true,
      isWrapper: false,
      embeddingTokens: null,
    },
    typed,
  );
};

const suffixOf = ({ type }: Step): string => suffixes[type] ?? type;
const suffixes: Readonly<Partial<Record<Step['type'], string>>> = {
  user_message: 'input',
  tool_result: 'result',
  agent_message: 'response',
};

const typedData = (step: Step, event: EventDraft): TypedData | null => {
  const said: Said = {
    recordType: step.type,
    name: step.name,
    agent: step.agent,
    decisionKind: null,
    payload: step.payload,
    metadata: {},
  };
  switch (step.type) {
    case 'user_message':
      return { type: 'state_change', data: stateData(said) };
    case 'agent_message':
      return { type: 'response', data: responseData(said) };
    case 'handoff':
      return { type: 'handoff', data: handoffData(said) };
    case 'tool_result':
      return event.type === 'tool_call' ? { type: 'tool_result', data: resultData(step, event) } : null;
    case 'error':
      return isCarried(step, event) ? null : { type: 'error', data: errorData(said) };
    default:
      return null;
  }
};

const resultData = ({ payload }: Step, event: EventDraft & { readonly type: 'tool_call' }) => {
  const { toolName, callId } = event.data;
  return toolResultData(payload, { toolName, callId, callEventId: event.id }, event.error, event.error === null);
};

/** An error that the event is, or that the result of its call tells, is no other. */
const isCarried = ({ payload }: Step, event: EventDraft): boolean => {
  const isToldByIt =
    event.type === 'error' || event.type === 'tool_result' || (event.type === 'tool_call' && event.endedAt !== null);
  return isToldByIt && event.error !== null && event.error.message === payload['message'];
};

const failureOf = (typed: TypedData, event: EventDraft): EventFailure | null => {
  if (typed.type === 'error') return { type: typed.data.errorType, message: typed.data.message };
  return typed.type === 'tool_result' ? event.error : null;
};

const nameOf = (typed: TypedData): string | null => {
  switch (typed.type) {
    case 'tool_result':
      return typed.data.toolName;
    case 'error':
      return typed.data.errorType;
    case 'state_change':
      return typed.data.key;
    case 'handoff':
      return 'handoff';
    default:
      return null;
  }
};
