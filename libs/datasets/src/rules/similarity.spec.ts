import { type JsonValue, parseJson } from '@debrief/kernel';
import fc from 'fast-check';
import { compareOutput } from './compare-output';
import { isSameJson } from './is-same-json';
import { similarityOf } from './similarity';
import { textSimilarity } from './text-similarity';

describe('similarityOf', () => {
  it.each([
    ['"kitten"', '"sitting"', 1 - 3 / 7],
    ['""', '"abc"', 0],
    ['"😀a"', '"😀b"', 0.5],
    ['1', '2', 0],
    ['1', '1.0', 1],
    ['1', '"1"', 0],
    ['{"a":1,"b":2}', '{"a":1,"b":3}', 0.5],
    ['{"a":1}', '{"a":1,"b":2,"c":3,"d":4}', 0.25],
    ['{"a":"kitten","b":true}', '{"b":true,"a":"sitting"}', (1 - 3 / 7 + 1) / 2],
    ['{"a":{"b":1,"c":2},"d":3}', '{"a":{"b":1},"d":3}', 2 / 3],
    ['[1,2,3]', '[1,2]', 2 / 3],
    ['[1,2]', '[2,1]', 0],
    ['{"a":{}}', '{"a":{}}', 1],
    ['{"a":{}}', '{"a":[]}', 0],
    ['{"a":[1,2,3]}', '{"a":5}', 0],
    ['"text"', '{"a":1}', 0],
    ['["a"]', '{"0":"a"}', 0],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1},"b":1}', 0.5],
  ])('of %s and %s is %d', (a, b, expected) =>
    expect(similarityOf(parseJson(a), parseJson(b))).toBeCloseTo(expected, 12),
  );

  const value = fc.jsonValue({ maxDepth: 3 }).map((one) => one as JsonValue);

  it('is from 0 to 1, the same in both directions, and 1 for equal values alone', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const found = similarityOf(a, b);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        expect(similarityOf(b, a)).toBeCloseTo(found, 12);
        expect(found === 1).toBe(isSameJson(a, b));
        expect(similarityOf(a, a)).toBe(1);
      }),
    );
  });
});

describe('textSimilarity', () => {
  const long = (letter: string): string => letter.repeat(30_000);

  it('is exact where little differs, however long the texts are', () =>
    expect(textSimilarity(`${long('a')}x${long('b')}`, `${long('a')}yz${long('b')}`)).toBeCloseTo(1 - 2 / 60_002, 12));

  it('never says more than what is so, of texts that are compared in pieces', () => {
    const words = Array.from({ length: 4_000 }, (_, index) => `word ${index * 7919}`).join(' ');
    const shifted = `An answer begins otherwise. ${words.replaceAll('13', '31')} And it ends so.`;
    const found = textSimilarity(words, shifted);
    expect(found).toBeGreaterThan(0.9);
    expect(found).toBeLessThan(1);
  });

  it('takes a moment for two texts of a megabyte that have nothing in common', () => {
    const [a, b] = ['ab'.repeat(500_000), 'cd'.repeat(500_000)];
    const before = performance.now();
    expect(textSimilarity(a, b)).toBe(0);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe('compareOutput', () => {
  it.each([
    [null, 'x', { match: null, similarity: null }],
    ['x', null, { match: null, similarity: null }],
    ['x', 'x', { match: true, similarity: 1 }],
    ['ab', 'ac', { match: false, similarity: 0.5 }],
    [false, 0, { match: false, similarity: 0 }],
  ])('of %j and %j is %j', (expected, actual, found) => expect(compareOutput(expected, actual)).toEqual(found));
});
