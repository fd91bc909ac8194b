import { isJsonObject, type JsonValue } from '@debrief/kernel';
import { toCount } from './count';

/** Tokens by type, each token under one type, and their total. What has `input` in its name is input, what has `output` is output. */
export type UsageParts = Readonly<Record<string, number>>;

/**
 * Usage as Langfuse's clients send it, in parts that are disjoint (platform.md C3): a free map as it is, OpenAI's own forms taken apart. Counts
 * that are no whole numbers, or negative, are left out. Undefined: it says nothing.
 */
export const readUsageParts = (usage: JsonValue | undefined): UsageParts | undefined => {
  if (!isJsonObject(usage)) return undefined;
  const parts = new Map<string, number>();
  for (const [name, value] of Object.entries(usage)) addPart(parts, name, value);
  for (const [name, side] of Object.entries(sidesOfDetails)) takeApart(parts, usage[name], side);
  if (Object.keys(usage).some((name) => ofAgentTrace.has(name))) takeCacheOut(parts);
  if (parts.size === 0) return undefined;
  const { total, ...named } = Object.fromEntries(parts);
  const sum = Object.values(named).reduce((all, count) => all + count, 0);
  return { ...named, total: total ?? sum };
};

/** The words of OpenAI's two forms, of Langfuse's older clients and of AgentTrace's. */
const aliases: Readonly<Record<string, string>> = {
  prompt_tokens: 'input',
  input_tokens: 'input',
  promptTokens: 'input',
  inputTokens: 'input',
  completion_tokens: 'output',
  output_tokens: 'output',
  completionTokens: 'output',
  outputTokens: 'output',
  total_tokens: 'total',
  totalTokens: 'total',
  cacheReadTokens: 'input_cache_read',
  cacheCreationTokens: 'input_cache_creation',
};
const ofAgentTrace: ReadonlySet<string> = new Set(['cacheReadTokens', 'cacheCreationTokens']);

const sidesOfDetails: Readonly<Record<string, 'input' | 'output'>> = {
  prompt_tokens_details: 'input',
  input_tokens_details: 'input',
  completion_tokens_details: 'output',
  output_tokens_details: 'output',
};

const addPart = (parts: Map<string, number>, name: string, value: JsonValue): void => {
  const count = toCount(value);
  const part = Object.hasOwn(aliases, name) ? aliases[name]! : name;
  if (count !== undefined && !parts.has(part)) parts.set(part, count);
};

/** Details are inside of the count of their side: they become parts of their own and are taken off it. */
const takeApart = (parts: Map<string, number>, details: JsonValue | undefined, side: 'input' | 'output'): void => {
  if (!isJsonObject(details)) return;
  for (const [name, value] of Object.entries(details)) {
    const count = toCount(value);
    if (count === undefined) continue;
    parts.set(`${side}_${name}`, count);
    const whole = parts.get(side);
    if (whole !== undefined) parts.set(side, Math.max(0, whole - count));
  }
};

/** AgentTrace counts cached tokens inside of the input or beside it: inside where they fit, unless the total says otherwise (otel.md B2). */
const takeCacheOut = (parts: Map<string, number>): void => {
  const [input = 0, output = 0] = [parts.get('input'), parts.get('output')];
  const cached = (parts.get('input_cache_read') ?? 0) + (parts.get('input_cache_creation') ?? 0);
  const isApart = cached > input || (cached > 0 && parts.get('total') === input + output + cached);
  if (!isApart) parts.set('input', input - cached);
};
