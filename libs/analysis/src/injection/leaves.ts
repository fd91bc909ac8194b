import { isJsonObject, type JsonValue } from '@debrief/kernel';

/** Arguments are few and short; a text of a message is no value that could be recognised. */
const limits = { count: 100, length: 300, depth: 6 };
const mayHoldAddress = /@|:\/\/|www\./i;
const addressOrId = /[\w.+-]+@[\w-]+\.[\w.-]+\w|(?:https?:\/\/|www\.)[^\s"'<>)\]]+|\b(?=\w*\d)[\w-]{5,}\b/gi;
/** The last of the three alone: where there can be no address, none is looked for. */
const id = /\b(?=\w*\d)[\w-]{5,}\b/g;

/** The values of arguments: strings that may be names, and addresses and ids within longer texts. */
export const leavesOf = (args: JsonValue): string[] => {
  const found = new Set<string>();
  const visit = (value: JsonValue, depth: number): void => {
    if (found.size >= limits.count || depth > limits.depth) return;
    if (Array.isArray(value)) for (const one of value) visit(one, depth + 1);
    else if (isJsonObject(value)) for (const one of Object.values(value)) visit(one, depth + 1);
    else if (typeof value === 'string') addText(found, value);
    else if (typeof value === 'number') addText(found, String(value));
  };
  visit(args, 0);
  return [...found];
};

const addText = (found: Set<string>, text: string): void => {
  const whole = text
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/\/$/, '');
  if (whole.length <= limits.length && whole.length >= 2) found.add(whole);
  const read = text.slice(0, 4_000);
  for (const [one] of read.matchAll(mayHoldAddress.test(read) ? addressOrId : id)) {
    if (found.size >= limits.count) return;
    const bare = one.replace(/^https?:\/\//i, '').replace(/[/.]$/, '');
    found.add(bare);
    if (bare.includes('?')) found.add(bare.slice(0, bare.indexOf('?')));
  }
};
