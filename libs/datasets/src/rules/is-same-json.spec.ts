import { parseJson } from '@debrief/kernel';
import fc from 'fast-check';
import { isSameJson } from './is-same-json';

describe('isSameJson', () => {
  it.each([
    ['null', 'null', true],
    ['1', '1.0', true],
    ['1e2', '100', true],
    ['0', '-0', true],
    ['1', '"1"', false],
    ['true', '1', false],
    ['"\\u00e9"', '"e\\u0301"', false],
    ['9007199254740993', '9007199254740993.0', true],
    ['9007199254740993', '9007199254740992', false],
    ['1e400', '10e399', true],
    ['1e400', '0.1e401', true],
    ['-1e400', '1e400', false],
    ['1e400', '1e401', false],
    ['1e400', '{}', false],
    ['[1,2]', '[2,1]', false],
    ['[1]', '[1,1]', false],
    ['[]', '{}', false],
    ['{"a":1,"b":[{"c":null}]}', '{"b":[{"c":null}],"a":1}', true],
    ['{"a":null}', '{}', false],
    ['{"a":null}', '{"b":null}', false],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}', true],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', false],
    ['{"toString":1}', '{"a":1}', false],
  ])('of %s and %s is %p, in both directions', (a, b, expected) => {
    expect(isSameJson(parseJson(a), parseJson(b))).toBe(expected);
    expect(isSameJson(parseJson(b), parseJson(a))).toBe(expected);
  });

  it('holds of a value and itself after a trip through text, and of no other text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [left, right] = [parseJson(JSON.stringify(a)), parseJson(JSON.stringify(b))];
        expect(isSameJson(left, parseJson(JSON.stringify(left)))).toBe(true);
        if (JSON.stringify(left) === JSON.stringify(right)) expect(isSameJson(left, right)).toBe(true);
      }),
    );
  });
});
