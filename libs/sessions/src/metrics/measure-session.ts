import { type SessionEvent, type SessionRecord, sessionEventTypes } from '../session-event';
import { hasFailed, listFailures } from './failures';
import { lastMomentOf, toMs } from './intervals';
import { measureTurn } from './measure-turn';
import { measureUsage } from './measure-usage';
import type { SessionMetrics } from './session-metrics.types';
import { toRate } from './to-rate';
import { toTurns } from './to-turns';

/** What a session took. Pure; a record that was sent again changes nothing, since it is in the session once. */
export const measureSession = (record: SessionRecord): SessionMetrics => {
  const { events } = record;
  const turns = toTurns(record);
  const measured = turns.map(measureTurn);
  return {
    totalLatencyMs: toMs(measured.reduce((sum, { latencyMs }) => sum + latencyMs, 0)),
    wallClockMs: toMs(wallClockOf(events)),
    turns: measured,
    ...measureUsage(turns),
    ...countTools(events),
    ...countGuardrails(events),
    errorCount: listFailures(events).length,
    eventCounts: countTypes(events),
  };
};

const wallClockOf = (events: readonly SessionEvent[]): number => {
  let first = Infinity;
  let last = -Infinity;
  for (const event of events) {
    first = Math.min(first, event.startedAt);
    last = Math.max(last, lastMomentOf(event));
  }
  return events.length === 0 ? 0 : last - first;
};

const countTools = (events: readonly SessionEvent[]) => {
  let [count, failed, succeeded] = [0, 0, 0];
  for (const event of events) {
    if (event.type !== 'tool_call') continue;
    count += 1;
    const outcome = hasFailed(event);
    if (outcome === true) failed += 1;
    if (outcome === false) succeeded += 1;
  }
  return {
    toolCallCount: count,
    toolSuccessCount: succeeded,
    toolFailureCount: failed,
    toolPendingCount: count - succeeded - failed,
    toolSuccessRate: toRate(succeeded, succeeded + failed),
  };
};

const countGuardrails = (events: readonly SessionEvent[]) => {
  let [count, blocked, known] = [0, 0, 0];
  for (const event of events) {
    if (event.type !== 'guardrail_eval') continue;
    count += 1;
    if (isBlocked(event)) blocked += 1;
    if (isBlocked(event) || event.data.blocked !== null || event.data.passed !== null) known += 1;
  }
  return {
    guardrailEvalCount: count,
    guardrailBlockCount: blocked,
    guardrailBlockRate: toRate(blocked, known),
  };
};

/** Whether a guardrail stopped what it looked at. */
export const isBlocked = ({ status, data }: Extract<SessionEvent, { type: 'guardrail_eval' }>): boolean =>
  data.blocked ?? status === 'blocked';

const countTypes = (events: readonly SessionEvent[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries(
    sessionEventTypes.flatMap((type) => (counts.has(type) ? [[type, counts.get(type) ?? 0]] : [])),
  );
};
