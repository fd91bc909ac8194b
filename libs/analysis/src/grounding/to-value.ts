import { endOfToken, startOfToken } from './marks';

/** What a token says, in a form in which equal things are equal. */
export interface Value {
  readonly kind: 'number' | 'id' | 'email' | 'url' | 'other';
  /** A number without commas and trailing zeros; anything else in lower case. */
  readonly key: string;
}

const numeric = /^\d[\d,]*(?:\.\d+)?$/;
const withUnit = /^(\d[\d,]*(?:\.\d+)?)[a-z°]{1,3}$/;
/** `5-star`, `30-day`. */
const measure = /^\d{1,4}-[a-z]+(?:-[a-z]+)*$/;
const email = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/;
const dateOrTime =
  /^(?:\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?(?:t[\d:.+z-]*)?|\d{1,2}:\d{2}(?::\d{2})?(?:am|pm|z)?|\d{1,2}(?:st|nd|rd|th|am|pm))$/;
const idLike = /^(?=[^\d]*\d)(?=[\d_-]*[a-z])[a-z0-9][a-z0-9_-]{4,63}$/;
const longest = 300;

/** Null: nothing that could be told from any other. */
export const toValue = (token: string): Value | null => {
  if (token.length > longest) return null;
  const plain = trim(token).toLowerCase();
  if (plain === '') return null;
  if (plain.includes('://')) return { kind: 'url', key: addressOf(plain) };
  if (numeric.test(plain)) return { kind: isLongId(plain) ? 'id' : 'number', key: numberKey(plain) };
  if (email.test(plain)) return { kind: 'email', key: plain };
  if (dateOrTime.test(plain) || measure.test(plain)) return { kind: 'other', key: plain };
  const measured = withUnit.exec(plain);
  if (measured) return { kind: 'number', key: numberKey(measured[1] ?? '') };
  return { kind: idLike.test(plain) ? 'id' : 'other', key: plain };
};

/** So many digits are no quantity. */
const isLongId = (text: string): boolean => text.length >= 8 && !text.includes('.') && !text.includes(',');

const numberKey = (text: string): string => {
  const digits = text.replaceAll(',', '');
  return digits.length > 15 ? digits : String(Number(digits));
};

const addressOf = (url: string): string =>
  url
    .slice(url.indexOf('://') + 3)
    .replace(/^www\./, '')
    .replace(/[#?].*$/, '')
    .replace(/\/$/, '');

const trim = (token: string): string => {
  const start = startOfToken(token, 0, token.length);
  return token.slice(start, endOfToken(token, start, token.length));
};
