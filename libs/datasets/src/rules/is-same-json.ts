import { isRawJson, type JsonObject, type JsonValue, type RawJson } from '@debrief/kernel';

/** Whether two values are equal as JSON: keys in any order, numbers by their value, also those that a double cannot hold. */
export const isSameJson = (a: JsonValue, b: JsonValue): boolean => {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (isRawJson(a) || isRawJson(b)) return isRawJson(a) && isRawJson(b) && decimalOf(a) === decimalOf(b);
  if (Array.isArray(a) || Array.isArray(b))
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => isSameJson(item, b[at]!))
    );
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameField(a, b, key));
};

const sameField = (a: JsonObject, b: JsonObject, key: string): boolean => isSameJson(a[key]!, b[key]!);

const literal = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;

/** The one form of a number's literal: its digits without zeros at either end, and the power of ten of the last one. */
const decimalOf = ({ rawJSON }: RawJson): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = literal.exec(rawJSON) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length)}`;
};
