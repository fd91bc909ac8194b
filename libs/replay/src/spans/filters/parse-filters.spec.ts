import type { DomainError } from '@debrief/kernel';
import { sessionFilterColumns, spanFilterColumns, traceFilterColumns } from './filter-columns';
import { parseFilters } from './parse-filters';

const column = (name: string) => ({ kind: 'column', column: name });
const attribute = (key: string) => ({ kind: 'json', source: 'attributes', key });
const json = (value: unknown): string => JSON.stringify([value]);

describe('parseFilters', () => {
  it.each([
    [{ type: 'string', column: 'span_name', operator: '=', value: 'x' }, column('span_name'), 'eq', 'x'],
    [{ type: 'string', column: 'span_name', operator: 'contains', value: 'x' }, column('span_name'), 'contains', 'x'],
    [
      { type: 'string', column: 'span_name', operator: 'starts_with', value: 'x' },
      column('span_name'),
      'starts_with',
      'x',
    ],
    [{ type: 'string', column: 'span_name', operator: 'ends_with', value: 'x' }, column('span_name'), 'ends_with', 'x'],
    [{ type: 'number', column: 'duration_ms', operator: '=', value: 1 }, column('duration_ms'), 'eq', 1],
    [{ type: 'number', column: 'duration_ms', operator: '>', value: 1 }, column('duration_ms'), 'gt', 1],
    [{ type: 'number', column: 'duration_ms', operator: '<', value: 1 }, column('duration_ms'), 'lt', 1],
    [{ type: 'number', column: 'duration_ms', operator: '>=', value: 1 }, column('duration_ms'), 'gte', 1],
    [{ type: 'number', column: 'duration_ms', operator: '<=', value: 1.5 }, column('duration_ms'), 'lte', 1.5],
    [
      { type: 'datetime', column: 'start_time', operator: '>=', value: '1970-01-01T00:00:01Z' },
      column('start_time'),
      'gte',
      1_000_000,
    ],
    [
      { type: 'string_options', column: 'environment', operator: 'any of', value: ['a', 'b'] },
      column('environment'),
      'in',
      ['a', 'b'],
    ],
    [{ type: 'string_options', column: 'tags', operator: 'none of', value: ['a'] }, column('tags'), 'not_in', ['a']],
    [{ type: 'null', column: 'user_id', operator: 'is null', value: '' }, column('user_id'), 'is_null', null],
    [{ type: 'null', column: 'user_id', operator: 'is not null' }, column('user_id'), 'is_not_null', null],
    [{ type: 'boolean', column: 'attributes.ok', operator: '=', value: true }, attribute('ok'), 'eq', true],
    [{ type: 'boolean', column: 'attributes.ok', operator: '<>', value: true }, attribute('ok'), 'ne', true],
    [{ key: 'span_name', op: 'eq', value: 'x' }, column('span_name'), 'eq', 'x'],
    [{ key: 'span_name', op: 'ne', value: 'x' }, column('span_name'), 'ne', 'x'],
    [{ key: 'duration_ms', op: 'gt', value: 3 }, column('duration_ms'), 'gt', 3],
    [{ key: 'start_time', op: 'lt', value: '1970-01-01' }, column('start_time'), 'lt', 0],
    [{ key: 'tags', op: 'in', value: ['a'] }, column('tags'), 'in', ['a']],
    [{ key: 'user_id', op: 'is_null' }, column('user_id'), 'is_null', null],
    [{ key: 'gen_ai.request.top_p', op: 'gte', value: 0.5 }, attribute('gen_ai.request.top_p'), 'gte', 0.5],
    [{ key: 'attributes.a.b', op: 'eq', value: 'x' }, attribute('a.b'), 'eq', 'x'],
    [
      { key: 'resource.service.name', op: 'eq', value: 'x' },
      { kind: 'json', source: 'resource', key: 'service.name' },
      'eq',
      'x',
    ],
    [
      { key: 'metadata.plan', op: 'in', value: ['x', 1] },
      { kind: 'json', source: 'metadata', key: 'plan' },
      'in',
      ['x', '1'],
    ],
    [{ key: '__proto__', op: 'eq', value: 'x' }, attribute('__proto__'), 'eq', 'x'],
    [{ key: 'observation_type', op: 'eq', value: 'GENERATION' }, column('observation_type'), 'eq', 'generation'],
    [{ key: 'status_code', op: 'in', value: ['error'] }, column('status_code'), 'in', ['ERROR']],
  ])('reads %j', (item, target, op, value) => {
    expect(parseFilters(json(item), spanFilterColumns)).toEqual([{ target, op, value }]);
  });

  it('reads both forms side by side, and nothing as nothing', () => {
    const native = { type: 'string', column: 'trace_name', operator: '=', value: 'x' };
    const text = JSON.stringify([native, { key: 'trace_name', op: 'eq', value: 'x' }]);
    const [one, other] = parseFilters(text, traceFilterColumns);
    expect(one).toEqual(other);
    expect([undefined, '', '[]'].flatMap((nothing) => parseFilters(nothing, traceFilterColumns))).toEqual([]);
  });

  it('leaves out an empty list of options', () => {
    const items = [
      { type: 'string_options', column: 'tags', operator: 'any of', value: [] },
      { type: 'string_options', column: 'tags', operator: 'none of', value: [] },
      { key: 'environment', op: 'in', value: [] },
    ];
    expect(parseFilters(JSON.stringify(items), traceFilterColumns)).toEqual([]);
  });

  it.each([
    ['{', 'invalid_filter_json'],
    ['{}', 'invalid_filter_json'],
    ['[1]', 'invalid_filter_json'],
    [json({}), 'invalid_filter_json'],
    [json({ key: '', op: 'eq', value: 1 }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'like', value: 'x' }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'not_in', value: ['x'] }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'gt', value: 'x' }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'eq' }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'eq', value: 'a\u0000b' }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'in', value: 'x' }), 'invalid_filter_json'],
    [json({ key: 'span_name', op: 'in', value: [{}] }), 'invalid_filter_json'],
    [json({ key: 'duration_ms', op: 'gt', value: '1' }), 'invalid_filter_json'],
    [json({ key: 'start_time', op: 'gt', value: 'yesterday' }), 'invalid_filter_json'],
    [json({ key: 'start_time', op: 'gt', value: 5 }), 'invalid_filter_json'],
    [json({ type: 'string', column: 'span_name', operator: '>', value: 'x' }), 'invalid_filter_json'],
    [json({ type: 'toString', column: 'span_name', operator: '=', value: 'x' }), 'invalid_filter_json'],
    [json({ type: 'number', column: 'span_name', operator: '>', value: 1 }), 'invalid_filter_json'],
    [json({ type: 'string', column: 'nothing', operator: '=', value: 'x' }), 'invalid_filter_column'],
    [json({ type: 'string', column: 'attributes.', operator: '=', value: 'x' }), 'invalid_filter_column'],
    [json({ type: 'string', column: 'constructor', operator: '=', value: 'x' }), 'invalid_filter_column'],
    [JSON.stringify(Array(51).fill({ key: 'span_name', op: 'is_null' })), 'too_many_filters'],
    [json({ key: 'span_name', op: 'eq', value: 'x'.repeat(65_536) }), 'filter_json_too_large'],
  ])('refuses %.60s as %s', (text, reason) => {
    expect(() => parseFilters(text, spanFilterColumns)).toThrow(
      expect.objectContaining({ code: 'INVALID', reason }) as DomainError,
    );
  });

  it('looks into no JSON of sessions', () => {
    expect(() => parseFilters(json({ key: 'attributes.x', op: 'eq', value: 'x' }), sessionFilterColumns)).toThrow(
      expect.objectContaining({ reason: 'invalid_filter_column' }) as DomainError,
    );
  });
});
