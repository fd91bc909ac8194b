import type { Decoded, NewEvent } from '../new-event';

/** What is stored under a key or a seq of the trace, from the probe and from the items before this one. */
export interface StoredEvent {
  readonly seq: number;
  readonly idempotencyKey: string;
  readonly contentHash: Buffer;
}

/** What a trace holds, as far as the items at hand can meet it. Grows while items are classified. */
export interface KnownEvents {
  readonly byKey: Map<string, StoredEvent>;
  readonly bySeq: Map<number, StoredEvent>;
}

/** A trace as the commit sees it: `room` and `maxSeq` move with every new event. */
export interface TraceState {
  readonly known: KnownEvents;
  readonly strictSeq: boolean;
  /** How many more events the trace may hold. */
  room: number;
  /** Highest seq stored, -1 for none. */
  maxSeq: number;
}

export type RejectionCause = 'key_conflict' | 'seq_conflict' | 'trace_full';

export type Classified =
  | { readonly outcome: 'new'; readonly event: NewEvent }
  | { readonly outcome: 'known' }
  | { readonly outcome: 'invalid'; readonly item: Extract<Decoded, { ok: false }> }
  | { readonly outcome: 'rejected'; readonly cause: RejectionCause; readonly idempotencyKey: string };

export const noKnownEvents = (): KnownEvents => ({ byKey: new Map(), bySeq: new Map() });

export const rememberEvent = (known: KnownEvents, event: StoredEvent): void => {
  known.byKey.set(event.idempotencyKey, event);
  known.bySeq.set(event.seq, event);
};

/**
 * Decides item by item, in order, what becomes of it (native.md §4). Stops when `budget` items that were not stored before have
 * been handled: the result is then shorter than `items`. What is new enters `trace`, so that later items meet it as stored.
 */
export const classify = (items: readonly Decoded[], trace: TraceState, budget: number): Classified[] => {
  const handled: Classified[] = [];
  let left = budget;
  for (const item of items) {
    const classified = classifyOne(item, trace);
    if (classified.outcome !== 'known' && left-- <= 0) break;
    if (classified.outcome === 'new') store(classified.event, trace);
    handled.push(classified);
  }
  return handled;
};

const classifyOne = (item: Decoded, trace: TraceState): Classified => {
  if (!item.ok) return { outcome: 'invalid', item };
  const { event } = item;
  const rejected = (cause: RejectionCause): Classified => ({
    outcome: 'rejected',
    cause,
    idempotencyKey: event.idempotencyKey,
  });
  const underKey = trace.known.byKey.get(event.idempotencyKey);
  if (underKey) return underKey.contentHash.equals(event.contentHash) ? { outcome: 'known' } : rejected('key_conflict');
  if (trace.known.bySeq.has(event.seq) || (trace.strictSeq && event.seq <= trace.maxSeq))
    return rejected('seq_conflict');
  if (trace.room <= 0) return rejected('trace_full');
  return { outcome: 'new', event };
};

const store = (event: NewEvent, trace: TraceState): void => {
  rememberEvent(trace.known, event);
  trace.room -= 1;
  trace.maxSeq = Math.max(trace.maxSeq, event.seq);
};
