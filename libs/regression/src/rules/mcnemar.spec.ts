import fc from 'fast-check';
import { mcnemarExact } from './mcnemar';

/** The definition, in whole numbers: 2 · Σ C(n, k) / 2^n. */
const byDefinition = (onlyBeforeFails: number, onlyAfterFails: number): number => {
  const n = onlyBeforeFails + onlyAfterFails;
  const rarer = Math.min(onlyBeforeFails, onlyAfterFails);
  let term = 1n;
  let sum = 0n;
  for (let k = 0; k <= rarer; k += 1) {
    sum += term;
    term = (term * BigInt(n - k)) / BigInt(k + 1);
  }
  const scale = 10n ** 30n;
  return Math.min(1, Number((2n * sum * scale) / 2n ** BigInt(n)) / 1e30);
};

describe('mcnemarExact', () => {
  it.each([
    // Bentur et al. 2009 and Cavo et al. 2012, as worked out in Fagerland, Lydersen and Laake (2013).
    [1, 7, 0.0703, 4],
    [6, 16, 0.0525, 4],
    // Armitage and Berry (1994), p. 127: two media for tuberculosis cultures.
    [12, 2, 0.0129, 4],
    [0, 0, 1, 12],
    [3, 3, 1, 12],
    [0, 5, 0.0625, 12],
    [0, 6, 0.03125, 12],
    [10, 0, 0.001953125, 12],
  ])('of %d and %d differing pairs is %d', (before, after, p, digits) =>
    expect(mcnemarExact({ onlyBeforeFails: before, onlyAfterFails: after })).toBeCloseTo(p, digits),
  );

  it('is the sum of the definition, in either direction', () => {
    const count = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(count, count, (before, after) => {
        const p = mcnemarExact({ onlyBeforeFails: before, onlyAfterFails: after });
        expect(p).toBeCloseTo(byDefinition(before, after), 10);
        expect(p).toBe(mcnemarExact({ onlyBeforeFails: after, onlyAfterFails: before }));
      }),
    );
  });

  it('stays a probability for thousands of pairs', () => {
    expect(mcnemarExact({ onlyBeforeFails: 4_950, onlyAfterFails: 5_050 })).toBeCloseTo(0.3222, 4);
    expect(mcnemarExact({ onlyBeforeFails: 5_000, onlyAfterFails: 5_001 })).toBeCloseTo(1, 10);
    const tiny = mcnemarExact({ onlyBeforeFails: 400, onlyAfterFails: 600 });
    expect(tiny / byDefinition(400, 600)).toBeCloseTo(1, 8);
    expect(mcnemarExact({ onlyBeforeFails: 0, onlyAfterFails: 1_000 })).toBeGreaterThan(0);
  });
});
