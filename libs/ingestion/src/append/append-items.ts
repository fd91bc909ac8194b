import type { JsonValue } from '@debrief/kernel';
import type { Decoded } from '../new-event';
import type { AppendResult, RejectedItem } from '../ingestion.types';
import type { AppendOutcome } from './commit-group';
import type { Classified, RejectionCause } from './classify';
import { endedKeyError } from './ended-key-error';

export interface ItemsToAppend {
  /** Taken over: each is forgotten once it is decoded. */
  readonly items: JsonValue[];
  readonly decode: (item: JsonValue) => Decoded;
  /** How many items that were not stored before one request may bring. */
  readonly budget: number;
  readonly commit: (window: readonly Decoded[], budget: number) => Promise<AppendOutcome>;
}

/** Items decoded and committed at a time: bounds what a large spool holds in memory, and lets other requests in between. */
const windowSize = 1000;

const reasons: Record<RejectionCause, string> = {
  key_conflict: 'idempotency_key already used for another event',
  seq_conflict: 'seq must be monotonic for this session',
  trace_full: 'trace is full',
};

/**
 * Appends a request's items in order, window by window, until all are handled or the budget is used up.
 * @returns undefined when the trace does not exist
 * @throws DomainError UNAUTHENTICATED when the key ended after the guard had seen it
 */
export const appendItems = async ({
  items,
  decode,
  budget,
  commit,
}: ItemsToAppend): Promise<AppendResult | undefined> => {
  const rejected: RejectedItem[] = [];
  let accepted = 0;
  let next = 0;
  let left = budget;
  do {
    const window = takeItems(items, next).map(decode);
    const outcome = await commit(window, left);
    if ('unknownTrace' in outcome) return undefined;
    if ('endedKey' in outcome) throw endedKeyError(outcome.endedKey);
    outcome.handled.forEach((item, offset) => {
      const rejection = toRejection(item, next + offset);
      if (rejection) rejected.push(rejection);
      else accepted += 1;
      if (item.outcome !== 'known') left -= 1;
    });
    next += outcome.handled.length;
    if (outcome.handled.length < window.length) break;
  } while (next < items.length);
  return { accepted, rejected, deferred: next < items.length ? { count: items.length - next, fromIndex: next } : null };
};

/** What waits for a commit outlives young objects: of an event that is what is stored of it, and not what was sent as well. */
const takeItems = (items: JsonValue[], from: number): JsonValue[] => {
  const window = items.slice(from, from + windowSize);
  items.fill(null, from, from + windowSize);
  return window;
};

const toRejection = (item: Classified, index: number): RejectedItem | undefined => {
  if (item.outcome === 'rejected') {
    return { index, idempotencyKey: item.idempotencyKey, reason: reasons[item.cause], cause: item.cause };
  }
  if (item.outcome !== 'invalid') return undefined;
  const { idempotencyKey, reason, code } = item.item;
  return { index, idempotencyKey, reason, cause: code === 'TOO_LARGE' ? 'too_large' : 'invalid' };
};
