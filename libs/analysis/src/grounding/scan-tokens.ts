import { isDigit, markTable } from './marks';

/** Marks at which a token ends; in an address only the first few do. */
const endsToken = markTable(' \t\n\r"\'`()[]{}<>,;|=*~$#%!?\\^&');
const endsAddress = markTable(' \t\n\r"\'`)]}<>|*\\^');

/**
 * Calls `visit` with where each token begins and ends, a part of a text that may be a number, an id or an address: one between marks that
 * holds a digit, an `@` or `://`. `1,234` is one token. One pass, no regular expression: this may be run over all texts of a run.
 */
export const scanTokens = (text: string, visit: (start: number, end: number) => void): void => {
  let start = 0;
  let isTold = false;
  let ends = endsToken;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0x20;
    if (code < 0x80 ? ends[code] === 0 || isThousandsComma(text, at, code) : !isForeignMark(code)) {
      if (isDigit(code) || code === 0x40) isTold = true;
      else if (code === 0x2f && text.charCodeAt(at - 1) === 0x2f && text.charCodeAt(at - 2) === 0x3a) {
        isTold = true;
        ends = endsAddress;
      }
      continue;
    }
    if (isTold) visit(start, at);
    start = at + 1;
    isTold = false;
    ends = endsToken;
  }
};

const isThousandsComma = (text: string, at: number, code: number): boolean =>
  code === 0x2c &&
  isDigit(text.charCodeAt(at - 1)) &&
  isDigit(text.charCodeAt(at + 1)) &&
  isDigit(text.charCodeAt(at + 3)) &&
  !isDigit(text.charCodeAt(at + 4));

/** Signs of money, quotation marks and the marks of Chinese and Japanese. */
const isForeignMark = (code: number): boolean =>
  code === 0xa0 ||
  code === 0xa3 ||
  code === 0xa5 ||
  (code >= 0x2000 && code <= 0x20cf) ||
  (code >= 0x3000 && code <= 0x303f) ||
  (code >= 0xff00 && code <= 0xff0f);
