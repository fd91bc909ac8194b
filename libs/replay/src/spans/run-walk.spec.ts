import fc from 'fast-check';
import { firstReach, nextReach, type WalkGround, type WalkReach } from './run-walk';

const step = (spans: number, isWhole = false) => ({ spans, isWhole, isCertain: false });
const whole = { spans: 10_000_000, isFiltered: false };
const filtered = { ...whole, isFiltered: true };
const reach = (runs: number): WalkReach => ({ runs, spans: 10 * runs });

describe('the reach of a walk over runs', () => {
  it.each([
    ['is one run for each row up to the end of the page', 51, whole, reach(51)],
    ['is the same under a filter', 51, filtered, reach(51)],
    ['is nothing where a page lies deep under a filter', 401, filtered, null],
    ['is nothing in a small project', 51, { ...whole, spans: 4_000 }, null],
    ['is nothing for a page that lies deep for its project', 2_501, { ...whole, spans: 200_000 }, null],
  ])('%s', (_, rows, ground, expected) => {
    expect(firstReach(rows, ground)).toEqual(expected);
  });

  it.each([
    ['grows fourfold', 40, step(300), whole, reach(160)],
    ['grows by the spans of runs that have many', 40, step(100_000), whole, reach(40_000)],
    ['ends with the last run', 40, step(300, true), whole, null],
    ['ends early under a filter', 200, step(2_000), filtered, null],
    ['ends where sorting is shorter', 40_000, step(400_000), whole, null],
  ])('%s', (_, runs, taken, ground, expected) => {
    expect(nextReach(reach(runs), taken, ground)).toEqual(expected);
  });

  it('never costs more than a fraction of what sorting all spans does', () => {
    const ground = fc.record({ spans: fc.nat(20_000_000), isFiltered: fc.boolean() });
    const sum = (rows: number, all: WalkGround): number => {
      let total = 0;
      for (let next = firstReach(rows, all); next !== null; next = nextReach(next, step(next.spans), all))
        total += next.spans;
      return total;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_500 }), ground, (rows, all) => {
        expect(8 * sum(rows, all)).toBeLessThanOrEqual(1.34 * all.spans);
      }),
    );
  });
});
