import type { JsonObject, JsonValue } from '@debrief/kernel';
import { matchSchema, readSchema } from './match-schema';

const answer: JsonObject = {
  type: 'object',
  properties: { city: { type: 'string', pattern: '^[A-Z]' }, day: { type: 'string', format: 'date' } },
  required: ['city'],
};

describe('json_schema', () => {
  it.each<[JsonValue | undefined, JsonObject | boolean, boolean]>([
    [{ city: 'Paris' }, answer, true],
    [{ city: 'paris' }, answer, false],
    // A format is a note.
    [{ city: 'Paris', day: 'Tuesday' }, answer, true],
    ['{"city":"Paris","day":"2026-11-27"}', answer, true],
    ['{"city":1}', answer, false],
    ['no JSON', answer, false],
    ['42', { type: 'string' }, true],
    ['42', { type: 'number' }, true],
    ['{"city":"Paris"}', { required: ['country'] }, false],
    ['{"city":"Paris"}', { type: 'string' }, false],
    ['null', { type: 'string' }, true],
    [undefined, { type: 'null' }, true],
    [undefined, answer, false],
    [{}, { required: ['toString'] }, false],
    [[1, 'a'], { prefixItems: [{ type: 'number' }, { type: 'string' }], items: false }, true],
    [[1, 'a', 2], { prefixItems: [{ type: 'number' }, { type: 'string' }], items: false }, false],
    [[1, 'a', 2], { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] }, false],
    [1, true, true],
    [1, false, false],
  ])('%j against %j: %s', (actual, schema, isTrue) => expect(matchSchema(actual, schema).value).toBe(isTrue ? 1 : 0));

  it('says what is wrong and where, some of it', () => {
    expect(matchSchema({ city: 7 }, answer).metadata).toEqual({ errors: ['/city must be string'], errorCount: 1 });
    const many = Array.from({ length: 50 }, () => 'x');
    const { metadata } = matchSchema(many, { items: { type: 'number' } });
    expect(metadata).toMatchObject({ errorCount: 50 });
    expect(metadata['errors']).toHaveLength(20);
  });

  it('does not score by what is no schema', () => {
    expect(readSchema({ type: 'text' })).toContain('is no JSON Schema');
    expect(() => matchSchema('a', { type: 'text' })).toThrow('config.schema is no JSON Schema');
  });

  it('takes the same $id twice', () => {
    const schema = { $id: 'https://example.com/a', type: 'string' };
    expect(matchSchema('a', schema).value).toBe(1);
    expect(matchSchema('a', { ...schema, maxLength: 0 }).value).toBe(0);
  });

  it('gives up a schema whose work doubles with each level', () => {
    const twice = [{ properties: { a: { $ref: '#/$defs/d' } } }, { properties: { a: { $ref: '#/$defs/d' } } }];
    const schema: JsonObject = { $defs: { d: { anyOf: [...twice], required: ['a'] } }, $ref: '#/$defs/d' };
    const deep = Array.from({ length: 40 }).reduce<JsonValue>((inner) => ({ a: inner }), 'x');
    const deepest = JSON.parse(JSON.stringify(deep).replace('"x"', '{}')) as JsonValue;
    expect(() => matchSchema(deepest, schema)).toThrow('too long');
  });
});
