/** What one pass over a text says about it: which of the costly looks are worth while. */
export interface TextScan {
  /** Where words of the table begin, and their bits, in turn. */
  readonly hits: readonly number[];
  /** Letters that may be hidden, look like others or belong to another script. */
  readonly isUnusual: boolean;
  readonly hasEntity: boolean;
  /** A run of letters so long that it may be encoded. */
  readonly hasLongRun: boolean;
}

/** Words are told by their beginning: that covers their forms and keeps the table small. */
const prefix = 5;
const tableSize = 8_192;
const longRun = 32;
/** The highest of the letters of western Europe's languages. */
const lastUsual = 0x17f;

/** Makes a scanner for words (lower case, a to z) with their bits. Two words may share a place: that costs a look and misses nothing. */
export const makeScanner = (bitsOfWords: Readonly<Record<string, number>>): ((text: string) => TextScan) => {
  const table = new Uint16Array(tableSize);
  for (const [word, bits] of Object.entries(bitsOfWords)) {
    let hash = 0;
    for (let at = 0; at < Math.min(word.length, prefix); at += 1) hash = step(hash, word.charCodeAt(at));
    table[hash] = (table[hash] ?? 0) | bits;
  }
  return (text) => scan(text, table);
};

const step = (hash: number, letter: number): number => (Math.imul(hash, 37) + letter) & (tableSize - 1);

const scan = (text: string, table: Uint16Array): TextScan => {
  const hits: number[] = [];
  let isUnusual = false;
  let hasEntity = false;
  let hasLongRun = false;
  let hash = 0;
  let letters = 0;
  let run = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0;
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a && code < 0x80) {
      if (letters < prefix) hash = step(hash, lower);
      letters += 1;
      run += 1;
      continue;
    }
    if (letters > 0) {
      const bits = table[hash] ?? 0;
      if (bits !== 0) hits.push(at - letters, bits);
      hash = 0;
      letters = 0;
    }
    // Digits, plus and slash: with letters, the alphabet of base64.
    if ((code >= 0x2f && code <= 0x39) || code === 0x2b) {
      run += 1;
      continue;
    }
    if (run >= longRun) hasLongRun = true;
    run = 0;
    if (code > lastUsual || code === 0xad) isUnusual = true;
    else if (code === 0x23 && text.charCodeAt(at - 1) === 0x26) hasEntity = true;
  }
  return { hits, isUnusual, hasEntity, hasLongRun };
};
