const closings: Readonly<Record<string, string>> = { '"': '"', "'": "'", '`': '`', '“': '”', '‘': '’', '«': '»' };

/** Fields of a JSON error whose text says what failed; the text of any other field says to whom. */
const telling = new Set(['error', 'errors', 'code', 'type', 'status', 'reason', 'message', 'msg', 'detail', 'title']);

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/**
 * Replaces quoted text by `<text>`. Inside of braces quotes are JSON's (or Python's), not prose's: there a key is kept, and the
 * text of a telling one. One pass: a quote that is not closed is looked for once.
 */
export const replaceQuotes = (text: string): string => {
  const unclosed = new Set<string>();
  let result = '';
  let depth = 0;
  let key = '';
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if (char === '{' || char === '[') depth += 1;
    if ((char === '}' || char === ']') && depth > 0) depth -= 1;
    const end = isOpening(text, at) && !unclosed.has(char) ? findClosing(text, at) : -1;
    if (end === -1) {
      if (closings[char] !== undefined && isOpening(text, at)) unclosed.add(char);
      result += char;
      continue;
    }
    const quoted = text.slice(at + 1, end);
    const isKey = depth > 0 && /^\s*:/.test(text.slice(end + 1, end + 3));
    if (isKey) key = quoted.toLowerCase();
    result += isKey || (depth > 0 && telling.has(key)) ? ` ${quoted} ` : '<text>';
    at = end;
  }
  return result;
};

/** An apostrophe inside of a word opens nothing. */
const isOpening = (text: string, at: number): boolean =>
  closings[text[at] as string] !== undefined && !(text[at] === "'" && isWord(text[at - 1]));

const findClosing = (text: string, at: number): number => {
  const closing = closings[text[at] as string] as string;
  let end = text.indexOf(closing, at + 1);
  while (end !== -1 && ((closing === "'" && isWord(text[end + 1])) || text[end - 1] === '\\'))
    end = text.indexOf(closing, end + 1);
  return end;
};
