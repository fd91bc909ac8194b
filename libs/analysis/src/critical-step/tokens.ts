/** Words of three letters and more, and numbers, in lower case: what a text can be recognised by elsewhere. */
export const tokensOf = (text: string): string[] =>
  text.toLowerCase().match(/[\p{L}_][\p{L}\d_]{2,}|\d[\d,.:]*\d|\d/gu) ?? [];

/** Words of four letters and digits and more, in lower case, each once. */
export const wordsOf = (text: string): Set<string> => new Set(text.toLowerCase().match(/[a-z0-9]{4,}/g) ?? []);

/** Numbers, as written. */
export const numbersOf = (text: string): string[] => text.match(/\d[\d,.:]*\d|\d/g) ?? [];

/** Counts: whole numbers of two or three digits that are no part of a price, a date, a decimal or a code. */
export const countsOf = (text: string): string[] => text.match(/(?<![\w$#.,:-])\d{2,3}(?![\w.,:%-])/g) ?? [];

/** What records in a call can be told by: four characters and more from a digit on, as `5270061` of `#W5270061`. */
export const identifiersOf = (text: string): string[] => text.match(/\d[\w-]{3,40}/g) ?? [];

/** Share of `words` that `others` holds as well; 0 for no words. */
export const overlapOf = (words: ReadonlySet<string>, others: ReadonlySet<string>): number => {
  if (words.size === 0) return 0;
  let shared = 0;
  for (const word of words) if (others.has(word)) shared += 1;
  return shared / words.size;
};
