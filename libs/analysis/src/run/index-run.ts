import { isJsonObject } from '@debrief/kernel';
import { errorText, eventText, textField } from './event-text';
import { type PlacedRequest, placeRequests } from '../requests/place-requests';
import { failureText } from './failure-text';
import type { Run, RunEvent } from './run';
import type { ToolCall } from './tool-call';

/** A run with what all rules share, made once and in linear time. */
export interface IndexedRun extends Run {
  readonly calls: readonly ToolCall[];
  /** By the seq of the call, and of the result. */
  readonly callOf: ReadonlyMap<number, ToolCall>;
  /** Positions of what agents did: messages, calls, actions, model calls, decisions, hand-offs. */
  readonly agentSteps: readonly number[];
  /** The last message of an agent; null when there is none. */
  readonly finalAnswer: RunEvent | null;
  /** HTTP requests beside the events, in the order of time. */
  readonly requests: readonly PlacedRequest[];
  /** What an event says in words (`eventText`), kept after the first asking. */
  text(event: RunEvent): string;
}

const agentTypes: ReadonlySet<string> = new Set([
  'agent_message',
  'tool_call',
  'browser_action',
  'llm_call',
  'retrieval',
]);

export const indexRun = (run: Run): IndexedRun => {
  const texts = new Map<number, string>();
  const calls = pairCalls(run.events);
  const callOf = new Map<number, ToolCall>();
  for (const call of calls) {
    callOf.set(call.call.seq, call);
    if (call.result) callOf.set(call.result.seq, call);
  }
  return {
    ...run,
    calls,
    callOf,
    agentSteps: run.events.flatMap((event, index) => (isAgentStep(event) ? [index] : [])),
    finalAnswer: run.events.findLast(({ type }) => type === 'agent_message') ?? null,
    requests: placeRequests(run.httpRequests, run.events, calls),
    text: (event) => {
      const known = texts.get(event.seq);
      if (known !== undefined) return known;
      const text = eventText(event);
      texts.set(event.seq, text);
      return text;
    },
  };
};

/** The marker that a `state_change` is: `decision`, `handoff`, `guardrail`, `span_start`, … Null for other events. */
export const markerOf = (event: RunEvent): string | null =>
  event.type === 'state_change' ? (textField(event.payload, 'name') ?? event.name) : null;

/** Whom a hand-off goes to; null for other events and for one that does not say. */
export const handoffTarget = (event: RunEvent): string | null => {
  if (markerOf(event) !== 'handoff') return null;
  const { payload } = event;
  const after = payload['after'];
  const named = textField(payload, 'to_agent') ?? (isJsonObject(after) ? textField(after, 'to_agent') : undefined);
  return named ?? (typeof after === 'string' ? after : null);
};

const isAgentStep = (event: RunEvent): boolean => {
  const marker = markerOf(event);
  return agentTypes.has(event.type) || marker === 'decision' || marker === 'handoff';
};

/**
 * Pairs calls with results: by `call_id`, else the oldest open call without one (as cassettes do). An imported span is call and
 * result in one event: it has `result` or `error` of its own.
 */
const pairCalls = (events: readonly RunEvent[]): ToolCall[] => {
  const calls: { -readonly [K in keyof ToolCall]: ToolCall[K] }[] = [];
  const open = new Map<string | null, { indexes: number[]; next: number }>();
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index] as RunEvent;
    const id = textField(event.payload, 'call_id') ?? null;
    if (event.type === 'tool_call') {
      const isWhole = 'result' in event.payload || errorText(event) !== null;
      if (!isWhole) queueOf(open, id).indexes.push(calls.length);
      calls.push({
        call: event,
        index,
        name: textField(event.payload, 'tool_name') ?? event.name,
        args: event.payload['arguments'] ?? null,
        result: isWhole ? event : null,
        resultIndex: isWhole ? index : null,
        error: isWhole ? errorText(event) : null,
        failure: null,
      });
    } else if (event.type === 'tool_result') {
      const queue = queueOf(open, id);
      const place = queue.indexes[queue.next];
      const call = place === undefined ? undefined : calls[place];
      if (!call) continue;
      queue.next += 1;
      Object.assign(call, { result: event, resultIndex: index, error: errorText(event) });
    }
  }
  for (const call of calls) call.failure = failureText(call.error, call.result);
  return calls;
};

const queueOf = <K>(open: Map<K, { indexes: number[]; next: number }>, id: K) => {
  const queue = open.get(id) ?? { indexes: [], next: 0 };
  open.set(id, queue);
  return queue;
};
