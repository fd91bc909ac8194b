import { canonicalJson, isRawJson, type JsonValue } from '@debrief/kernel';

/** A value as text: text as it is, nothing as no text, anything else as JSON with its keys in order. */
export const textOf = (value: JsonValue | undefined): string => {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : canonicalJson(value);
};

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number that a value is or spells; undefined: none that is finite. */
export const numberOf = (value: JsonValue | undefined): number | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const text = typeof value === 'string' ? value.trim() : isRawJson(value) ? value.rawJSON : '';
  if (text.length > 400 || !decimal.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
};

/** Text that is JSON, parsed; undefined: it is none. */
export const parsedText = (value: JsonValue | undefined): { readonly value: JsonValue } | undefined => {
  if (typeof value !== 'string') return undefined;
  try {
    return { value: JSON.parse(value) as JsonValue };
  } catch {
    return undefined;
  }
};
