import { formatUnixNano } from './format-unix-nano';

it.each([
  [0n, '1970-01-01T00:00:00.000000Z'],
  [1_780_000_000_123_456_789n, '2026-05-28T20:26:40.123456Z'],
  [1_780_000_000_000_001_999n, '2026-05-28T20:26:40.000001Z'],
])('%s is %s', (nano, text) => {
  expect(formatUnixNano(nano)).toBe(text);
});

it('never throws, whatever time a sender claims', () => {
  expect(formatUnixNano(2n ** 64n - 1n)).toBe('2554-07-21T23:34:33.709551Z');
});
