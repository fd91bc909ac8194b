import type { ToolCall } from '../run/tool-call';
import type { RunEvent } from '../run/run';
import type { RunRequest } from '../run/run-request';

/** A request beside the events. Clocks differ: the place is approximate. */
export interface PlacedRequest extends RunRequest {
  /** Position of the last event whose client time is not after the request's start; -1 for none. */
  readonly nearestIndex: number;
  readonly nearestSeq: number | null;
  readonly hasFailed: boolean;
  /** A later request of the same method, host and path was answered with 2xx or 3xx. */
  readonly isRecovered: boolean;
  /** The tool call that was open at that place: the request is taken for its doing. */
  readonly call: ToolCall | null;
}

/** Puts requests beside a run's events, by time and then by id. Linear but for a search in each. */
export const placeRequests = (
  requests: readonly RunRequest[],
  events: readonly RunEvent[],
  calls: readonly ToolCall[],
): PlacedRequest[] => {
  if (requests.length === 0) return [];
  const earliestFrom = toEarliestFrom(events);
  const callIndexes = calls.map(({ index }) => index);
  const sorted = requests.toSorted((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  const worksLater = new Set<string>();
  const placed = sorted.toReversed().map((request): PlacedRequest => {
    const nearestIndex = lastNotAbove(earliestFrom, request.startedAt);
    const place = `${request.method} ${request.host} ${request.path}`;
    const isRecovered = worksLater.has(place);
    if (request.statusCode >= 200 && request.statusCode < 400) worksLater.add(place);
    return {
      ...request,
      nearestIndex,
      nearestSeq: events[nearestIndex]?.seq ?? null,
      hasFailed: request.statusCode === 0 || request.statusCode >= 400,
      isRecovered,
      call: findOpenCall(calls, lastNotAbove(callIndexes, nearestIndex), { nearestIndex, at: request.startedAt }),
    };
  });
  return placed.reverse();
};

/** For each position the earliest client time from there on: ascending, so that the last event of a time can be searched. */
const toEarliestFrom = (events: readonly RunEvent[]): number[] => {
  let earliest = Infinity;
  const times = events.toReversed().map(({ startedAt }) => (earliest = Math.min(earliest, startedAt ?? Infinity)));
  return times.reverse();
};

/** Position of the last of some ascending values that is not above a limit; -1 for none. */
const lastNotAbove = (values: readonly number[], limit: number): number => {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** Calls that run side by side are few; further back nothing is looked for. */
const mostOpen = 20;

/** The latest call that was not answered yet. One that never was is open only until the next call. */
const findOpenCall = (
  calls: readonly ToolCall[],
  last: number,
  { nearestIndex, at }: { readonly nearestIndex: number; readonly at: number },
): ToolCall | null => {
  for (let place = last; place >= 0 && place > last - mostOpen; place -= 1) {
    const call = calls[place] as ToolCall;
    const { index, resultIndex } = call;
    if (resultIndex === null ? place === last : resultIndex > nearestIndex) return call;
    if (resultIndex === index && isDuring(call, nearestIndex, at)) return call;
  }
  return null;
};

/** Of a call that is recorded in one event, its end is known by its duration alone. */
const isDuring = ({ call, index }: ToolCall, nearestIndex: number, at: number): boolean =>
  index === nearestIndex ||
  (call.startedAt !== null && call.durationMs !== null && at <= call.startedAt + call.durationMs);
