import { endOfToken, isDigit, markTable, startOfToken } from './marks';

/** A table so large that few looks hit a key by chance, and so small that a short run is not kept busy with clearing it. */
const tableSizes = { few: 4_096, many: 65_536, fewKeys: 64 };
const separators = markTable(':/.@_-');

/**
 * Makes a test whether a token of a text may name one of some keys, as a whole or as a part between marks; `toValue` has the last word.
 * Texts name many more values than anybody asks for: for nearly all of them this look, in place and by hash, is the only one.
 */
export const makeKeyFilter = (keys: ReadonlySet<string>): ((text: string, from: number, to: number) => boolean) => {
  const table = new Uint8Array(keys.size <= tableSizes.fewKeys ? tableSizes.few : tableSizes.many);
  const mask = table.length - 1;
  let hasNumber = false;
  for (const key of keys) {
    let hash = 0;
    for (let at = 0; at < key.length; at += 1) hash = step(hash, key.charCodeAt(at));
    table[placeOf(hash) & mask] = 1;
    hasNumber ||= isDigit(key.charCodeAt(0));
  }
  return (text, from, to) => {
    const start = startOfToken(text, from, to);
    const end = endOfToken(text, start, to);
    // The same number is written in many ways.
    if (hasNumber && isDigit(text.charCodeAt(start))) return true;
    let whole = 0;
    let part = 0;
    for (let at = start; at < end; at += 1) {
      const code = text.charCodeAt(at);
      // In lower case it may be longer; a URL counts without its beginning and its end.
      if (code >= 0x80 || (code === 0x2f && text.charCodeAt(at - 1) === 0x2f)) return true;
      whole = step(whole, code);
      if (separators[code] === 0) part = step(part, code);
      else if (table[placeOf(part) & mask] === 1) return true;
      else part = 0;
    }
    return table[placeOf(part) & mask] === 1 || table[placeOf(whole) & mask] === 1;
  };
};

/** The same for a letter in either case. */
const step = (hash: number, code: number): number => (Math.imul(hash, 31) + (code | 0x20)) | 0;

const placeOf = (hash: number): number => hash ^ (hash >>> 16);
