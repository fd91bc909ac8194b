import { isJsonObject, isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { UsageTotals } from '../spans/spans.types';

type Amounts = Readonly<Record<string, number>>;

/** Names of OpenAI's usage objects and what they are called among usage details. */
const sides: Readonly<Record<string, 'input' | 'output'>> = {
  prompt_tokens: 'input',
  input_tokens: 'input',
  completion_tokens: 'output',
  output_tokens: 'output',
};
const detailsSuffix = '_tokens_details';
const detailsOf: Readonly<Record<string, 'input' | 'output'>> = {
  prompt: 'input',
  input: 'input',
  completion: 'output',
  output: 'output',
};

/**
 * Usage details as they are read (platform.md C3): tokens by usage type in disjoint parts, and `total`, which is the given one or the sum.
 * @param sent a free map, or OpenAI's usage in chat or responses form, whose details are taken off input and output
 */
export const readUsageDetails = (sent: JsonObject): Amounts => {
  const isOpenAi = Object.keys(sent).some((name) => Object.hasOwn(sides, name) || name.endsWith(detailsSuffix));
  return withTotal(
    isOpenAi ? ofOpenAi(sent) : amountsOf(sent, toCount),
    toCount(sent['total'] ?? sent['total_tokens']),
  );
};

const ofOpenAi = (sent: JsonObject): Amounts => {
  const parts = new Map<string, number>();
  for (const [name, value] of Object.entries(sent)) {
    const count = toCount(value);
    const side = Object.hasOwn(sides, name) ? sides[name] : undefined;
    if (count !== undefined && name !== 'total_tokens') parts.set(side ?? name, count);
  }
  for (const [name, details] of Object.entries(sent)) {
    const word = name.endsWith(detailsSuffix) ? name.slice(0, -detailsSuffix.length) : '';
    const side = Object.hasOwn(detailsOf, word) ? detailsOf[word] : undefined;
    if (side === undefined || !isJsonObject(details)) continue;
    for (const [key, count] of Object.entries(amountsOf(details, toCount))) {
      parts.set(`${side}_${key}`, count);
      parts.set(side, Math.max(0, (parts.get(side) ?? 0) - count));
    }
  }
  return Object.fromEntries(parts);
};

/** Cost details as they are read: US dollars by usage type, and `total`, the given one or the sum. */
export const readCostDetails = (sent: JsonObject): Amounts =>
  withTotal(amountsOf(sent, toAmount), toAmount(sent['total']));

const withTotal = (parts: Amounts, total: number | undefined): Amounts => {
  const own = Object.entries(parts).filter(([name]) => name !== 'total');
  if (own.length === 0 && total === undefined) return {};
  const sum = own.reduce((added, [, amount]) => added + amount, 0);
  return { ...Object.fromEntries(own), total: total ?? roundMoney(sum) };
};

const amountsOf = (sent: JsonObject, read: (value: JsonValue | undefined) => number | undefined): Amounts =>
  Object.fromEntries(
    Object.entries(sent).flatMap(([name, value]) => {
      const amount = read(value);
      return amount === undefined ? [] : [[name, amount]];
    }),
  );

const toNumber = (value: JsonValue | undefined): number | undefined => {
  const number = isRawJson(value) ? Number(value.rawJSON) : typeof value === 'string' ? Number(value || 'x') : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
};

/** Negative and fractional counts are dropped. */
const toCount = (value: JsonValue | undefined): number | undefined => {
  const number = toNumber(value);
  return number !== undefined && Number.isSafeInteger(number) ? number : undefined;
};

const toAmount = toNumber;

/** Sums of dollars, without what binary fractions add: to 10⁻¹² dollars. */
export const roundMoney = (amount: number): number => Number(amount.toFixed(12));

/** What usage details would say of tokens that are known by part. */
export const usageDetailsOf = (usage: UsageTotals): Amounts => {
  if (usage.totalTokens === 0 && usage.inputTokens === 0 && usage.outputTokens === 0) return {};
  return {
    input: Math.max(0, usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens),
    output: Math.max(0, usage.outputTokens - usage.reasoningTokens),
    ...(usage.cacheReadTokens > 0 && { input_cached_tokens: usage.cacheReadTokens }),
    ...(usage.cacheWriteTokens > 0 && { input_cache_creation: usage.cacheWriteTokens }),
    ...(usage.reasoningTokens > 0 && { output_reasoning_tokens: usage.reasoningTokens }),
    total: usage.totalTokens,
  };
};

const partsOf = (cost: UsageTotals): number =>
  cost.inputCost + cost.outputCost + cost.cacheReadCost + cost.cacheWriteCost + cost.reasoningCost;

/** What cost details would say of costs that are known by part. */
export const costDetailsOf = (cost: UsageTotals): Amounts => ({
  // Of a native model call only the total is known.
  ...(partsOf(cost) > 0 || cost.totalCost === 0 ? { input: cost.inputCost, output: cost.outputCost } : {}),
  ...(cost.cacheReadCost > 0 && { input_cached_tokens: cost.cacheReadCost }),
  ...(cost.cacheWriteCost > 0 && { input_cache_creation: cost.cacheWriteCost }),
  ...(cost.reasoningCost > 0 && { output_reasoning_tokens: cost.reasoningCost }),
  total: cost.totalCost,
});
