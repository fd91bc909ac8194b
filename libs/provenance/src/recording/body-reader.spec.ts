import type { JsonObject } from '@debrief/kernel';
import { BodyReader } from './body-reader';

const read = (body: JsonObject) => new BodyReader(body);
const wrong = (field: string) => expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) } });

describe('BodyReader', () => {
  it('takes the first name that is there', () => {
    expect(read({ b: 'x' }).text(9, 'a', 'b')).toBe('x');
    expect(read({ a: null, b: 'x' }).text(9, 'a', 'b')).toBe('x');
    expect(read({ a: 'y', b: 'x' }).text(9, 'a', 'b')).toBe('y');
  });

  it.each([
    ['text', { a: 1 }, (r: BodyReader) => r.text(9, 'a')],
    ['a long text', { a: '1234' }, (r: BodyReader) => r.text(3, 'a')],
    ['an absent text', {}, (r: BodyReader) => r.required(9, 'a')],
    ['a number', { a: '1' }, (r: BodyReader) => r.whole('a')],
    ['a negative number', { a: -1 }, (r: BodyReader) => r.whole('a')],
    ['a time', { a: 'soon' }, (r: BodyReader) => r.instant('a')],
    ['a word', { a: 'other' }, (r: BodyReader) => r.word(['one'], 'a')],
    ['paths', { a: 'x.ts' }, (r: BodyReader) => r.paths('a')],
    ['a path', { a: [1] }, (r: BodyReader) => r.paths('a')],
    ['an object', { a: '[1]' }, (r: BodyReader) => r.object('a')],
    ['no JSON', { a: '{' }, (r: BodyReader) => r.object('a')],
  ] as [string, JsonObject, (reader: BodyReader) => unknown][])('refuses %s that is none', (_what, body, work) =>
    expect(() => work(read(body))).toThrow(wrong('a')),
  );

  it('reads words in any case', () => {
    expect(read({ type: 'PRE-EDIT' }).word(['auto', 'pre_edit'], 'type')).toBe('pre_edit');
  });

  it('reads an object out of JSON text, and never a prototype', () => {
    expect(read({ a: '{"x":1}' }).object('a')).toEqual({ x: 1 });
    expect(read({}).text(9, 'constructor')).toBeNull();
  });

  it('has each path once', () => expect(read({ a: ['x', 'y', 'x', ''] }).paths('a')).toEqual(['x', 'y']));
});
