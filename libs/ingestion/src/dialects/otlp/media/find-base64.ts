/** Bytes in base64 from so many on become objects (otel.md B6). */
export const minMediaBytes = 1024;
/** No shorter text can hold them. */
export const minMediaText = Math.ceil((minMediaBytes * 4) / 3);

/** A stretch of base64 in a text. */
export interface Base64Run {
  /** Of the first character, and behind the last, padding included. */
  readonly start: number;
  readonly end: number;
  /** Base64 alone, in either alphabet. */
  readonly base64: string;
  /** It follows `base64,`, as in a data URL: then the sender says that it is base64. */
  readonly isDeclared: boolean;
}

const shared = 1;
const standard = 2;
const urlSafe = 3;
/** What a character of ASCII can be a part of; 0: no base64. */
const alphabets = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
  alphabets[character.charCodeAt(0)] = shared;
for (const character of '+/') alphabets[character.charCodeAt(0)] = standard;
for (const character of '-_') alphabets[character.charCodeAt(0)] = urlSafe;

const slash = 0x2f;
const backslash = 0x5c;
/** PHP writes JSON with `\/`, Gson with `\u003d`. */
const padding = /(?:=|\\u003[dD]){0,2}/y;
const declaration = 'base64,';
const opens: ReadonlySet<string> = new Set(['', '"', "'"]);
const closes: ReadonlySet<string> = new Set(['', '"', "'", '\\', '\n']);

/**
 * The stretches of a text, JSON or not, that are base64 of at least 1 KiB: whole, between quotes, or behind `base64,`. What stands elsewhere
 * (a bearer's token, a part of a URL or of a JWT, a key in PEM) is left for the masker. Base64 that is broken into lines is not found.
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
    const run = end - start < minMediaText ? null : toRun(text, start, end);
    if (run === null) continue;
    runs.push(run);
    from = run.end;
  }
  return runs;
};

const isMember = (text: string, index: number): boolean => {
  const code = text.charCodeAt(index);
  return code === backslash ? text.charCodeAt(index + 1) === slash : code < 128 && alphabets[code] !== 0;
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

/** Null: it is none after all. */
const toRun = (text: string, start: number, bodyEnd: number): Base64Run | null => {
  padding.lastIndex = bodyEnd;
  const pad = padding.exec(text)?.[0] ?? '';
  const end = bodyEnd + pad.length;
  const isDeclared = text.startsWith(declaration, start - declaration.length);
  if (!isDeclared && !(opens.has(text.charAt(start - 1)) && closes.has(text.charAt(end)))) return null;
  const body = text.slice(start, bodyEnd).replaceAll('\\/', '/');
  const isWhole =
    pad === '' ? body.length % 4 !== 1 : (body.length + pad.split('=').length - 1 + escapes(pad)) % 4 === 0;
  if (!isWhole || Math.floor((body.length * 3) / 4) < minMediaBytes || mixesAlphabets(body)) return null;
  return { start, end, base64: body, isDeclared };
};

const escapes = (pad: string): number => pad.split('\\').length - 1;

const mixesAlphabets = (body: string): boolean => /[+/]/.test(body) && /[-_]/.test(body);
