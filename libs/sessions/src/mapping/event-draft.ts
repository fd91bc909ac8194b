import type { SessionEvent, SessionEventData, SessionEventType } from '../session-event';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An event before it has its place in the session. */
export type EventDraft = Without<SessionEvent, 'sessionId' | 'traceId' | 'position'>;

/** A type with the data that events of it hold. */
export type TypedData = {
  [T in SessionEventType]: { readonly type: T; readonly data: SessionEventData[T] };
}[SessionEventType];

/** What an event is beside its type and data. */
export type DraftFacts = Omit<EventDraft, 'type' | 'data'>;

/** The one place where facts and data become an event: TypeScript does not see that a spread keeps the pair together. */
export const toDraft = (facts: DraftFacts, typed: TypedData): EventDraft => ({ ...facts, ...typed }) as EventDraft;

/** The data of an event with some of its fields replaced. */
export const withData = <T extends SessionEventType>(
  draft: EventDraft,
  type: T,
  changes: Partial<SessionEventData[T]>,
): EventDraft => (draft.type === type ? ({ ...draft, data: { ...draft.data, ...changes } } as EventDraft) : draft);
