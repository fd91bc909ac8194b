import type { TextScan } from './scan-text';

const joiners = /[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]/g;
const tagRun = /[\u{e0020}-\u{e007e}]+/gu;
const fullWidth = /[\uff01-\uff5e]/g;
const entity = /&#(?:x([0-9a-f]{1,5})|(\d{1,6}));/gi;
const encoded = /[A-Za-z0-9+/]{32,}={0,2}/g;
/** What is looked at of encoded text: an instruction is short, a file is not. */
const maxEncoded = 4_000;

/**
 * A text as a model may read it: letters that nothing shows, that look like others or that are encoded are made plain. What was
 * encoded in base64 follows the text. Sources: Unicode tag smuggling and invisible text as garak and PyRIT probe for them.
 */
export const revealText = (text: string, { isUnusual, hasEntity, hasLongRun }: TextScan): string => {
  let plain = text;
  if (isUnusual)
    plain = text
      .replace(joiners, '')
      .replace(tagRun, (run) =>
        Array.from(run, (one) => String.fromCodePoint((one.codePointAt(0) ?? 0) - 0xe0000)).join(''),
      )
      .replace(fullWidth, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0));
  if (hasEntity) plain = plain.replace(entity, (all, hex, decimal) => letterOf(all, hex, decimal));
  const decoded = hasLongRun ? decodedParts(plain) : '';
  return decoded === '' ? plain : `${plain}\n\n${decoded}`;
};

const letterOf = (all: string, hex: string | undefined, decimal: string | undefined): string => {
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code >= 0x20 && code < 0x110000 ? String.fromCodePoint(code) : all;
};

const decodedParts = (text: string): string => {
  const parts: string[] = [];
  for (const [part] of text.matchAll(encoded)) {
    if (part.length > maxEncoded) continue;
    const decoded = Buffer.from(part, 'base64').toString('latin1');
    if (isProse(decoded)) parts.push(decoded);
  }
  return parts.join('\n\n');
};

/** Printable, and of words: what looks like base64 and is an id or a hash decodes to neither. */
const isProse = (text: string): boolean => /^[\n\r\t -~]+$/.test(text) && text.split(' ').length >= 4;
