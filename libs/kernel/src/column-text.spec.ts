import { toColumnJson, toColumnText } from './column-text';

describe('toColumnText', () => {
  it.each([
    ['plain', 'plain'],
    ['pair 😀 stays', 'pair 😀 stays'],
    ['a\0b', 'a\uFFFDb'],
    ['\ud83d', '\uFFFD'],
    ['x\ude00\ud83dy', 'x\uFFFD\uFFFDy'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(toColumnText(text)).toBe(expected);
  });
});

describe('toColumnJson', () => {
  it.each([
    [{ a: 'x\0y' }, '{"a":"x\uFFFDy"}'],
    [{ 'k\0': ['\ud800'] }, '{"k\uFFFD":["\uFFFD"]}'],
    [{ a: '\\u0000 written out' }, '{"a":"\\\\u0000 written out"}'],
    [{ a: '\\\0' }, '{"a":"\\\\\uFFFD"}'],
    [{ a: '😀' }, '{"a":"😀"}'],
  ])('%j becomes %s', (value, expected) => {
    expect(toColumnJson(value)).toBe(expected);
  });
});
