import { DomainError } from './domain-error';
import type { JsonValue, RawJson } from './json';

/** What V8 offers and TypeScript's library does not describe yet (JSON.parse source text access). */
const lossless = JSON as unknown as {
  rawJSON(source: string): RawJson;
  parse(text: string, reviver: (key: string, value: JsonValue, context: { source?: string }) => JsonValue): JsonValue;
};

/** A double holds any 15 digits: only longer literals and those with an exponent can lose something. */
const riskyNumber = /(?:^|[:,[\s])(-?\d(?:[\d.]{15,}|[\d.]*[eE])[-+\d.eE]*)/g;
/** What every such literal has in it, and few texts: much quicker to rule out than to find the literals. */
const riskyDigits = /\d(?:[\d.]{15}|[eE][-+\d])/;
const numberParts = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/;

/**
 * Parses JSON text without losing anything: a number that a double cannot hold (64-bit ids, `1e400`, long decimals) becomes
 * a `RawJson` with its source text, and a `__proto__` key stays an own property. The bare tokens `NaN`, `Infinity` and
 * `-Infinity`, which Python writes, read as null. Throws MALFORMED for everything else; the message never quotes the text.
 */
export function parseJson(text: string): JsonValue {
  try {
    return parseStrict(text);
  } catch {
    return parseTolerant(text);
  }
}

function parseTolerant(text: string): JsonValue {
  try {
    return parseStrict(nullForBareTokens(text));
  } catch {
    throw new DomainError('MALFORMED', 'not valid JSON');
  }
}

function parseStrict(text: string): JsonValue {
  return losesNumbers(text) ? lossless.parse(text, keepSource) : (JSON.parse(text) as JsonValue);
}

/** The reviver makes parsing about ten times slower, so it runs only when some literal really needs it. */
function losesNumbers(text: string): boolean {
  if (!riskyDigits.test(text)) return false;
  riskyNumber.lastIndex = 0;
  for (let match = riskyNumber.exec(text); match; match = riskyNumber.exec(text)) {
    if (!survivesAsDouble(match[1] as string)) return true;
  }
  return false;
}

function keepSource(_key: string, value: JsonValue, { source }: { source?: string }): JsonValue {
  if (typeof value !== 'number' || source === undefined || survivesAsDouble(source)) return value;
  return lossless.rawJSON(source);
}

/** Whether the double prints back as the same decimal value; `1.0` and `1e2` do, the spelling may differ. */
function survivesAsDouble(literal: string): boolean {
  if (literal.length < 16 && !/[eE]/.test(literal)) return true;
  return decimalValue(literal) === decimalValue(String(Number(literal)));
}

/** Significant digits and power of ten: equal texts mean equal values. `Infinity` and malformed literals keep their text. */
function decimalValue(literal: string): string {
  const parts = numberParts.exec(literal);
  if (!parts) return literal;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** Rewrites the tokens outside of strings only. A string ends at a quote that an even number of backslashes precedes. */
function nullForBareTokens(text: string): string {
  let result = '';
  let position = 0;
  while (position < text.length) {
    const open = text.indexOf('"', position);
    const outside = open === -1 ? text.slice(position) : text.slice(position, open);
    result += outside.replace(/-?\bInfinity\b|\bNaN\b/g, 'null');
    if (open === -1) break;
    position = endOfString(text, open);
    result += text.slice(open, position);
  }
  return result;
}

function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close === -1 ? text.length : close + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text[first - 1] === '\\') first -= 1;
  return (quote - first) % 2 === 1;
}
