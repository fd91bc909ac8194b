/** More of a text is not looked at: bounds the work whatever was recorded. */
const maxWords = 200;
/** The longest name of a tool or agent that is looked for. */
const maxPhrase = 4;

/** A text's words in lower case: what stands between them tells no two names apart. */
export const wordsOf = (text: string): string[] =>
  (
    text
      .slice(0, 4_000)
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+/gu) ?? []
  ).slice(0, maxWords);

/** All that texts can be said to name: each run of up to four words. */
export const phrasesOf = (texts: readonly string[]): Set<string> => {
  const phrases = new Set<string>();
  for (const words of texts.map(wordsOf))
    for (let start = 0; start < words.length; start += 1)
      for (let length = 1; length <= maxPhrase; length += 1) phrases.add(words.slice(start, start + length).join(' '));
  return phrases;
};
