import { moveTally, type Extremes, type Share, type Tally } from './move-tally';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));
const seen = (criticalStepSeq: number | null, confidence: number, first: number, last = first): Extremes => ({
  criticalStepSeq,
  confidence,
  firstSeenAt: day(first),
  lastSeenAt: day(last),
});
const share = (occurrences: number, criticalStepSeq: number | null, confidence: number, n: number): Share => ({
  occurrences,
  criticalStepSeq,
  confidence,
  seenAt: day(n),
});
const tally: Tally = { sessionCount: 5, occurrenceCount: 8, ...seen(4, 0.8, 10, 20) };

describe('moveTally', () => {
  it.each<[string, { before: Share[]; after: Share[]; left?: Extremes }, Partial<Tally>]>([
    ['nothing', { before: [], after: [] }, {}],
    [
      'a run that joins',
      { before: [], after: [share(2, 3, 0.9, 25)] },
      { sessionCount: 6, occurrenceCount: 10, ...seen(3, 0.9, 10, 25) },
    ],
    [
      'a run that joins under two fingerprints is one run',
      { before: [], after: [share(1, 9, 0.5, 5), share(1, null, 0.6, 5)] },
      { sessionCount: 6, occurrenceCount: 10, ...seen(4, 0.8, 5, 20) },
    ],
    [
      'a run that stays as it was',
      { before: [share(2, 4, 0.8, 10)], after: [share(2, 4, 0.8, 10)], left: seen(4, 0.8, 10, 20) },
      {},
    ],
    [
      'a run that has one detection less',
      { before: [share(2, 4, 0.8, 10)], after: [share(1, 6, 0.7, 10)], left: seen(5, 0.7, 10, 20) },
      { occurrenceCount: 7, ...seen(5, 0.7, 10, 20) },
    ],
    [
      'the first run leaves',
      { before: [share(2, 4, 0.8, 10)], after: [], left: seen(6, 0.7, 12, 20) },
      { sessionCount: 4, occurrenceCount: 6, ...seen(6, 0.7, 12, 20) },
    ],
    [
      'one leaves while older ones were removed by retention: the incident is as old as it was',
      { before: [share(1, 7, 0.5, 15)], after: [], left: seen(4, 0.8, 14, 20) },
      { sessionCount: 4, occurrenceCount: 7, ...seen(4, 0.8, 10, 20) },
    ],
    [
      'the last run leaves: what was seen stays',
      { before: [share(1, 4, 0.8, 10)], after: [], left: undefined },
      { sessionCount: 4, occurrenceCount: 7 },
    ],
  ])('%s', (_name, { before, after, left }, expected) =>
    expect(moveTally(tally, { before, after, left })).toEqual({ ...tally, ...expected }),
  );

  it('never counts below zero', () =>
    expect(
      moveTally(
        { ...tally, sessionCount: 0, occurrenceCount: 0 },
        { before: [share(1, 1, 1, 1)], after: [], left: undefined },
      ),
    ).toMatchObject({ sessionCount: 0, occurrenceCount: 0 }));
});
