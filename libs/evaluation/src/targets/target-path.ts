import { isJsonObject, type JsonValue } from '@debrief/kernel';

export const targetParts = ['input', 'output', 'metadata'] as const;
export type TargetPart = (typeof targetParts)[number];

/** A place in what was recorded: a part, then names and indexes into it. */
export interface TargetPath {
  readonly part: TargetPart;
  readonly steps: readonly (string | number)[];
}

export const maxPathLength = 1_000;
const maxSteps = 64;

// A name, `.name`, `[0]`, `[-1]`, `['any name']`, `["any name"]`.
const step =
  /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(-?(?:0|[1-9]\d{0,8}))\]|\['((?:[^'\\]|\\['\\])*)'\]|\["((?:[^"\\]|\\["\\])*)"\]/uy;

/**
 * Reads a singular query of JSONPath (RFC 9535: names and indexes, no wildcards, filters or descent), whose first name is the part:
 * `output`, `$.output.items[0].name`, `metadata['a b']`. @returns undefined for any other text
 */
export const parseTargetPath = (text: string): TargetPath | undefined => {
  if (text.length > maxPathLength) return undefined;
  const steps = parseSteps(text.startsWith('$') ? text.slice(1) : `.${text}`);
  const [part, ...rest] = steps ?? [];
  const known = targetParts.find((one) => one === part);
  return known && { part: known, steps: rest };
};

/** The same query, inside one value: `$.a[0]`, `a[0]`, `[0].a`. */
export const parseValuePath = (text: string): TargetPath['steps'] | undefined => {
  if (text === '' || text.length > maxPathLength) return undefined;
  if (text.startsWith('$')) return parseSteps(text.slice(1));
  return parseSteps(text.startsWith('[') ? text : `.${text}`);
};

const parseSteps = (text: string): (string | number)[] | undefined => {
  const steps: (string | number)[] = [];
  for (let at = 0; at < text.length; at = step.lastIndex) {
    step.lastIndex = at;
    const found = step.exec(text);
    if (!found || steps.length === maxSteps) return undefined;
    const [, name, index, single, double] = found;
    steps.push(index === undefined ? (name ?? unescape(single ?? double ?? '')) : Number(index));
  }
  return steps;
};

const unescape = (text: string): string => text.replace(/\\(.)/gu, '$1');

/** What lies at a path; undefined: nothing does. Only a value's own fields are found. */
export const readPath = (value: JsonValue | undefined, steps: TargetPath['steps']): JsonValue | undefined => {
  let found = value;
  for (const one of steps) {
    if (typeof one === 'number') found = Array.isArray(found) ? found.at(one) : undefined;
    else found = isJsonObject(found) && Object.hasOwn(found, one) ? found[one] : undefined;
    if (found === undefined) return undefined;
  }
  return found;
};
