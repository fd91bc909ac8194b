import { redacted, type PatternRule } from './masker-rules';

/** One secret's form. `source` is a regular expression without capturing groups that runs in linear time. */
export interface ValuePattern {
  readonly rule: string;
  readonly source: string;
  /** What stands in the place of a match, null if it is no secret after all; default: `[REDACTED]`. */
  readonly replace?: (match: string) => string | null;
}

const notInWord = '(?<![A-Za-z0-9_])';
const wordEnds = '(?![A-Za-z0-9_])';
const pemName = '(?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----';

const pemPattern: ValuePattern = {
  rule: 'value:private_key',
  source: `-----BEGIN ${pemName}[\\s\\S]*?(?:-----END ${pemName}|$)`,
};

/** Native surface, section 13. Every run is maximal or ends at a word's end, so that masking twice is masking once. */
const defaultPatterns: readonly ValuePattern[] = [
  {
    rule: 'value:bearer',
    source: `${notInWord}(?:[Bb]earer|BEARER)\\s{1,16}[A-Za-z0-9._~+/-]+=*`,
    replace: (match) => redactLastWord(match),
  },
  {
    rule: 'value:basic',
    source: `${notInWord}(?:[Bb]asic|BASIC)\\s{1,16}[A-Za-z0-9+/]{4,}={0,2}`,
    replace: (match) => (holdsBasicCredentials(match) ? redactLastWord(match) : null),
  },
  {
    // Behind a dash, as in `base64-eyJ…`, the header ends at the next one: else a run of `-eyJ` would be read over and over.
    rule: 'value:jwt',
    source: '(?:(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]+|(?<=-)eyJ[A-Za-z0-9_]+)(?:\\.[A-Za-z0-9_-]*){2,4}',
  },
  {
    rule: 'value:api_key',
    source: `${notInWord}sk-(?:[A-Za-z0-9_-]{16,}|(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{8,})`,
  },
  { rule: 'value:github_token', source: `${notInWord}(?:gh[a-z]|github_pat)_[A-Za-z0-9_]{16,}` },
  { rule: 'value:aws_access_key', source: `${notInWord}(?:AKIA|ASIA)[0-9A-Z]{16}${wordEnds}` },
  {
    rule: 'value:ssn',
    source: `${notInWord}(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}${wordEnds}`,
  },
];

const domain = '@(?:[A-Za-z0-9-]{1,63}\\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9_-])';
/** Glued addresses are one match. */
const emailPattern: ValuePattern = {
  rule: 'value:email',
  source: `(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+${domain}(?:[A-Za-z0-9._%+-]+${domain})*`,
};

/**
 * The patterns in force, by pass. Keys and addresses have one of their own because the end of another secret would count as the
 * start of a word there, or the other way round, and hide what follows.
 */
export const valuePatterns = (
  custom: readonly PatternRule[],
  maskEmails: boolean,
): readonly (readonly ValuePattern[])[] => [
  [pemPattern],
  [...defaultPatterns, ...custom.map(compilePattern)],
  ...(maskEmails ? [[emailPattern]] : []),
];

/** See `PatternRule` for the language and for why the result is linear. */
function compilePattern({ name, pattern }: PatternRule): ValuePattern {
  const open = pattern.endsWith('*');
  const fixed = open ? pattern.slice(0, -1) : pattern;
  const body = fixed.replace(/[^A-Za-z0-9_ ]/g, (symbol) => symbols[symbol] ?? `\\${symbol}`);
  const starts = /^[\w#?]/.test(fixed) ? notInWord : '';
  const ends = open ? '[A-Za-z0-9._~+/=-]*' : /[\w#?]$/.test(fixed) ? wordEnds : '';
  return { rule: `value:${name}`, source: `${starts}${body}${ends}` };
}
const symbols: Readonly<Record<string, string>> = { '#': '[0-9]', '?': '[A-Za-z0-9]' };

/** Keeps the scheme, which tells a reader what was there. */
const redactLastWord = (match: string): string => match.replace(/\S+$/, redacted);

/** "Basic economy" is no credential: the word must be padded base64 or decode to `user:password` in printable ASCII. */
function holdsBasicCredentials(match: string): boolean {
  const word = match.slice(match.search(/\S+$/));
  return word.endsWith('=') || /^[ -~]*:[ -~]*$/.test(Buffer.from(word, 'base64').toString('latin1'));
}
