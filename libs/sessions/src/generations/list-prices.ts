import { defaultPrices, priceUsage } from '@debrief/ingestion';
import type { ModelUsage } from './generation.types';

/** What calls of one model used for which no cost was reported, and none was worked out when they came. */
export interface UnpricedUsage {
  readonly model: string;
  readonly provider: string | null;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly reasoning: number;
}

/** Adds what the price list says of calls that came without a cost: prices are per token, so the sums cost what the calls do. */
export const addListPrices = (models: readonly ModelUsage[], unpriced: readonly UnpricedUsage[]): ModelUsage[] => {
  const costs = new Map<string, number>();
  for (const { model, provider, cached, ...usage } of unpriced) {
    const whole = { ...usage, total: usage.input + usage.output, cacheRead: cached, cacheWrite: 0 };
    const price = priceUsage(whole, provider, [model], defaultPrices)?.total;
    if (price !== undefined) costs.set(model, (costs.get(model) ?? 0) + price);
  }
  return models.map((usage) => {
    const listed = usage.model === null ? undefined : costs.get(usage.model);
    return listed === undefined ? usage : { ...usage, costUsd: (usage.costUsd ?? 0) + listed };
  });
};
