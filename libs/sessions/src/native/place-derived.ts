import type { EventDraft } from '../mapping/event-draft';

interface WithDerived {
  readonly event: EventDraft;
  readonly derived: EventDraft | null;
}

/**
 * Puts what was derived of an event behind all that its span encloses; where the event is no span, directly behind the event.
 * Linear: from the last event backwards, a span's first mention is the last that belongs to it.
 */
export const placeDerived = (mapped: readonly WithDerived[]): EventDraft[] => {
  if (mapped.every(({ derived }) => derived === null)) return mapped.map(({ event }) => event);
  const lastOf = lastInSpans(mapped.map(({ event }) => event));
  const behind = new Map<number, EventDraft[]>();
  for (const [place, { event, derived }] of mapped.entries()) {
    if (derived === null) continue;
    const last = event.spanId === null ? place : Math.max(place, lastOf.get(event.spanId) ?? place);
    // Of spans that end together the inner one began later.
    behind.set(last, [derived, ...(behind.get(last) ?? [])]);
  }
  return mapped.flatMap(({ event }, place) => [event, ...(behind.get(place) ?? [])]);
};

/** The place of the last event in each span, those in its inner spans included. */
const lastInSpans = (events: readonly EventDraft[]): Map<string, number> => {
  const parents = new Map(
    events.flatMap(({ spanId, parentSpanId }) => (spanId === null ? [] : [[spanId, parentSpanId]])),
  );
  const lastOf = new Map<string, number>();
  for (let place = events.length - 1; place >= 0; place -= 1) {
    let span = events[place]?.spanId ?? events[place]?.parentSpanId ?? null;
    while (span !== null && !lastOf.has(span)) {
      lastOf.set(span, place);
      span = parents.get(span) ?? null;
    }
  }
  return lastOf;
};
