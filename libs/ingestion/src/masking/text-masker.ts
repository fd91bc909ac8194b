import { findCardNumbers } from './card-numbers';
import type { MaskTally } from './mask-tally';
import { redacted } from './masker-rules';
import type { ValuePattern } from './value-patterns';

/** Replaces the secret parts of a text and nothing else; returns the very string when there is none. */
export type TextMasker = (text: string, tally: MaskTally) => string;

/** Runs the passes one after the other, each on what the one before it left, and looks for card numbers last. */
export function createTextMasker(passes: readonly (readonly ValuePattern[])[]): TextMasker {
  const maskers = [...passes.map(createPatternPass), maskCardNumbers];
  return (text, tally) => maskers.reduce((left, mask) => mask(left, tally), text);
}

/**
 * All patterns of a pass run as one expression. `[REDACTED]` is its first branch, so that earlier masks are stepped over; a match
 * that proves harmless is not consumed, so that it cannot hide a secret inside of it.
 */
function createPatternPass(patterns: readonly ValuePattern[]): TextMasker {
  const branches = patterns.map(({ source }) => `(${source})`);
  const expression = new RegExp(['\\[REDACTED\\]', ...branches].join('|'), 'g');

  return (text, tally) => {
    expression.lastIndex = 0;
    let result = '';
    let done = 0;
    for (let match = expression.exec(text); match; match = expression.exec(text)) {
      const pattern = patterns[match.indexOf(match[0], 1) - 1];
      if (pattern === undefined) continue;
      const replacement = pattern.replace ? pattern.replace(match[0]) : redacted;
      if (replacement === null) {
        expression.lastIndex = match.index + 1;
        continue;
      }
      result += text.slice(done, match.index) + replacement;
      done = expression.lastIndex;
      tally.add(pattern.rule);
    }
    return done === 0 ? text : result + text.slice(done);
  };
}

const maskCardNumbers: TextMasker = (text, tally) => {
  const spans = findCardNumbers(text);
  if (spans.length === 0) return text;
  let result = '';
  let done = 0;
  for (const { start, end } of spans) {
    result += text.slice(done, start) + redacted;
    done = end;
  }
  tally.add('value:card_number', spans.length);
  return result + text.slice(done);
};
