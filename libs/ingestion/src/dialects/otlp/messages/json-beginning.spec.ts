import fc from 'fast-check';
import type { JsonValue } from '@debrief/kernel';
import { jsonBeginning } from './json-beginning';

describe('jsonBeginning', () => {
  it.each<[JsonValue, number, string]>([
    [{ a: [1, 'x', null], b: true }, 100, '{"a":[1,"x",null],"b":true}'],
    [{ a: [1, 'x', null], b: true }, 8, '{"a":[1,'],
    [[], 10, '[]'],
    [{ a: 'x'.repeat(10) }, 8, '{"a":"xx'],
  ])('%j to %i is %s', (value, length, text) => {
    expect(jsonBeginning(value, length).slice(0, length)).toBe(text);
  });

  it('begins as the whole JSON does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 50 }), (value, length) => {
        const whole = JSON.stringify(value);
        expect(jsonBeginning(value as JsonValue, length).slice(0, length)).toBe(whole.slice(0, length));
      }),
    );
  });
});
