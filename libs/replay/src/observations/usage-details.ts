import { isRawJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { UsageTotals } from '../spans/spans.types';

type Amounts = Readonly<Record<string, number>>;

/** Cost details as they are read: US dollars by usage type, and `total`, the given one or the sum. */
export const readCostDetails = (sent: JsonObject): Amounts => {
  const amounts = Object.entries(sent).flatMap(([name, value]) => {
    const amount = toAmount(value);
    return amount === undefined ? [] : [[name, amount] as const];
  });
  if (amounts.length === 0) return {};
  const parts = amounts.filter(([name]) => name !== 'total');
  const sum = parts.reduce((added, [, amount]) => added + amount, 0);
  return { ...Object.fromEntries(parts), total: toAmount(sent['total']) ?? roundMoney(sum) };
};

const toAmount = (value: JsonValue | undefined): number | undefined => {
  const number = isRawJson(value) ? Number(value.rawJSON) : typeof value === 'string' ? Number(value || 'x') : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
};

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
