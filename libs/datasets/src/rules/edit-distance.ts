const bitsOfWord = 32;

/** How many single characters must be put in, taken out or replaced to make one text of the other. Characters are code points. */
export const editDistance = (a: string, b: string): number => distanceOf(charactersOf(a), charactersOf(b));

export const charactersOf = (text: string): Uint32Array => {
  const units = new Uint32Array(text.length);
  let count = 0;
  for (const character of text) units[count++] = character.codePointAt(0) as number;
  return units.subarray(0, count);
};

/**
 * Levenshtein's distance, 32 rows of its table at a time as the bits of a word: what differs between neighbours is at most one, so two bits
 * a field will do (Myers, A fast bit-vector algorithm for approximate string matching, 1999; Hyyrö's form for distances, 2003).
 */
export const distanceOf = (a: Uint32Array, b: Uint32Array): number => {
  const [pattern, text] = a.length <= b.length ? [a, b] : [b, a];
  if (pattern.length === 0) return text.length;
  const letters = new Map<number, number>();
  for (const letter of pattern) if (!letters.has(letter)) letters.set(letter, letters.size + 1);
  // 0: a character that the pattern does not have.
  const read = Uint32Array.from(text, (letter) => letters.get(letter) ?? 0);
  const rows = Uint32Array.from(pattern, (letter) => letters.get(letter) as number);
  const steps = { up: new Uint8Array(text.length).fill(1), down: new Uint8Array(text.length) };
  const places = new Int32Array(letters.size + 1);
  for (let from = 0; from < rows.length; from += bitsOfWord) {
    const block = rows.subarray(from, from + bitsOfWord);
    block.forEach((letter, row) => (places[letter] = (places[letter] as number) | (1 << row)));
    fillRows(places, read, { ...steps, lastRow: block.length - 1 });
    block.forEach((letter) => (places[letter] = 0));
  }
  let distance = pattern.length;
  for (let at = 0; at < text.length; at += 1) distance += (steps.up[at] as number) - (steps.down[at] as number);
  return distance;
};

interface Steps {
  /** 1 where the row above goes up from the column before to this one; afterwards of the last row of the block. */
  readonly up: Uint8Array;
  readonly down: Uint8Array;
  readonly lastRow: number;
}

/** Nothing is made in here: it runs for each character of the text and each 32 of the pattern. */
const fillRows = (places: Int32Array, text: Uint32Array, { up, down, lastRow }: Steps): void => {
  let rising = -1;
  let falling = 0;
  for (let at = 0; at < text.length; at += 1) {
    const upAbove = up[at] as number;
    const downAbove = down[at] as number;
    const place = places[text[at] as number] as number;
    const sloping = place | falling;
    const equal = place | downAbove;
    const diagonal = (((equal & rising) + rising) ^ rising) | equal;
    const higher = falling | ~(diagonal | rising);
    const lower = rising & diagonal;
    up[at] = (higher >>> lastRow) & 1;
    down[at] = (lower >>> lastRow) & 1;
    const higherNext = (higher << 1) | upAbove;
    rising = (lower << 1) | downAbove | ~(sloping | higherNext);
    falling = higherNext & sloping;
  }
};
