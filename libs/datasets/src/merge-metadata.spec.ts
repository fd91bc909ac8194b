import { type JsonValue, parseJson } from '@debrief/kernel';
import { mergeMetadata } from './merge-metadata';

describe('mergeMetadata', () => {
  it.each([
    ['{"a":1}', '{"b":2}', '{"a":1,"b":2}'],
    ['{"a":1,"b":2}', '{"a":null}', '{"b":2}'],
    ['{"a":null}', '{"b":1}', '{"a":null,"b":1}'],
    ['{"a":{"x":1}}', '{"a":{"y":1}}', '{"a":{"y":1}}'],
    ['{"a":1}', 'null', 'null'],
    ['null', '{"a":1}', '{"a":1}'],
    ['[1]', '{"a":1}', '{"a":1}'],
    ['{"__proto__":{"x":1}}', '{"b":1}', '{"__proto__":{"x":1},"b":1}'],
  ])('of %s and %s is %s', (before, after, merged) =>
    expect(JSON.stringify(mergeMetadata(parseJson(before) as JsonValue, parseJson(after) as JsonValue))).toBe(merged),
  );
});
