import { regexProblem } from '@debrief/datasets';
import type { JsonValue } from '@debrief/kernel';
import { matchRegex } from './regex';

const match = (actual: JsonValue | undefined, pattern: string, flags = '', negate = false): boolean =>
  matchRegex(actual, { pattern, flags, negate }).value === 1;

describe('regex', () => {
  it.each<[JsonValue | undefined, string, string, boolean]>([
    ['order 1234', '\\d{4}', '', true],
    ['order', '\\d{4}', '', false],
    ['ORDER', '^order$', '', false],
    ['ORDER', '^order$', 'i', true],
    ['a\nb', '^b$', '', false],
    ['a\nb', '^b$', 'm', true],
    ['a\nb', 'a.b', '', false],
    ['a\nb', 'a.b', 's', true],
    ['größe', '^\\p{L}+$', 'u', true],
    ['a/b', 'a\\/b', '', true],
    ['2026-11-27', '(?<year>\\d+)-', 'g', true],
    [{ a: 1 }, '"a":1', '', true],
    [undefined, '^$', '', true],
  ])('%j has /%s/%s: %s', (actual, pattern, flags, isTrue) => expect(match(actual, pattern, flags)).toBe(isTrue));

  it('is turned around by negate', () => expect(match('an error', 'error', '', true)).toBe(false));

  it('takes linear time for expressions that are known to explode', () => {
    const start = performance.now();
    expect(match(`${'a'.repeat(50_000)}b`, '^(a+)+$')).toBe(false);
    expect(match('x'.repeat(100_000), '(x+x+)+y')).toBe(false);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it.each([
    ['(', ''],
    ['(?=a)b', ''],
    ['(a)\\1', ''],
    ['a{1001}', ''],
    ['((a{100}){100}){100}', ''],
    ['a', 'x'],
  ])('/%s/%s is refused', (pattern, flags) => expect(regexProblem(pattern, flags)).toMatch(/./));

  it.each(['\\d+', '^a|b$', '(?i)a', '[[:alpha:]]'])('/%s/ is taken', (pattern) =>
    expect(regexProblem(pattern, '')).toBeUndefined(),
  );
});
