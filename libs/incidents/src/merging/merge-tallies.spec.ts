import type { Tally } from '../absorb/move-tally';
import { mergeTallies, splitTallies } from './merge-tallies';

const day = (n: number): Date => new Date(Date.UTC(2026, 10, n));
const tally = (
  sessionCount: number,
  occurrenceCount: number,
  seq: number | null,
  first: number,
  last: number,
): Tally => ({
  sessionCount,
  occurrenceCount,
  criticalStepSeq: seq,
  confidence: seq === null ? 0.5 : 0.9,
  firstSeenAt: day(first),
  lastSeenAt: day(last),
});

describe('mergeTallies', () => {
  it.each([
    ['nothing in common', tally(3, 4, 7, 5, 9), tally(2, 2, 3, 1, 6), 0, tally(5, 6, 3, 1, 9)],
    ['two runs in both', tally(3, 4, 7, 5, 9), tally(2, 2, null, 6, 12), 2, tally(3, 6, 7, 5, 12)],
    ['no step of its own', tally(1, 1, null, 5, 9), tally(1, 1, 4, 6, 8), 0, tally(2, 2, 4, 5, 9)],
  ])('%s', (_name, into, from, both, expected) => expect(mergeTallies(into, from, both)).toEqual(expected));
});

describe('splitTallies', () => {
  it('takes along the runs that are there; the rest stays counted on the whole', () => {
    const { criticalStepSeq, confidence, firstSeenAt, lastSeenAt } = tally(0, 0, 4, 6, 8);
    const part = {
      sessionCount: 3,
      onlyHere: 2,
      occurrenceCount: 3,
      extremes: { criticalStepSeq, confidence, firstSeenAt, lastSeenAt },
    };
    expect(splitTallies(tally(9, 12, 4, 1, 9), tally(5, 6, 2, 3, 4), { part, left: undefined })).toEqual({
      from: tally(7, 9, 4, 1, 9),
      home: tally(3, 3, 4, 6, 8),
    });
  });

  it('leaves a fingerprint without runs as it was seen', () => {
    const part = { sessionCount: 0, onlyHere: 0, occurrenceCount: 0, extremes: undefined };
    expect(splitTallies(tally(2, 2, 4, 1, 9), tally(5, 6, 2, 3, 4), { part, left: undefined })).toEqual({
      from: tally(2, 2, 4, 1, 9),
      home: tally(0, 0, 2, 3, 4),
    });
  });
});
