import { type JsonValue, parseJson } from '@debrief/kernel';
import { type JsonSchema, readJsonSchema } from './json-schema';

const read = (schema: unknown, errors: 'first' | 'all' = 'first', checkMs = 250): JsonSchema | string =>
  readJsonSchema(schema as JsonValue, { errors, checkMs });

const problemOf = (schema: unknown, value: string, checkMs?: number): string | null => {
  const found = read(schema, 'first', checkMs);
  if (typeof found === 'string') throw new Error(found);
  const checked = found.check(parseJson(value));
  return checked.kind === 'given_up' ? checked.problem : (checked.errors[0] ?? null);
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
    ['a pattern that has no linear time', { pattern: '(?=a)b' }, 'is no JSON Schema: '],
    ['a type that there is not', { type: 'nothing' }, 'is no JSON Schema: '],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }, 'is no JSON Schema: '],
    ['a reference to nothing', { $ref: '#/$defs/absent' }, 'is no JSON Schema: '],
    ['a broken pattern', { pattern: '(' }, 'is no JSON Schema: '],
    ['another draft', { $schema: 'http://json-schema.org/draft-04/schema#' }, 'must be of draft 2020-12 or draft-07'],
    ['one that has to wait', { $async: true }, 'must not be asynchronous'],
    ['a very long one', { description: 'x'.repeat(300_000) }, 'must have at most 262144 characters'],
  ])('refuses %s', (_what, schema, problem) => expect(read(schema)).toContain(problem));

  const deep = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => [
      `d${level}`,
      { allOf: [{ $ref: `#/$defs/d${level + 1}` }, { $ref: `#/$defs/d${level + 1}` }] },
    ]),
  );

  it.each([
    ['a schema of itself', { allOf: [{ $ref: '#' }, { $ref: '#' }] }, '1', / be checked: Maximum call stack| too long/],
    ['a schema that doubles at each level', { $defs: { ...deep, d40: {} }, $ref: '#/$defs/d0' }, '1', /takes too long/],
  ])('gives up %s', (_what, schema, value, problem) => {
    const before = process.cpuUsage();
    expect(problemOf(schema, value)).toMatch(problem);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(3_000);
    expect(problemOf({ type: 'string' }, '1')).toBe('must be string');
  });

  it.each([
    [
      'a pattern that backtracks elsewhere',
      { pattern: '^(a+)+$' },
      JSON.stringify(`${'a'.repeat(2_000)}b`),
      'must match pattern "^(a+)+$"',
    ],
    [
      'such a pattern of names',
      { patternProperties: { '^(a+)+$': false } },
      JSON.stringify({ [`${'a'.repeat(2_000)}b`]: 1 }),
      null,
    ],
    [
      'many values',
      { enum: Array.from({ length: 30_000 }, (_, n) => n) },
      '-1',
      'must be equal to one of the allowed values',
    ],
    [
      'many values that are objects',
      { enum: Array.from({ length: 10_000 }, (_, n) => ({ n })) },
      '{"n":-1}',
      'must be equal to one of the allowed values',
    ],
    [
      'one that refers to itself',
      { properties: { next: { $ref: '#' } }, required: ['next'] },
      '{"next":{}}',
      "/next must have required property 'next'",
    ],
  ])('checks with %s as with any other', (_what, schema, value, problem) =>
    expect(problemOf(schema, value, 2_000)).toBe(problem),
  );

  it('refuses one that is nested too deeply to be read', () => {
    const deep = Array.from({ length: 20_000 }).reduce<object>((inner) => ({ not: inner }), {});
    expect(typeof read(deep)).toBe('string');
  });

  it('tells one error, or all', () => {
    const numbers = { items: { type: 'number' } };
    const told = (errors: 'first' | 'all') => (read(numbers, errors) as JsonSchema).check(['a', 1, 'b']);
    expect(told('first')).toEqual({ kind: 'checked', errors: ['/0 must be number'] });
    expect(told('all')).toEqual({ kind: 'checked', errors: ['/0 must be number', '/2 must be number'] });
  });
});
