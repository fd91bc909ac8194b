import { canonicalJson, isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';

/** What a field is when an event says something of it that was said before; `held` is undefined the first time. */
export type FieldRule = (held: JsonValue | undefined, said: JsonValue) => JsonValue | undefined;
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** What one event says, fields by name. */
export interface Saying {
  readonly clears: readonly string[];
  readonly body: JsonObject;
}

/** Folds what events say, in their order, by a rule a field. Fields without a rule are left out; null says nothing. */
export const foldFields = (sayings: readonly Saying[], rules: FieldRules): JsonObject => {
  const folded: JsonObject = {};
  for (const { clears, body } of sayings) {
    for (const name of clears) delete folded[name];
    for (const name of Object.keys(rules)) {
      const said = Object.hasOwn(body, name) ? body[name] : undefined;
      if (said === undefined || said === null) continue;
      const value = rules[name]!(folded[name], said);
      if (value !== undefined) folded[name] = value;
    }
  }
  return folded;
};

/** Later wins. */
export const later: FieldRule = (_held, said) => said;
/** The first that says something explicit stays. */
export const first: FieldRule = (held, said) => held ?? said;
/** Later wins, but what is empty says nothing. */
export const laterFilled: FieldRule = (held, said) =>
  isJsonObject(said) && Object.keys(said).length === 0 ? held : said;
/** Objects merge by key at every level; everything else is replaced. */
export const merged: FieldRule = (held, said) => merge(held, toMetadata(said));
/** Lists of texts together, each once, sorted. */
export const united: FieldRule = (held, said) => [...new Set([...textsOf(held), ...textsOf(said)])].sort();

/** Only texts count: a number under a text's name says nothing. */
export const ifText =
  (rule: FieldRule): FieldRule =>
  (held, said) =>
    typeof said === 'string' && said !== '' ? rule(held, said) : held;

export const ifFlag =
  (rule: FieldRule): FieldRule =>
  (held, said) =>
    typeof said === 'boolean' ? rule(held, said) : held;

export const ifObject =
  (rule: FieldRule): FieldRule =>
  (held, said) =>
    isJsonObject(said) ? rule(held, said) : held;

/** Metadata that is no object stands under the key `metadata`. */
const toMetadata = (said: JsonValue): JsonObject => (isJsonObject(said) ? said : { metadata: said });

const merge = (held: JsonValue | undefined, said: JsonValue): JsonValue => {
  if (!isJsonObject(held) || !isJsonObject(said)) return said;
  const both: JsonObject = { ...held };
  for (const key of Object.keys(said)) {
    const value = said[key] as JsonValue;
    const before = Object.hasOwn(both, key) ? both[key] : undefined;
    if (value === null && before !== undefined) continue;
    setOwn(both, key, merge(before, value));
  }
  return both;
};

/** Joins lists of whatever items, each once. */
export const joined: FieldRule = (held, said) => {
  const items = [...(Array.isArray(held) ? held : []), ...(Array.isArray(said) ? said : [])];
  return [...new Map(items.map((item) => [canonicalJson(item), item])).values()];
};

const textsOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** `__proto__` must become a field, not the prototype. */
const setOwn = (target: JsonObject, key: string, value: JsonValue): void => {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
};
