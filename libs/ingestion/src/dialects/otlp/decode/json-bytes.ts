/** The bytes that a value takes as JSON in UTF-8; 64-bit integers count as decimal strings. */
export const jsonBytesOf = (value: unknown): number =>
  Buffer.byteLength(JSON.stringify(value, (_key, held: unknown) => (typeof held === 'bigint' ? String(held) : held)));

const quotes = 2;
const shortEscapes: ReadonlySet<number> = new Set(Array.from('"\\\b\f\n\r\t', (character) => character.charCodeAt(0)));

/** The text's beginning that takes so many bytes of JSON at most, quotes included. Never splits a code point. */
export function cutToJsonBytes(text: string, maxBytes: number): string {
  let left = maxBytes - quotes;
  let end = 0;
  while (end < text.length) {
    const codePoint = text.codePointAt(end) as number;
    left -= jsonBytesOfCodePoint(codePoint);
    if (left < 0) break;
    end += codePoint > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

/** As JSON.stringify writes it: lone surrogates are escaped. */
function jsonBytesOfCodePoint(codePoint: number): number {
  if (shortEscapes.has(codePoint)) return 2;
  if (codePoint < 0x20) return 6;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  if (codePoint >= 0xd800 && codePoint <= 0xdfff) return 6;
  return codePoint > 0xffff ? 4 : 3;
}
