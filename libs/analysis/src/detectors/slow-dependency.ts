import type { PlacedRequest } from '../requests/place-requests';
import type { RunEvent } from '../run/run';
import { detector } from './detector';

/** Requests to others took a large part of a turn, from what the user said to what was done last for it. Confidence 0.4. */
export const slowDependency = detector({
  label: 'slow_dependency',
  version: '1',
  tier: 'suspicion',
  severity: 'low',
  mast: null,
  trail: 'Timeout Issues',
  thresholds: { share: 0.5, seconds: 1 },
  missing: ({ requests }) => (requests.length === 0 ? 'http_requests' : null),
  detect: ({ events, requests }, { share, seconds }) => {
    let place = 0;
    return turnsOf(events).flatMap(({ endIndex, from, to }) => {
      const first = place;
      while (place < requests.length && (requests[place] as PlacedRequest).nearestIndex < endIndex) place += 1;
      const own = requests.slice(first, place);
      const longest = own.reduce<PlacedRequest | undefined>(
        (most, one) => (most && most.durationMs >= one.durationMs ? most : one),
        undefined,
      );
      const busy = busyMs(own, from, to);
      if (!longest || longest.nearestSeq === null || busy < seconds * 1_000 || busy < share * (to - from)) return [];
      return [
        {
          confidence: 0.4,
          criticalStepSeq: longest.nearestSeq,
          evidenceRefs: [longest.nearestSeq],
          requests: own.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, mostShown),
          summary: `Requests to other services, most of all ${longest.host}, took ${inSeconds(busy)} of the ${inSeconds(to - from)} s of a turn.`,
        },
      ];
    });
  },
});

const mostShown = 5;
const inSeconds = (ms: number): string => String(Math.round(ms / 100) / 10);

interface Turn {
  /** Position behind its last event. */
  readonly endIndex: number;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Turns that tell the time. */
const turnsOf = (events: readonly RunEvent[]): Turn[] => {
  const starts = events.flatMap(({ type }, index) => (type === 'user_message' ? [index] : []));
  if (starts[0] !== 0) starts.unshift(0);
  return starts.flatMap((start, number): Turn[] => {
    const endIndex = starts[number + 1] ?? events.length;
    let [from, to] = [Infinity, -Infinity];
    for (const { startedAt, durationMs } of events.slice(start, endIndex)) {
      if (startedAt === null) continue;
      from = Math.min(from, startedAt);
      to = Math.max(to, startedAt + (durationMs ?? 0));
    }
    return to > from ? [{ endIndex, from, to }] : [];
  });
};

/** How long at least one of the requests, which are in the order of their starts, was under way between two moments. */
const busyMs = (requests: readonly PlacedRequest[], from: number, to: number): number => {
  let [busy, until] = [0, from];
  for (const { startedAt, durationMs } of requests) {
    const end = Math.min(startedAt + durationMs, to);
    busy += Math.max(0, end - Math.max(startedAt, until));
    until = Math.max(until, end);
  }
  return busy;
};
