import { parseJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import fc from 'fast-check';
import { canonicalContent, canonicalJson } from './canonical-json';
import { contentHash } from './content-hash';
import type { NativeEvent } from './native-event';

const contentOf = (text: string): string => canonicalContent(parseJson(text) as NativeEvent);

describe('canonicalJson', () => {
  it.each([
    ['{"b":1,"a":{"d":[{"z":1,"y":2}],"c":null}}', '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}'],
    ['{ "é": 1, "z": 2, "Z": 3, "": 4 }', '{"":4,"Z":3,"z":2,"é":1}'],
    ['{"b":1,"10":2,"9":3}', '{"9":3,"10":2,"b":1}'],
    ['[1.0, 1e2, -0, 9007199254740993, 1e400]', '[1,100,0,9007199254740993,1e400]'],
    ['{"b":1,"__proto__":{"y":1,"x":2}}', '{"__proto__":{"x":2,"y":1},"b":1}'],
    ['"\\ud800\\u0000"', '"\\ud800\\u0000"'],
    ['{}', '{}'],
  ])('%s becomes %s', (text, expected) => {
    expect(canonicalJson(parseJson(text))).toBe(expected);
  });

  it('does not depend on the order of keys, and leaves the value as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.infiniteStream(fc.nat()), (sent, numbers) => {
        const value = sent as JsonValue;
        const before = JSON.stringify(value);
        expect(canonicalJson(shuffled(value, numbers))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(before));
        expect(JSON.stringify(value)).toBe(before);
      }),
    );
  });

  it('tells different values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const same = canonicalJson(left as JsonValue) === canonicalJson(right as JsonValue);
        expect(same).toBe(
          canonicalJson(parseJson(JSON.stringify(left))) === canonicalJson(parseJson(JSON.stringify(right))),
        );
        if (same) expect(JSON.parse(JSON.stringify(left))).toEqual(JSON.parse(JSON.stringify(right)));
      }),
    );
  });
});

describe('canonicalContent', () => {
  const plain = '{"type":"error","seq":1,"idempotency_key":"k","timestamp":"t","payload":{"b":1,"a":2}}';

  it.each([
    ['another key order', '{"payload":{"a":2,"b":1},"timestamp":"t","idempotency_key":"k","seq":1,"type":"error"}'],
    ['a session_id', plain.replace('{', '{"session_id":"s",')],
    [
      "the server's fields",
      plain.replace('{', '{"workspace_id":1,"project_id":2,"trace_id":3,"received_at":4,"stream_position":5,'),
    ],
    ['nulls for what is optional', plain.replace('{', '{"metadata":null,"span_id":null,"parent_id":null,')],
  ])('is the same with %s', (_what, text) => {
    expect(contentOf(text)).toBe(contentOf(plain));
  });

  it.each([
    ['seq', plain.replace('"seq":1', '"seq":2')],
    ['timestamp', plain.replace('"t"', '"u"')],
    ['payload', plain.replace('"a":2', '"a":3')],
    ['metadata', plain.replace('{', '{"metadata":{"a":1},')],
    ['a further field', plain.replace('{', '{"custom":null,')],
    ['a field named __proto__', plain.replace('{', '{"__proto__":{"a":1},')],
    ['__proto__ in the payload', plain.replace('"b":1', '"b":1,"__proto__":1')],
  ])('differs with another %s', (_what, text) => {
    expect(contentOf(text)).not.toBe(contentOf(plain));
  });
});

describe('contentHash', () => {
  it('is 16 bytes that depend on the text and on the secret', () => {
    const hash = contentHash('secret', 'text');
    expect(hash).toHaveLength(16);
    expect(contentHash('secret', 'text').equals(hash)).toBe(true);
    expect(contentHash('secret', 'other').equals(hash)).toBe(false);
    expect(contentHash('other', 'text').equals(hash)).toBe(false);
  });
});

function shuffled(value: JsonValue, numbers: fc.Stream<number>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, numbers));
  if (typeof value !== 'object' || value === null) return value;
  const order = (): number => numbers.next().value ?? 0;
  const ranked = Object.entries(value as JsonObject).map(([key, item]) => ({ key, item, rank: order() }));
  const copy = {};
  for (const { key, item } of ranked.sort((left, right) => left.rank - right.rank)) {
    Object.defineProperty(copy, key, { value: shuffled(item, numbers), enumerable: true });
  }
  return copy;
}
