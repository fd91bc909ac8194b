/** Bytes in base64 from so many on become objects (otel.md B6). */
export const minMediaBytes = 1024;
/** No shorter text can hold them. */
export const minMediaText = Math.ceil((minMediaBytes * 4) / 3);

/** A stretch of base64 in a text. */
export interface Base64Run {
  /** Of the first character, and behind the last: padding included, and line ends that nothing follows. */
  readonly start: number;
  readonly end: number;
  /** Base64 alone, in either alphabet. */
  readonly base64: string;
  /** It follows `base64,`, as in a data URL: then the sender says that it is base64. */
  readonly isDeclared: boolean;
  /** It is broken into lines. So is a list of words of one length. */
  readonly isBroken: boolean;
}

const shared = 1;
const standard = 2;
const urlSafe = 3;
const lineEnd = 4;
/** What a character of ASCII can be a part of; 0: no base64. */
const alphabets = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
  alphabets[character.charCodeAt(0)] = shared;
for (const character of '+/') alphabets[character.charCodeAt(0)] = standard;
for (const character of '-_') alphabets[character.charCodeAt(0)] = urlSafe;
for (const character of '\r\n') alphabets[character.charCodeAt(0)] = lineEnd;

const backslash = 0x5c;
/** So many stand before the `n` of a line end in JSON in JSON in JSON. */
const maxBackslashes = 8;
/** In a text, or as JSON writes it. */
const oneLineEnd = String.raw`(?:[\r\n]|\\{1,${maxBackslashes}}[rn])`;
const endOfValue = new RegExp(String.raw`${oneLineEnd}{1,4}(?=$|\\*["'])`, 'y');
/** PHP writes JSON with `\/`, Gson with `\u003d`. */
const padding = /(?:=|\\u003[dD]){0,2}/y;
const declaration = new RegExp(String.raw`base64,((?:[ \t]|${oneLineEnd}){0,4})$`);
/** The longest declaration has less. */
const declarationReach = 64;
const opens: ReadonlySet<string> = new Set(['', '"', "'"]);
const closes: ReadonlySet<string> = new Set(['', '"', "'", '\\', '\n', '\r']);
/** Characters of a line: Ruby's `pack` breaks at 60, PEM at 64, MIME (RFC 2045) at 76. */
const minLine = 60;
const maxLine = 76;

/**
 * The stretches of a text, JSON or not, that are base64 of at least 1 KiB: whole, between quotes, or behind `base64,`; in one line, or in
 * lines of one length. What stands elsewhere (a bearer's token, a part of a URL or of a JWT, a key in PEM) is left for the masker.
 * Time: looks at one character in 1,366 of a text without long words; linear in any case.
 */
export const findBase64 = (text: string): readonly Base64Run[] => {
  const runs: Base64Run[] = [];
  let from = 0;
  for (let probe = minMediaText - 1; probe < text.length; probe = from + minMediaText - 1) {
    if (!isMember(text, probe)) {
      from = probe + 1;
      continue;
    }
    const start = startOf(text, probe, from);
    const end = endOf(text, probe);
    from = end + 1;
    if (end - start >= minMediaText) runs.push(...runsIn(text, start, end));
  }
  return runs;
};

const isMember = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index);
  return code === backslash ? isEscape(text, index) : code < 128 && alphabets[code] !== 0;
};

/** Whether a backslash belongs to what JSON makes of a slash or a line end. */
const isEscape = (text: string, index: number): boolean => {
  let next = index + 1;
  while (text.charCodeAt(next) === backslash && next - index < maxBackslashes) next += 1;
  const escaped = text.charAt(next);
  return escaped === 'n' || escaped === 'r' || (escaped === '/' && next === index + 1);
};

const startOf = (text: string, inside: number, from: number): number => {
  let start = inside;
  while (start > from && isMember(text, start - 1)) start -= 1;
  return start;
};

const endOf = (text: string, inside: number): number => {
  let end = inside + 1;
  while (end < text.length && isMember(text, end)) end += 1;
  return end;
};

/** What may be a run: of what is between `start` and `end`, the base64 alone. */
interface Body {
  readonly start: number;
  readonly end: number;
  readonly base64: string;
}

/** Of a stretch of nothing but base64 and line ends: all of it where its lines are even, else each line that is long enough alone. */
const runsIn = (text: string, start: number, end: number): readonly Base64Run[] => {
  const even: Body[] = [];
  const long: Body[] = [];
  let isEven = true;
  for (let at = start; at < end;) {
    const lineStart = at;
    const lineStop = lineEndFrom(text, at, end);
    at = behindLineEnd(text, lineStop);
    const length = lineStop - lineStart;
    if (length === 0 || (!isEven && length < minMediaText)) continue;
    const line = toBody(text, lineStart, lineStop);
    isEven &&= goesOn(even, line.base64.length);
    if (isEven) even.push(line);
    if (line.base64.length >= minMediaText) long.push(line);
  }
  const whole = isEven && toRun(text, joined(even), true);
  return whole ? [whole] : long.flatMap((line) => toRun(text, line, false) ?? []);
};

const joined = (lines: readonly Body[]): Body => ({
  start: lines[0]?.start ?? 0,
  end: lines.at(-1)?.end ?? 0,
  base64: lines.map(({ base64 }) => base64).join(''),
});

const toBody = (text: string, start: number, end: number): Body => {
  return { start, end, base64: text.slice(start, end).replaceAll('\\/', '/') };
};

/** Where the next line end of a stretch begins, or else the stretch ends. */
const lineEndFrom = (text: string, from: number, end: number): number => {
  let at = from;
  while (at < end && !isLineEnd(text, at)) at += 1;
  return at;
};

const isLineEnd = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index);
  return code === backslash ? text.charAt(index + 1) !== '/' : alphabets[code] === lineEnd;
};

const behindLineEnd = (text: string, index: number): number => {
  let at = index;
  while (text.charCodeAt(at) === backslash) at += 1;
  return at + 1;
};

/** Whether a line is like those before it. Only the last one is shorter. */
const goesOn = (lines: readonly Body[], length: number): boolean => {
  const usual = lines[0]?.base64.length;
  if (usual === undefined) return length >= minLine && length <= maxLine;
  return lines.at(-1)?.base64.length === usual && length <= usual;
};

/** Null: it is none after all. */
const toRun = (text: string, { start, end: bodyEnd, base64 }: Body, isBroken: boolean): Base64Run | null => {
  padding.lastIndex = bodyEnd;
  const pad = padding.exec(text)?.[0] ?? '';
  const padded = bodyEnd + pad.length;
  const declared = declaration.exec(text.slice(Math.max(0, start - declarationReach), start));
  if (!declared && !(opens.has(text.charAt(start - 1)) && closes.has(text.charAt(padded)))) return null;
  const isWhole =
    pad === '' ? base64.length % 4 !== 1 : (base64.length + pad.split('=').length - 1 + escapes(pad)) % 4 === 0;
  if (!isWhole || Math.floor((base64.length * 3) / 4) < minMediaBytes || mixesAlphabets(base64)) return null;
  endOfValue.lastIndex = padded;
  const end = padded + (endOfValue.exec(text)?.[0].length ?? 0);
  return { start: start - (declared?.[1]?.length ?? 0), end, base64, isDeclared: declared !== null, isBroken };
};

const escapes = (pad: string): number => pad.split('\\').length - 1;

const mixesAlphabets = (body: string): boolean => /[+/]/.test(body) && /[-_]/.test(body);
