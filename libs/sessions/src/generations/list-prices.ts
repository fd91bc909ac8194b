import { defaultPrices, priceUsage } from '@debrief/ingestion';

/** What calls of one model used for which no cost was reported, and none was worked out when they came. */
export interface UnpricedUsage {
  /** Whose sum the calls are part of: a model's, or a session's. */
  readonly of: string;
  readonly model: string;
  readonly provider: string | null;
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly reasoning: number;
}

/** Adds what the price list says of calls that came without a cost: prices are per token, so the sums cost what the calls do. */
export const addListPrices = <Sum extends { readonly costUsd: number | null }>(
  sums: readonly Sum[],
  unpriced: readonly UnpricedUsage[],
  nameOf: (sum: Sum) => string | null,
): Sum[] => {
  const costs = new Map<string, number>();
  for (const { of, model, provider, cached, ...usage } of unpriced) {
    const whole = { ...usage, total: usage.input + usage.output, cacheRead: cached, cacheWrite: 0 };
    const price = priceUsage(whole, provider, [model], defaultPrices)?.total;
    if (price !== undefined) costs.set(of, (costs.get(of) ?? 0) + price);
  }
  return sums.map((sum) => {
    const listed = costs.get(nameOf(sum) ?? '');
    return listed === undefined ? sum : { ...sum, costUsd: (sum.costUsd ?? 0) + listed };
  });
};
