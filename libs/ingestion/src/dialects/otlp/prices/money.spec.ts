import { perToken, toAttodollars, toDollars } from './money';

describe('money', () => {
  it.each([
    [0, 0n],
    [1, 10n ** 18n],
    [0.1, 10n ** 17n],
    [2.5e-6, 2_500_000_000_000n],
    [1e-18, 1n],
    [1e-19, 0n],
    [1e21, 10n ** 39n],
    [-0.5, -5n * 10n ** 17n],
  ])('%d dollars are %d attodollars', (dollars, amount) => {
    expect(toAttodollars(dollars)).toBe(amount);
  });

  it.each([0.1, 0.00225, 1e-7, 123456.789, 0.30000000000000004])('gives back %d', (dollars) => {
    expect(toDollars(toAttodollars(dollars))).toBe(dollars);
  });

  it('adds as decimals do, not as doubles', () => {
    expect(toDollars(toAttodollars(0.1) + toAttodollars(0.2))).toBe(0.3);
  });

  it('prices a token by the million', () => {
    expect(toDollars(1000n * perToken(0.0375))).toBe(0.0000375);
  });
});
