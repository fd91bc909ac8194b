import { parseJson, type JsonValue } from '@debrief/kernel';
import { decodeAppendBody } from './decode-body';

describe('decodeAppendBody', () => {
  it.each<[JsonValue, unknown]>([
    [{ events: [] }, { kind: 'batch', items: [] }],
    [
      { events: [1, {}], type: 'error' },
      { kind: 'batch', items: [1, {}] },
    ],
    [{ events: { type: 'error' } }, { kind: 'batch', items: [{ type: 'error' }] }],
    [
      { type: 'error', seq: 1 },
      { kind: 'single', item: { type: 'error', seq: 1 } },
    ],
    [
      { type: 'nonsense', events: null },
      { kind: 'single', item: { type: 'nonsense', events: null } },
    ],
  ])('%j', (body, expected) => {
    expect(decodeAppendBody(body)).toEqual(expected);
  });

  it.each<[JsonValue, string]>([
    [[], 'MALFORMED'],
    ['text', 'MALFORMED'],
    [null, 'MALFORMED'],
    [5, 'MALFORMED'],
    [parseJson('1e400'), 'MALFORMED'],
    [{}, 'INVALID'],
    [{ events: null }, 'INVALID'],
    [{ events: 'text' }, 'INVALID'],
    [{ events: 5, type: 'error' }, 'INVALID'],
    [parseJson('{"events":9007199254740993}'), 'INVALID'],
    [parseJson('{"__proto__":{"events":[]}}'), 'INVALID'],
  ])('%j is %s', (body, code) => {
    expect(() => decodeAppendBody(body)).toThrow(expect.objectContaining({ code }));
  });
});
