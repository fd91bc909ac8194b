import { canonicalJson } from '@debrief/kernel';
import { listFailures } from '../metrics/failures';
import { type SessionTurn, toTurns } from '../metrics/to-turns';
import type { SessionEvent, SessionEventType, SessionRecord } from '../session-event';

/** An event of one type. */
export type EventOf<T extends SessionEventType> = Extract<SessionEvent, { type: T }>;

/** A session with what the rules share, made once. */
export interface SessionReading extends SessionRecord {
  readonly turns: readonly SessionTurn[];
  readonly failures: readonly SessionEvent[];
  readonly toolCalls: readonly EventOf<'tool_call'>[];
}

export const readSession = (record: SessionRecord): SessionReading => ({
  ...record,
  turns: toTurns(record),
  failures: listFailures(record.events),
  toolCalls: ofType(record.events, 'tool_call'),
});

export const ofType = <T extends SessionEventType>(events: readonly SessionEvent[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type);

/** What a tool is called; null: the call does not say. */
export const toolOf = ({ data, name }: EventOf<'tool_call'>): string | null => data.toolName ?? name;

/** Arguments in a form in which equal ones are equal. */
export const argumentsOf = ({ data }: EventOf<'tool_call'>): string => canonicalJson(data.arguments);

/** What an event says went wrong; empty: it does not say. */
export const failureMessageOf = (event: SessionEvent): string => {
  if (event.error) return event.error.message;
  if (event.type === 'error') return event.data.message;
  return event.type === 'tool_result' ? (event.data.error?.message ?? '') : '';
};
