import fc from 'fast-check';
import { pairedInterval } from './paired-interval';

describe('pairedInterval', () => {
  // The papers count successes of the first condition minus the second: `after` is the first here.
  it.each([
    ['Cavo et al. 2012, in Fagerland, Lydersen and Laake (2017), ch. 8', [59, 6, 16, 80], -0.1186, -0.0046],
    ['Bentur et al. 2009, the same chapter', [1, 1, 7, 12], -0.507, -0.0256],
  ] as const)('is the published one: %s', (_source, [both, first, second, none], low, high) => {
    const interval = pairedInterval({
      bothFail: both,
      onlyAfterFails: first,
      onlyBeforeFails: second,
      bothPass: none,
    });
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });

  it('is everything when nothing is known', () =>
    expect(pairedInterval({ bothFail: 0, onlyAfterFails: 0, onlyBeforeFails: 0, bothPass: 0 })).toEqual({
      low: -1,
      high: 1,
    }));

  it('holds the observed change, stays within −1 and 1, and turns round with the direction', () => {
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(count, count, count, count, (bothFail, onlyBeforeFails, onlyAfterFails, bothPass) => {
        const n = bothFail + onlyBeforeFails + onlyAfterFails + bothPass;
        fc.pre(n > 0);
        const { low, high } = pairedInterval({ bothFail, onlyBeforeFails, onlyAfterFails, bothPass });
        const change = (onlyAfterFails - onlyBeforeFails) / n;
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-9);
        expect(high).toBeLessThanOrEqual(1 + 1e-9);
        expect(low).toBeLessThanOrEqual(change + 1e-12);
        expect(high).toBeGreaterThanOrEqual(change - 1e-12);
        const turned = pairedInterval({
          bothFail,
          onlyBeforeFails: onlyAfterFails,
          onlyAfterFails: onlyBeforeFails,
          bothPass,
        });
        expect(turned.low).toBeCloseTo(-high, 9);
      }),
    );
  });

  it('covers the true change of simulated pairs about as often as it says', () => {
    let seed = 7;
    const random = (): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed / 2 ** 32;
    };
    const rounds = 4_000;
    let covered = 0;
    for (let round = 0; round < rounds; round += 1) {
      const counts = { bothFail: 0, onlyBeforeFails: 0, onlyAfterFails: 0, bothPass: 0 };
      for (let pair = 0; pair < 20; pair += 1) {
        const u = random();
        if (u < 0.3) counts.bothFail += 1;
        else if (u < 0.6) counts.onlyBeforeFails += 1;
        else if (u < 0.7) counts.onlyAfterFails += 1;
        else counts.bothPass += 1;
      }
      const { low, high } = pairedInterval(counts);
      if (low <= -0.2 && -0.2 <= high) covered += 1;
    }
    expect(covered / rounds).toBeGreaterThan(0.93);
    expect(covered / rounds).toBeLessThan(0.985);
  });
});
