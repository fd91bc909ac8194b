import type { JsonValue } from '@debrief/kernel';
import { valueText } from '../../run/event-text';

/** Words of a goal that say nothing about what is wanted (native.md §8). */
const goalStopWords = new Set(
  'the and for with without stop dont not book please make set select choose from that this you your into onto but'.split(
    ' ',
  ),
);
const boundaryStopWords = new Set('the and any not page button screen step'.split(' '));
const boundaryMarkers = ['stop at', 'stop before', 'do not', "don't", 'without'];
const clauseEnds = ['.', ';', ',', ' and ', ' then '];
/** Characters of tokens that are looked for at most. A goal has fewer; mismatches and warnings may be of any length. */
const maxCharacters = 20_000;

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[-/]/g, ' ')
    .split(/\s+/)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ''));

const tokensOf = (text: string, stopWords: ReadonlySet<string> = new Set()): string[] => {
  let left = maxCharacters;
  return [...new Set(wordsOf(text).filter((word) => word.length >= 3 && !stopWords.has(word)))].filter(
    (word) => (left -= word.length) >= 0,
  );
};

export const goalTokens = (goal: string | null): string[] => tokensOf(goal ?? '', goalStopWords);

/** No word removed. */
export const plainTokens = (values: readonly JsonValue[]): string[] => tokensOf(values.map(valueText).join(' '));

/** Every word of some values, short ones too. */
export const allWords = (values: readonly JsonValue[]): ReadonlySet<string> =>
  new Set(values.flatMap((value) => wordsOf(valueText(value))));

/** What a goal says is not to be passed: the words after `stop at`, `do not`, … up to the end of the clause. */
export const boundaryTokens = (goal: string | null): string[] => {
  const text = (goal ?? '').toLowerCase();
  const clauses = boundaryMarkers.flatMap((marker) => {
    const at = text.indexOf(marker);
    if (at === -1) return [];
    const rest = text.slice(at + marker.length);
    const ends = clauseEnds.map((end) => rest.indexOf(end)).filter((end) => end !== -1);
    return [rest.slice(0, Math.min(rest.length, ...ends))];
  });
  return tokensOf(clauses.join(' '), boundaryStopWords);
};

/** Whether one of the values contains a token, as a substring in lower case; objects as JSON text. @param names of `tokenSearch` */
export const mentions = (values: readonly (JsonValue | undefined)[], names: (text: string) => boolean): boolean =>
  names(values.map(valueText).join(' ').toLowerCase());
