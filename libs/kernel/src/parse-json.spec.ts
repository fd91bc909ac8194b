import fc from 'fast-check';
import { DomainError } from './domain-error';
import { isRawJson, type JsonObject } from './json';
import { parseJson } from './parse-json';

const roundTrip = (text: string): string => JSON.stringify(parseJson(text));

describe('parseJson', () => {
  it.each([
    ['9223372036854775807'],
    ['-9223372036854775808'],
    ['9007199254740993'],
    ['1e400'],
    ['1E-400'],
    ['1e200000'],
    ['0.1234567890123456789'],
    ['123456789.123456789'],
    ['[1,[2,{"a":18446744073709551615}]]'],
  ])('keeps the digits of %s', (text) => {
    expect(roundTrip(text)).toBe(text);
  });

  it.each([
    ['9007199254740991', 9007199254740991],
    ['0.30000000000000004', 0.30000000000000004],
    ['1764112345.1234567', 1764112345.1234567],
    ['1.0', 1],
    ['1.00000000000000000000', 1],
    ['1e3', 1000],
    ['1E+2', 100],
    ['0e99999', 0],
    ['1e21', 1e21],
    ['10000000000000000000000', 1e22],
    ['-0', -0],
  ])('reads %s as a plain number', (text, number) => {
    expect(parseJson(text)).toBe(number);
    expect(parseJson(`{"n": ${text}}`)).toEqual({ n: number });
  });

  it('leaves digits inside strings alone', () => {
    const text = '{"a":", 1e400","b":"[9007199254740993]","c":"NaN -Infinity \\" NaN"}';
    expect(roundTrip(text)).toBe(text);
  });

  it.each([
    ['NaN', 'null'],
    ['[NaN, Infinity,-Infinity]', '[null,null,null]'],
    [
      '{"a": NaN, "b": "\\\\", "NaN": "x NaN \\" NaN", "c": 9007199254740993}',
      '{"a":null,"b":"\\\\","NaN":"x NaN \\" NaN","c":9007199254740993}',
    ],
  ])('reads the bare tokens of %s as null', (text, expected) => {
    expect(roundTrip(text)).toBe(expected);
  });

  it.each([
    [''],
    ['{'],
    ['{"a":1,}'],
    ["{'a':1}"],
    ['nan'],
    ['-NaN'],
    ['1NaN'],
    ['--Infinity'],
    ['NaNNaN'],
    ['{"a":"NaN'],
    ['01'],
    ['1e'],
    ['1.2.3e4'],
    ['\uFEFF{}'],
    ['"secret-canary'],
  ])('refuses %j as malformed, without quoting it', (text) => {
    expect(() => parseJson(text)).toThrow(DomainError);
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'MALFORMED', message: 'not valid JSON' }));
  });

  it.each([['{"__proto__":{"polluted":1},"constructor":2}'], ['{"__proto__":{"polluted":9007199254740993}}']])(
    'keeps %s as data',
    (text) => {
      const parsed = parseJson(text) as JsonObject;
      expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
      expect(Object.keys(parsed)).toContain('__proto__');
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(JSON.stringify(parsed)).toBe(text);
    },
  );

  it('answers with a value or MALFORMED at any depth', () => {
    const nested = (inner: string): string => '['.repeat(100_000) + inner + ']'.repeat(100_000);
    expect(Array.isArray(parseJson(nested('1')))).toBe(true);
    expect(() => parseJson(nested('1e400'))).toThrow(DomainError);
  });

  it('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => expect(roundTrip(JSON.stringify(value))).toBe(JSON.stringify(value))),
    );
  });

  it('keeps the value of every number literal', () => {
    const digits = fc.stringMatching(/^(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?$/);
    fc.assert(
      fc.property(digits, (literal) => {
        const parsed = parseJson(`[${literal}]`) as [unknown];
        if (isRawJson(parsed[0])) expect(parsed[0].rawJSON).toBe(literal);
        else expect(sameDecimal(String(parsed[0]), literal)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** Compares exactly, as integers scaled by 10^50. */
function sameDecimal(left: string, right: string): boolean {
  const scaled = (text: string): bigint => {
    const [mantissa = '', exponent = '0'] = text.split('e');
    const [whole = '', fraction = ''] = mantissa.split('.');
    return BigInt(whole + fraction) * 10n ** BigInt(50 - fraction.length + Number(exponent));
  };
  return scaled(left) === scaled(right);
}
