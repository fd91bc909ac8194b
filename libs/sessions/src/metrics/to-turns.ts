import type { SessionEvent, SessionRecord, SessionTrace } from '../session-event';
import { lastMomentOf } from './intervals';

/** One exchange: what the user said, or else how a run began, and what was done about it. */
export interface SessionTurn {
  /** From 1, over the whole record. */
  readonly number: number;
  readonly trace: SessionTrace;
  /** In session order. */
  readonly events: readonly SessionEvent[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** Closed by an answer, by the next turn of its run, or with the run. */
  readonly isComplete: boolean;
  readonly isAnswered: boolean;
  /** What a run did before the user first spoke in it. */
  readonly isPrelude: boolean;
}

export const isUserMessage = (event: SessionEvent): boolean =>
  event.type === 'state_change' && event.data.key === 'user_message';

/**
 * The turns of a session (sessions.md §6): one opens at each message of the user, or at a run's first event if that is none, and closes
 * at its last response, else at its last event. A span that holds a message of the user neither opens a turn nor ends one before the
 * last that it holds: the root of an imported run stands before the message that it was called with.
 */
export const toTurns = ({ traces, events }: SessionRecord): SessionTurn[] => {
  const eventsOf = Map.groupBy(events, ({ traceId }) => traceId);
  return traces
    .flatMap((trace) => toTurnsOfTrace(trace, eventsOf.get(trace.id) ?? []))
    .map((turn, index) => ({ ...turn, number: index + 1 }));
};

const toTurnsOfTrace = (trace: SessionTrace, events: readonly SessionEvent[]): Omit<SessionTurn, 'number'>[] => {
  const lastHeldBy = findHolders(events);
  const holdersOf = Map.groupBy(lastHeldBy.keys(), (span) => lastHeldBy.get(span));
  const groups: SessionEvent[][] = [];
  let leading: SessionEvent[] = [];
  for (const event of events) {
    const group = groups.at(-1);
    if (isUserMessage(event)) groups.push([...leading, event]);
    else if (group) group.push(event);
    else if (lastHeldBy.has(event)) leading.push(event);
    else groups.push([...leading, event]);
    if (groups.length > 0) leading = [];
  }
  return groups.map((group, index) => {
    const opener = group.find(isUserMessage);
    const response = group.findLast(({ type }) => type === 'response');
    const startedAt = (opener ?? group[0]!).startedAt;
    const isLast = index === groups.length - 1;
    const held = opener ? (holdersOf.get(opener) ?? []) : [];
    const ending = response ? [response] : [...group.filter((event) => !lastHeldBy.has(event)), ...held];
    return {
      trace,
      events: group,
      startedAt,
      endedAt: ending.reduce((latest, event) => Math.max(latest, lastMomentOf(event)), startedAt),
      isComplete: response !== undefined || !isLast || trace.status !== 'running',
      isAnswered: response !== undefined,
      isPrelude: opener === undefined && !isLast,
    };
  });
};

/** The spans around messages of the user, each with the last message that it holds. Linear: what is known is not climbed again. */
const findHolders = (events: readonly SessionEvent[]): ReadonlyMap<SessionEvent, SessionEvent> => {
  const spans = new Map<string, SessionEvent>();
  for (const event of events) if (event.spanId !== null && !spans.has(event.spanId)) spans.set(event.spanId, event);
  const holders = new Map<SessionEvent, SessionEvent>();
  for (const message of events.filter(isUserMessage).reverse()) {
    let span = spans.get(message.parentSpanId ?? '');
    while (span && span !== message && !holders.has(span)) {
      holders.set(span, message);
      span = spans.get(span.parentSpanId ?? '');
    }
  }
  return holders;
};
