import type { JsonValue } from '@debrief/kernel';
import { decisionData, handoffData } from '../mapping/decision-data';
import { type EventDraft, toDraft, type TypedData } from '../mapping/event-draft';
import { guardrailData } from '../mapping/guardrail-data';
import { llmData } from '../mapping/llm-data';
import { failureOf, numberOf, saysFailure, textOf } from '../mapping/read-value';
import type { Said } from '../mapping/said';
import { errorData, responseData, stateData } from '../mapping/state-data';
import { statusOf } from '../mapping/status-of';
import { toolCallData, toolNameOf, toolResultData } from '../mapping/tool-data';
import type { EventFailure } from '../session-event';
import { classifyNative, type NativeKind } from './classify-native';
import { joinResults } from './join-results';
import type { NativeEntry, NativeRecord } from './native-record';
import { pairMarkers } from './pair-markers';
import { placeDerived } from './place-derived';

interface Entry extends NativeEntry {
  readonly kind: NativeKind;
}

/** An event with what of it is no record of its own. */
interface Mapped {
  readonly event: EventDraft;
  readonly derived: EventDraft | null;
}

/**
 * The native records of a run as events of a session (sessions.md §2, §3), in seq order: a client's clock moves nothing.
 * @param traceId internal id
 * @param records in seq order
 */
export const toNativeEvents = (traceId: string, records: readonly NativeRecord[]): EventDraft[] => {
  const entries = pairMarkers(records).map((entry): Entry => ({ ...entry, kind: classifyNative(entry) }));
  const { resultOf, callOf } = joinResults(entries, (place) => roleOf(entries[place]));
  const mapped = entries.map((entry, place): Mapped => {
    const [result, call] = [entries[resultOf.get(place) ?? -1], entries[callOf.get(place) ?? -1]];
    return mapEntry(entry, { id: (one) => `${traceId}:${one.seq}`, result, call });
  });
  return placeDerived(mapped);
};

/** What waits for a result of its own, and what is one. An action or a retrieval holds what came of it. */
const roleOf = (entry: Entry | undefined): 'call' | 'result' | null => {
  if (entry?.kind.type === 'tool_result') return 'result';
  return entry?.kind.type === 'tool_call' && !answersItself(entry) ? 'call' : null;
};

const answersItself = ({ type, payload }: NativeRecord): boolean =>
  type === 'browser_action' || type === 'retrieval' || 'result' in payload || failureOf(payload) !== null;

interface Around {
  id(entry: Entry): string;
  readonly result: Entry | undefined;
  readonly call: Entry | undefined;
}

const mapEntry = (entry: Entry, around: Around): Mapped => {
  const { kind } = entry;
  const failure = failureIn(around.result ?? entry);
  const times = timesOf(entry, around.result);
  const said = toSaid(entry);
  const typed = typedData(entry, said, { ...around, failure, latencyMs: times.durationMs });
  const event = toDraft(
    {
      id: around.id(entry),
      decisionKind: kind.decisionKind,
      name: nameOf(typed, said),
      agentName: entry.agent,
      spanId: entry.ownSpanId,
      parentSpanId: entry.enclosingSpanId,
      ...times,
      status: statusOf(typed, failure !== null || entry.isError),
      error: failure ?? (typed.type === 'error' ? { type: typed.data.errorType, message: typed.data.message } : null),
      derived: false,
      source: { surface: 'native', type: entry.type, seq: entry.seq },
      isWrapper: false,
      embeddingTokens: null,
    },
    typed,
  );
  return { event, derived: derivedResult(entry, event, failure) };
};

const toSaid = ({ type, name, agent, kind, payload, metadata }: Entry): Said => ({
  recordType: type,
  name,
  agent,
  decisionKind: kind.decisionKind,
  payload,
  metadata,
});

interface Outcome extends Around {
  readonly failure: EventFailure | null;
  readonly latencyMs: number | null;
}

const typedData = (entry: Entry, said: Said, { id, result, call, failure, latencyMs }: Outcome): TypedData => {
  const { payload, kind } = entry;
  switch (kind.type) {
    case 'llm_call':
      return { type: kind.type, data: llmData(said, latencyMs) };
    case 'tool_call': {
      const isAnswered = result !== undefined || answersItself(entry);
      return {
        type: kind.type,
        data: toolCallData(said, { success: isAnswered ? failure === null : null, latencyMs }),
      };
    }
    case 'tool_result': {
      const toolName = textOf(payload['tool_name']) ?? (call ? toolNameOf(toSaid(call)) : null);
      const about = { toolName, callId: textOf(payload['call_id']), callEventId: call ? id(call) : null };
      return { type: kind.type, data: toolResultData(payload, about, failure, failure === null) };
    }
    case 'decision':
      return { type: kind.type, data: decisionData(said) };
    case 'handoff':
      return { type: kind.type, data: handoffData(said) };
    case 'guardrail_eval':
      return { type: kind.type, data: guardrailData(said) };
    case 'error':
      return { type: kind.type, data: errorData(said) };
    case 'response':
      return { type: kind.type, data: responseData(said) };
    case 'state_change':
      return { type: kind.type, data: stateData(said) };
  }
};

const failedResult: EventFailure = { type: null, message: 'the result says that it failed' };

/** What went wrong, by the event's error or by what a tool gave back. */
const failureIn = ({ payload, kind }: Entry): EventFailure | null => {
  const failure = failureOf(payload);
  if (failure !== null || (kind.type !== 'tool_call' && kind.type !== 'tool_result')) return failure;
  return payload['success'] === false || saysFailure(payload['result']) ? failedResult : null;
};

const nameOf = (typed: TypedData, { name }: Said): string | null => {
  switch (typed.type) {
    case 'llm_call':
      return typed.data.model;
    case 'tool_call':
    case 'tool_result':
      return typed.data.toolName;
    case 'error':
      return typed.data.errorType;
    case 'state_change':
      return typed.data.key;
    case 'guardrail_eval':
      return typed.data.guardrail;
    default:
      return name;
  }
};

type Times = Pick<EventDraft, 'startedAt' | 'endedAt' | 'durationMs' | 'clockSkew'>;

/** A call lasts until its result, a span until its second marker; what else says how long it took lasted so long. */
const timesOf = ({ at, payload, spanEnd, kind }: Entry, result: Entry | undefined): Times => {
  const told =
    durationIn(payload['duration_ms']) ?? (kind.type === 'llm_call' ? durationIn(payload['latency_ms']) : null);
  const end = result?.at ?? spanEnd ?? null;
  const duration = told ?? (end === null ? null : end - at);
  if (duration === null || (spanEnd === null && result === undefined))
    return { startedAt: at, endedAt: null, durationMs: null, clockSkew: false };
  const durationMs = Math.max(duration, 0);
  return { startedAt: at, endedAt: at + durationMs, durationMs, clockSkew: duration < 0 };
};

const durationIn = (value: JsonValue | undefined): number | null => numberOf(value);

/** What a call holds of its answer: the documents of a retrieval, or a result that came along. */
const derivedResult = (entry: Entry, event: EventDraft, failure: EventFailure | null): EventDraft | null => {
  const { payload } = entry;
  const holdsAnswer =
    'result' in payload || 'documents' in payload || (entry.type === 'tool_call' && failureOf(payload) !== null);
  if (event.type !== 'tool_call' || !answersItself(entry) || !holdsAnswer) return null;
  const { toolName, callId } = event.data;
  const data = toolResultData(payload, { toolName, callId, callEventId: event.id }, failure, failure === null);
  return toDraft(
    {
      ...event,
      id: `${event.id}:result`,
      name: toolName,
      spanId: null,
      parentSpanId: event.spanId ?? event.parentSpanId,
      startedAt: event.endedAt ?? event.startedAt,
      endedAt: null,
      durationMs: null,
      clockSkew: false,
      status: failure === null ? 'ok' : 'error',
      error: failure,
      derived: true,
    },
    { type: 'tool_result', data },
  );
};
