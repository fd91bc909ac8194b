import { invalid } from '@debrief/kernel';

/** What a model costs a workspace, in US dollars for a million tokens. What has no price of its own costs what the input or output does. */
export interface PriceSetting {
  /** As calls name it, in lower case: a name without its date stands for every date of it. */
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cache_read?: number;
  readonly cache_write?: number;
  readonly reasoning?: number;
}

const maxPrices = 200;
/** Nobody charges more; with it, what a call costs stays a number that adds up. */
const maxPrice = 100_000;
const modelForm = /^[^\p{Cc}]{1,256}$/u;
const required = ['input', 'output'] as const;
const optional = ['cache_read', 'cache_write', 'reasoning'] as const;
const known: ReadonlySet<string> = new Set(['model', ...required, ...optional]);

/**
 * Reads a workspace's own prices out of a request, by model. They replace those that stand.
 * @throws INVALID naming the part, e.g. `settings.prices.0.input`
 */
export const readPrices = (field: string, value: unknown): readonly PriceSetting[] => {
  if (!Array.isArray(value) || value.length > maxPrices)
    throw invalid(field, `must be a list of at most ${maxPrices} prices`);
  const read = value.map((one, index) => readPriceOf(`${field}.${index}`, one));
  const seen = new Set<string>();
  for (const [index, { model }] of read.entries()) {
    if (seen.has(model)) throw invalid(`${field}.${index}.model`, 'is priced twice');
    seen.add(model);
  }
  return read.sort((a, b) => (a.model < b.model ? -1 : 1));
};

const readPriceOf = (field: string, value: unknown): PriceSetting => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(field, 'must be an object');
  for (const key of Object.keys(value)) if (!known.has(key)) throw invalid(`${field}.${key}`, 'is not a known setting');
  const sent = value as Record<string, unknown>;
  const { model } = sent;
  if (typeof model !== 'string' || !modelForm.test(model))
    throw invalid(`${field}.model`, 'must be 1 to 256 characters');
  const amount = (name: string): number => readAmount(`${field}.${name}`, sent[name]);
  const given = optional.filter((name) => sent[name] !== undefined && sent[name] !== null);
  return {
    model: model.toLowerCase(),
    input: amount('input'),
    output: amount('output'),
    ...Object.fromEntries(given.map((name) => [name, amount(name)])),
  };
};

const readAmount = (field: string, value: unknown): number => {
  if (typeof value !== 'number' || !(value >= 0 && value <= maxPrice))
    throw invalid(field, 'must be US dollars for a million tokens');
  return value;
};
