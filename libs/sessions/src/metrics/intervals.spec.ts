import fc from 'fast-check';
import { coveredMs, type Interval } from './intervals';

describe('coveredMs', () => {
  it.each<[string, Interval[], Interval, number]>([
    ['nothing', [], [0, 10], 0],
    [
      'two apart',
      [
        [1, 3],
        [5, 6],
      ],
      [0, 10],
      3,
    ],
    [
      'two that overlap, once',
      [
        [1, 5],
        [3, 7],
      ],
      [0, 10],
      6,
    ],
    [
      'one within another',
      [
        [1, 9],
        [3, 4],
      ],
      [0, 10],
      8,
    ],
    [
      'two that touch',
      [
        [1, 3],
        [3, 5],
      ],
      [0, 10],
      4,
    ],
    [
      'what is inside the window',
      [
        [-5, 2],
        [8, 20],
      ],
      [0, 10],
      4,
    ],
    [
      'nothing outside of it',
      [
        [-5, -2],
        [12, 20],
      ],
      [0, 10],
      0,
    ],
    ['nothing of an end before its start', [[6, 2]], [0, 10], 0],
    [
      'in any order',
      [
        [5, 6],
        [1, 3],
        [2, 4],
      ],
      [0, 10],
      4,
    ],
  ])('counts %s', (_what, intervals, window, expected) => expect(coveredMs(intervals, window)).toBe(expected));

  it('is what counting each millisecond gives', () => {
    const interval = fc.tuple(fc.integer({ min: -5, max: 30 }), fc.integer({ min: -5, max: 30 }));
    fc.assert(
      fc.property(fc.array(interval), (intervals) => {
        const covered = Array.from({ length: 20 }, (_, at) => intervals.some(([a, b]) => a <= at && at < b));
        expect(coveredMs(intervals, [0, 20])).toBe(covered.filter(Boolean).length);
      }),
    );
  });
});
