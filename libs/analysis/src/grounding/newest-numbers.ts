import type { IndexedRun } from '../run/index-run';
import { givenText, gives } from './given-text';
import { isDigit, startOfToken } from './marks';
import { scanTokens } from './scan-tokens';
import { toValue } from './to-value';

const kept = 64;
/** What is not kept cannot be told from what was never said. */
const mostDifferent = 200_000;

/** Numbers to compute with at the final answer: those that were given last for the first time. Null: there are too many to tell. */
export const newestNumbers = (run: IndexedRun): number[] | null => {
  const numbers = new Set<string>();
  const learn = (text: string): void =>
    scanTokens(text, (start, end) => {
      const isNumeric = isDigit(text.charCodeAt(startOfToken(text, start, end)));
      const value = isNumeric ? toValue(text.slice(start, end)) : null;
      if (value?.kind === 'number') numbers.add(value.key);
    });
  learn(run.goal ?? '');
  for (const event of run.events) {
    if (event === run.finalAnswer) break;
    if (gives(run, event)) learn(givenText(run, event));
    if (numbers.size > mostDifferent) return null;
  }
  return [...numbers].slice(-kept).map(Number);
};
