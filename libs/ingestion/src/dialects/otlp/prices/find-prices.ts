import type { ListedModel, PriceList } from './price-list';

/** No model has a longer name; endings are cut one by one. */
const maxName = 256;

/** A list is made once and asked for every span. */
const indexes = new WeakMap<PriceList, PriceIndex>();

/** By name and by alias; where a host has its own price, by both: `groq/llama-3.1-8b-instant`. */
type PriceIndex = ReadonlyMap<string, ListedModel>;

/**
 * The entry of a model: by its exact name, then without the prefixes of vendors and regions, then by family: the name without dates
 * and versions at its end. Undefined: the list does not know the model; a variant with a name of its own is another model.
 */
export const findPrices = (list: PriceList, model: string, provider: string | null): ListedModel | undefined => {
  if (model.length > maxName) return undefined;
  const byName = indexOf(list);
  const host = hostOf(provider, model);
  const lookUp = (name: string) => (host === null ? undefined : byName.get(`${host}/${name}`)) ?? byName.get(name);
  const exact = model.toLowerCase();
  const bare = withoutPrefixes(exact);
  return lookUp(exact) ?? lookUp(bare) ?? inFamily(bare, lookUp);
};

const indexOf = (list: PriceList): PriceIndex => {
  const known = indexes.get(list);
  if (known !== undefined) return known;
  const byName = new Map<string, ListedModel>();
  for (const entry of list.models) {
    for (const name of [entry.model, ...(entry.aliases ?? [])]) {
      const key = entry.host === undefined ? name.toLowerCase() : `${entry.host}/${name.toLowerCase()}`;
      if (!byName.has(key)) byName.set(key, entry);
    }
  }
  indexes.set(list, byName);
  return byName;
};

/** Who runs a model that several hosts serve. A Bedrock id names its maker before a dot. */
const hostOf = (provider: string | null, model: string): string | null => {
  const name = provider?.toLowerCase() ?? '';
  if (name.includes('bedrock') || name === 'aws' || /^(?:[a-z]{2,6}\.)?(?:meta|openai)\./.test(model)) return 'bedrock';
  return name.includes('groq') || model.startsWith('groq/') ? 'groq' : null;
};

const makers = new Set(['anthropic', 'amazon', 'meta', 'mistral', 'cohere', 'deepseek', 'openai', 'google']);

/** `us.anthropic.claude-…`, `openrouter/openai/gpt-4o`, `models/gemini-…` → the model's own name. */
const withoutPrefixes = (name: string): string => {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const parts = last.split('.');
  const maker = parts.slice(0, 2).findIndex((part) => makers.has(part));
  return maker === -1 ? last : parts.slice(maker + 1).join('.');
};

/** Cuts dates and versions from the end, one by one, until the list knows the rest. */
const inFamily = (name: string, lookUp: (name: string) => ListedModel | undefined): ListedModel | undefined => {
  let rest = name;
  for (let end = ending.exec(rest); end !== null; end = ending.exec(rest)) {
    rest = rest.slice(0, end.index);
    const entry = lookUp(rest);
    if (entry !== undefined) return entry;
  }
  return undefined;
};

/** `-2024-08-06`, `-05-20`, `@20250514`, `-0613`, `-001`, `-v1`, `:0`, `-latest`; a single digit (`-4`) is a model's own number. */
const ending =
  /(?:-\d{4}-\d{2}-\d{2}|-\d{2}-\d{2}|[-@]\d{8}|-\d{3,4}|-v\d|:\d|[-:@](?:latest|preview|exp|default|free))$/;
