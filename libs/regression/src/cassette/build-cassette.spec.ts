import fc from 'fast-check';
import { canonicalJson, type JsonValue, parseJson } from '@debrief/kernel';
import type { CassetteEntry } from '@debrief/replay';
import { buildCassette, requestKey } from './build-cassette';

const entry = (changes: Partial<CassetteEntry>): CassetteEntry => ({
  seq: 1,
  resultSeq: 2,
  callId: null,
  toolName: 'find_slots',
  arguments: { day: 'Tuesday' },
  result: ['10:00'],
  error: null,
  ...changes,
});

describe('requestKey', () => {
  const key = (text: string): string => requestKey('tool', parseJson(text));
  it.each([
    ['{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['{"a":{"x":1,"y":[1,{"p":1,"q":2}]}}', '{"a":{"y":[1,{"q":2,"p":1}],"x":1}}'],
    ['{"n":1.0}', '{"n":1}'],
    ['{"n":1e2}', '{"n":100}'],
    ['{"n":-0}', '{"n":0}'],
  ])('is one for %s and %s', (left, right) => expect(key(left)).toBe(key(right)));

  it.each([
    ['{"n":1}', '{"n":"1"}'],
    ['[1,2]', '[2,1]'],
    ['{"n":9007199254740993}', '{"n":9007199254740992}'],
    ['{"a":null}', '{}'],
    ['{"word":"\\u00e9"}', '{"word":"e\\u0301"}'],
  ])('is another for %s and %s', (left, right) => expect(key(left)).not.toBe(key(right)));

  it('is that of empty arguments when there are none, and another for another tool', () => {
    expect(requestKey('tool', undefined)).toBe(requestKey('tool', {}));
    expect(requestKey('tool', {})).not.toBe(requestKey('other', {}));
  });
});

describe('buildCassette', () => {
  it('numbers the answers to one request in the order of the calls', () => {
    const { answers } = buildCassette([
      entry({ result: 'first' }),
      entry({ arguments: { day: 'Monday' }, result: 'other' }),
      entry({ result: 'second' }),
    ]);
    expect(answers.map(({ nth, result }) => [nth, result])).toEqual([
      [1, 'first'],
      [1, 'other'],
      [2, 'second'],
    ]);
  });

  it('keeps errors as answers', () =>
    expect(buildCassette([entry({ result: null, error: 'timeout' })]).answers).toMatchObject([
      { result: null, error: 'timeout' },
    ]));

  it.each([
    ['without an answer', { resultSeq: null }],
    ['without a name', { toolName: null }],
  ])('leaves out a call %s: the next answer is the first', (_name, changes) =>
    expect(buildCassette([entry(changes), entry({ result: 'late' })]).answers).toMatchObject([
      { nth: 1, result: 'late' },
    ]),
  );

  it('has the same hash for the same recordings, whatever their seqs and the order of keys', () => {
    const hash = buildCassette([entry({ arguments: { a: 1, b: 2 }, result: { x: 1, y: 2 } })]).hash;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(
      buildCassette([entry({ seq: 9, callId: 'c', arguments: { b: 2, a: 1 }, result: { y: 2, x: 1 } })]).hash,
    ).toBe(hash);
  });

  it('has another hash when any answer is another', () => {
    const value = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(value, value, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two));
        const [a, b] = [buildCassette([entry({ result: one })]), buildCassette([entry({ result: two })])];
        expect(a.hash === b.hash).toBe(canonicalJson(one) === canonicalJson(two));
      }),
    );
  });
});
