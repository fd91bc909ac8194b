/**
 * Digits in groups that spaces or dashes separate; not part of a word and not the decimals of a number. A double prints 17 digits
 * at most, so before the 13 decimals that could pass for a card stand four at most: what is longer, or grouped, is no number.
 */
const digitRun = /(?<![A-Za-z0-9_])(?<!(?<!\d[ -]?)\d{1,4}\.)\d[\d -]{11,}\d(?![A-Za-z0-9_])/g;
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
    const end = run.index + run[0].length;
    for (let start = run.index; start < end; start += 1) {
      if (isDigit(text, start) && !isDigit(text, start - 1)) coverCards(found, text, start, end);
    }
  }
  return found;
}

/** Covers each card number that begins with the group at `start`. At most 19 digits are read, so the whole is linear. */
function coverCards(found: Span[], text: string, start: number, runEnd: number): void {
  if (text[start]! < '2' || text[start]! > '6') return;
  let separator = '';
  let length = 0;
  let evenDoubled = 0;
  let oddDoubled = 0;
  for (let position = start; position < runEnd; position += 1) {
    if (!isDigit(text, position)) {
      separator ||= text[position]!;
      if (text[position] !== separator || !isDigit(text, position + 1)) return;
      continue;
    }
    const digit = text.charCodeAt(position) - 48;
    const doubled = digit * 2 - (digit > 4 ? 9 : 0);
    evenDoubled += length % 2 === 0 ? doubled : digit;
    oddDoubled += length % 2 === 0 ? digit : doubled;
    length += 1;
    if (length > maxDigits) return;
    // Luhn doubles every second digit from the right, so the length decides which sum it is.
    const sum = length % 2 === 0 ? evenDoubled : oddDoubled;
    if (length >= minDigits && sum % 10 === 0 && !isDigit(text, position + 1))
      cover(found, { start, end: position + 1 });
  }
}

/** Spans arrive by rising start. */
function cover(found: Span[], span: Span): void {
  const last = found.at(-1);
  if (last === undefined || span.start >= last.end) found.push(span);
  else found[found.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
}

function isDigit(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return code >= 48 && code <= 57;
}
