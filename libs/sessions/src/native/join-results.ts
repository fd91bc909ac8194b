import { textOf } from '../mapping/read-value';
import type { NativeEntry } from './native-record';

/** Which result answers which call, by their places in the list of entries. */
export interface JoinedCalls {
  readonly resultOf: ReadonlyMap<number, number>;
  readonly callOf: ReadonlyMap<number, number>;
}

/**
 * Joins tool calls with their results: by `call_id`, and those without one to the oldest open call without one, as cassettes do.
 * @param roleOf whether an entry asks a tool or answers for one; null for what does neither
 */
export const joinResults = (
  entries: readonly NativeEntry[],
  roleOf: (place: number) => 'call' | 'result' | null,
): JoinedCalls => {
  const resultOf = new Map<number, number>();
  const callOf = new Map<number, number>();
  const open = new Map<string | null, { readonly places: number[]; next: number }>();
  for (const [place, { payload }] of entries.entries()) {
    const role = roleOf(place);
    if (role === null) continue;
    const id = textOf(payload['call_id']);
    const queue = open.get(id) ?? { places: [], next: 0 };
    open.set(id, queue);
    if (role === 'call') queue.places.push(place);
    else {
      const call = queue.places[queue.next];
      if (call === undefined) continue;
      queue.next += 1;
      resultOf.set(call, place);
      callOf.set(place, call);
    }
  }
  return { resultOf, callOf };
};
