/** Digits in groups that spaces or dashes separate; not part of a word and not the decimals of a number. */
const digitRun = /(?<![A-Za-z0-9_])(?<!\d\.)\d[\d -]{11,}\d(?![A-Za-z0-9_])/g;
const minDigits = 13;
const maxDigits = 19;

interface Span {
  readonly start: number;
  readonly end: number;
}
const none: readonly Span[] = [];

/**
 * Where a text holds payment card numbers, in order and without overlap: 13 to 19 digits that begin with 2 to 6 (the card
 * industries) and pass Luhn, in whole groups separated by one and the same space or dash. Where several readings of a run of
 * digits pass, all their digits are covered.
 */
export function findCardNumbers(text: string): readonly Span[] {
  if (text.length < minDigits || text.search(digitRun) === -1) return none;
  const found: Span[] = [];
  for (const run of text.matchAll(digitRun)) {
    const groups = [...run[0].matchAll(/\d+/g)].map(({ 0: digits, index }) => ({
      start: run.index + index,
      end: run.index + index + digits.length,
    }));
    groups.forEach(({ start }, first) => {
      for (const end of cardEnds(text, groups.slice(first, first + maxDigits))) cover(found, { start, end });
    });
  }
  return found;
}

/** Where the card numbers end that begin with the first group. */
function cardEnds(text: string, groups: readonly Span[]): number[] {
  const ends: number[] = [];
  let digits = '';
  let separator: string | null = null;
  for (const [index, { start, end }] of groups.entries()) {
    if (index > 0) {
      const gap = text.slice(groups[index - 1]!.end, start);
      if (gap.length !== 1 || gap !== (separator ??= gap)) break;
    }
    digits += text.slice(start, end);
    if (digits.length > maxDigits) break;
    if (isCardNumber(digits)) ends.push(end);
  }
  return ends;
}

/** Spans arrive by rising start. */
function cover(found: Span[], span: Span): void {
  const last = found.at(-1);
  if (last === undefined || span.start >= last.end) found.push(span);
  else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
}

const isCardNumber = (digits: string): boolean =>
  digits.length >= minDigits && /^[2-6]/.test(digits) && passesLuhn(digits);

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 1; place <= digits.length; place += 1) {
    const digit = digits.charCodeAt(digits.length - place) - 48;
    sum += place % 2 === 1 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
