import { type JsonValue, parseJson } from '@debrief/kernel';
import { readJsonSchema } from './json-schema';

const problemOf = (schema: unknown, value: string): string | null => {
  const read = readJsonSchema(schema as JsonValue);
  if (typeof read === 'string') throw new Error(read);
  return read.check(parseJson(value));
};

describe('readJsonSchema', () => {
  it.each([
    [{}, '1', null],
    [{ type: 'object', required: ['q'] }, '{"q":1}', null],
    [{ type: 'object', required: ['q'] }, '{}', "must have required property 'q'"],
    [{ type: 'object', required: ['toString'] }, '{}', "must have required property 'toString'"],
    [{ properties: { q: { type: 'string' } } }, '{"q":1}', '/q must be string'],
    [{ properties: { q: { type: 'string', format: 'email' } } }, '{"q":"no address"}', null],
    [{ type: 'integer' }, '9007199254740993', null],
    [{ prefixItems: [{ type: 'string' }] }, '[1]', '/0 must be string'],
    [{ items: [{ type: 'string' }] }, '[1]', '/0 must be string'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#', prefixItems: [{ type: 'string' }] }, '[1]', null],
    [{ $defs: { text: { type: 'string' } }, $ref: '#/$defs/text' }, '1', 'must be string'],
    [{ const: { __proto__: null, a: 1 } }, '{"a":1}', null],
  ])('%j on %s: %p', (schema, value, problem) => expect(problemOf(schema, value)).toBe(problem));

  it.each([
    ['a text', 'text', 'must be a JSON Schema, an object'],
    ['a type that there is not', { type: 'nothing' }, 'is no JSON Schema: '],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }, 'is no JSON Schema: '],
    ['a reference to nothing', { $ref: '#/$defs/absent' }, 'is no JSON Schema: '],
    ['a broken pattern', { pattern: '(' }, 'is no JSON Schema: '],
    ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'must be of draft 2020-12 or draft-07'],
    ['one that has to wait', { $async: true }, 'must not be asynchronous'],
    ['a very long one', { description: 'x'.repeat(300_000) }, 'must have at most 262144 characters'],
  ])('refuses %s', (_what, schema, problem) => expect(readJsonSchema(schema as JsonValue)).toContain(problem));

  const deep = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => [
      `d${level}`,
      { allOf: [{ $ref: `#/$defs/d${level + 1}` }, { $ref: `#/$defs/d${level + 1}` }] },
    ]),
  );

  it.each([
    [
      'a pattern that backtracks',
      { pattern: '^(a+)+$' },
      JSON.stringify(`${'a'.repeat(60)}b`),
      'takes too long to check',
    ],
    ['a schema of itself', { allOf: [{ $ref: '#' }, { $ref: '#' }] }, '1', 'cannot be checked: Maximum call stack'],
    ['a schema that doubles at each level', { $defs: { ...deep, d40: {} }, $ref: '#/$defs/d0' }, '1', 'takes too long'],
  ])('gives up %s', (_what, schema, value, problem) => {
    const before = performance.now();
    expect(problemOf(schema, value)).toContain(problem);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(problemOf({ type: 'string' }, '1')).toBe('must be string');
  });
});
