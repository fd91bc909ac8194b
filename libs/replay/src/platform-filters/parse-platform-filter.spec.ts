import { parsePlatformFilter } from './parse-platform-filter';
import { condition, type PlatformColumns, withFilter } from './platform-condition';

const columns: PlatformColumns = {
  name: { kind: 'text' },
  type: { kind: 'text', fold: 'upper' },
  startTime: { kind: 'moment' },
  latency: { kind: 'number' },
  totalTokens: { kind: 'number' },
  tokens: { kind: 'number', aliasOf: 'totalTokens' },
  tags: { kind: 'list' },
  isRoot: { kind: 'flag' },
  metadata: { kind: 'object' },
};

const parse = (...items: unknown[]) => parsePlatformFilter(JSON.stringify(items), columns);

describe('parsePlatformFilter', () => {
  it.each([
    [
      { type: 'string', column: 'name', operator: '=', value: 'chat' },
      { column: 'name', op: 'eq', value: 'chat' },
    ],
    [
      { type: 'string', column: 'name', operator: 'does not contain', value: 'x' },
      { column: 'name', op: 'not_contains', value: 'x' },
    ],
    [
      { type: 'stringOptions', column: 'type', operator: 'any of', value: ['generation', 'Span'] },
      { column: 'type', op: 'in', value: ['GENERATION', 'SPAN'] },
    ],
    [
      { type: 'datetime', column: 'startTime', operator: '>=', value: '2026-01-01T00:00:00Z' },
      { column: 'startTime', op: 'gte', value: 1_767_225_600_000_000 },
    ],
    [
      { type: 'number', column: 'tokens', operator: '>', value: 2.5 },
      { column: 'totalTokens', op: 'gt', value: 2.5 },
    ],
    [
      { type: 'arrayOptions', column: 'tags', operator: 'all of', value: ['a', 'b'] },
      { column: 'tags', op: 'all_of', value: ['a', 'b'] },
    ],
    [
      { type: 'boolean', column: 'isRoot', operator: '<>', value: true },
      { column: 'isRoot', op: 'ne', value: true },
    ],
    [
      { type: 'stringObject', column: 'metadata', key: 'tier', operator: 'starts with', value: 'ent' },
      { column: 'metadata', key: 'tier', op: 'starts_with', value: 'ent' },
    ],
    [
      { type: 'numberObject', column: 'metadata', key: 'n', operator: '<=', value: 3 },
      { column: 'metadata', key: 'n', op: 'lte', value: 3 },
    ],
    [
      { type: 'categoryOptions', column: 'metadata', key: 'c', operator: 'none of', value: ['x'] },
      { column: 'metadata', key: 'c', op: 'not_in', value: ['x'] },
    ],
    [
      { type: 'booleanObject', column: 'metadata', key: 'b', operator: '=', value: false },
      { column: 'metadata', key: 'b', op: 'eq', value: false },
    ],
    [
      { type: 'null', column: 'name', operator: 'is null', value: '' },
      { column: 'name', op: 'is_null', value: null },
    ],
  ])('reads %j', (item, expected) => expect(parse(item)).toEqual([expected]));

  it.each([
    ['an unknown column', { type: 'string', column: 'nme', operator: '=', value: 'x' }, 'filter.1.column'],
    ['a name of every object', { type: 'string', column: '__proto__', operator: '=', value: 'x' }, 'filter.1.column'],
    ['an unknown type', { type: 'text', column: 'name', operator: '=', value: 'x' }, 'filter.1.type'],
    ['a type that does not fit', { type: 'number', column: 'name', operator: '=', value: 1 }, 'filter.1.type'],
    ['an operator of another type', { type: 'string', column: 'name', operator: '>', value: 'x' }, 'filter.1.operator'],
    ['no operator', { type: 'string', column: 'name', value: 'x' }, 'filter.1.operator'],
    ['a value that does not fit', { type: 'number', column: 'latency', operator: '=', value: '1' }, 'filter.1.value'],
    ['no time', { type: 'datetime', column: 'startTime', operator: '>', value: 'yesterday' }, 'filter.1.value'],
    [
      'an object without a key',
      { type: 'stringObject', column: 'metadata', operator: '=', value: 'x' },
      'filter.1.key',
    ],
    ['no object', 7, 'filter.1'],
  ])('refuses %s', (_what, item, path) => {
    const right = { type: 'string', column: 'name', operator: '=', value: 'chat' };
    expect(() => parse(right, item)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [path]: expect.any(String) as string } }),
    );
  });

  it.each(['{', '{}', '"x"', `[${'0,'.repeat(51)}0]`, `["${'x'.repeat(70_000)}"]`])('refuses %.20s', (text) =>
    expect(() => parsePlatformFilter(text, columns)).toThrow(expect.objectContaining({ code: 'INVALID' })),
  );

  it('asks nothing without a filter, and by an empty list of options', () => {
    expect(parsePlatformFilter(undefined, columns)).toEqual([]);
    expect(parsePlatformFilter('', columns)).toEqual([]);
    expect(parse({ type: 'stringOptions', column: 'name', operator: 'any of', value: [] })).toEqual([]);
  });
});

describe('withFilter', () => {
  it('lets the filter alone decide what it speaks of', () => {
    const plain = [condition('name', 'eq', 'a'), condition('type', 'eq', 'SPAN')];
    const filter = [condition('name', 'contains', 'b'), condition('name', 'contains', 'c')];
    expect(withFilter(plain, filter)).toEqual([plain[1], ...filter]);
  });
});
