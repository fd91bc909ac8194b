import type { Cost, TokenUsage } from '../conventions/normal-span';
import { findPrices } from './find-prices';
import { perToken, toDollars, type Attodollars } from './money';
import type { ListedModel, PriceList, TokenPrices } from './price-list';

/** The parts of a cost, in the order of their fields. */
export const costParts = ['input', 'output', 'cacheRead', 'cacheWrite', 'reasoning'] as const;
export type CostPart = (typeof costParts)[number];
export type PartAmounts = Readonly<Record<CostPart, Attodollars>>;

/**
 * What a usage costs by the first list that knows one of the models, in their order (the response's, then the request's). Null: no list
 * knows one.
 */
export const priceUsage = (
  usage: TokenUsage,
  provider: string | null,
  models: readonly (string | null)[],
  lists: PriceList | readonly PriceList[],
): Cost | null => {
  const parts = priceParts(usage, provider, models, 'models' in lists ? [lists] : lists);
  return parts === null ? null : toCost(parts, 'list');
};

export const priceParts = (
  usage: TokenUsage,
  provider: string | null,
  models: readonly (string | null)[],
  lists: readonly PriceList[],
): PartAmounts | null => {
  for (const model of models) {
    if (model === null) continue;
    for (const list of lists) {
      const listed = findPrices(list, model, provider);
      if (listed !== undefined) return partsAt(usage, pricesFor(listed, usage));
    }
  }
  return null;
};

const pricesFor = (listed: ListedModel, usage: TokenUsage): TokenPrices =>
  listed.long !== undefined && usage.input > listed.long.above ? listed.long : listed;

const partsAt = (usage: TokenUsage, prices: TokenPrices): PartAmounts => {
  const ofToken = tokenPricesOf(prices);
  const at = (tokens: number, price: Attodollars) => (tokens > 0 ? BigInt(tokens) * price : 0n);
  return {
    input: at(usage.input - usage.cacheRead - usage.cacheWrite, ofToken.input),
    output: at(usage.output - usage.reasoning, ofToken.output),
    cacheRead: at(usage.cacheRead, ofToken.cacheRead),
    cacheWrite: at(usage.cacheWrite, ofToken.cacheWrite),
    reasoning: at(usage.reasoning, ofToken.reasoning),
  };
};

/** A price is turned into attodollars once: lists outlive the spans that they price. */
const known = new WeakMap<TokenPrices, PartAmounts>();

const tokenPricesOf = (prices: TokenPrices): PartAmounts => {
  const amounts = known.get(prices) ?? toTokenPrices(prices);
  known.set(prices, amounts);
  return amounts;
};

const toTokenPrices = ({
  input,
  output,
  cacheRead = input,
  cacheWrite = input,
  reasoning = output,
}: TokenPrices): PartAmounts => ({
  input: perToken(input),
  output: perToken(output),
  cacheRead: perToken(cacheRead),
  cacheWrite: perToken(cacheWrite),
  reasoning: perToken(reasoning),
});

/** The total is the sum of the parts. */
export const toCost = (parts: PartAmounts, source: Cost['source']): Cost => ({
  input: toDollars(parts.input),
  output: toDollars(parts.output),
  cacheRead: toDollars(parts.cacheRead),
  cacheWrite: toDollars(parts.cacheWrite),
  reasoning: toDollars(parts.reasoning),
  total: toDollars(costParts.reduce((sum, part) => sum + parts[part], 0n)),
  source,
});
