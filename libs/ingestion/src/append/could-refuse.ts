import type { NewEvent } from '../new-event';

/** What of a trace decides whether an event with an unused key is stored. */
export interface TraceRoom {
  readonly strictSeq: boolean;
  /** How many more events the trace may hold. */
  readonly room: number;
  /** Highest seq stored, -1 for none. */
  readonly maxSeq: number;
}

/**
 * Whether one of these events, taken in order, could be refused for its seq or for want of room. If none can, all with a new key
 * are stored, and the unique index finds a key that is not new. Otherwise the keys must be looked up first: an event with a
 * known key is told of its key, not of its seq, and nothing that is refused ever meets the index.
 */
export const couldRefuse = (events: readonly NewEvent[], { strictSeq, room, maxSeq }: TraceRoom): boolean => {
  if (events.length > room) return true;
  let highest = maxSeq;
  let ascends = true;
  for (const { seq } of events) {
    if (seq <= maxSeq) return true;
    ascends &&= seq > highest;
    highest = seq;
  }
  return !ascends && (strictSeq || new Set(events.map(({ seq }) => seq)).size < events.length);
};
