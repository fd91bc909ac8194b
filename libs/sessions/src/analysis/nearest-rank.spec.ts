import fc from 'fast-check';
import { medianOfOthers, nearestRank } from './nearest-rank';

describe('nearestRank', () => {
  it.each([
    [[], 0.5, undefined],
    [[7], 0.5, 7],
    [[1, 2], 0.5, 1],
    [[1, 2, 3], 0.5, 2],
    [[15, 20, 35, 40, 50], 0.3, 20],
    [[15, 20, 35, 40, 50], 0.4, 20],
    [[15, 20, 35, 40, 50], 1, 50],
    [[1, 2, 3], 0.001, 1],
  ])('of %j at %p is %p', (sorted, share, expected) => expect(nearestRank(sorted, share)).toBe(expected));
});

it('medianOfOthers is the median of the list without the one', () =>
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (values) => {
      const sorted = values.toSorted((a, b) => a - b);
      for (const place of sorted.keys())
        expect(medianOfOthers(sorted, place)).toBe(nearestRank(sorted.toSpliced(place, 1), 0.5));
    }),
  ));
