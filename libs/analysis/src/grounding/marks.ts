/** Which characters of ASCII are among some marks: 1 at their codes. */
export const markTable = (marks: string): Uint8Array => {
  const table = new Uint8Array(0x80);
  for (const mark of marks) table[mark.charCodeAt(0)] = 1;
  return table;
};

export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

const leading = markTable('-.:/+_@');
const trailing = markTable('-.:/_');

/** Where a token begins without the marks in front. */
export const startOfToken = (text: string, from: number, to: number): number => {
  let start = from;
  while (start < to && leading[text.charCodeAt(start)] === 1) start += 1;
  return start;
};

/** Where a token ends without the marks behind. */
export const endOfToken = (text: string, from: number, to: number): number => {
  let end = to;
  while (end > from && trailing[text.charCodeAt(end - 1)] === 1) end -= 1;
  return end;
};
