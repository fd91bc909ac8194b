import type { Cost, TokenUsage } from '../conventions/normal-span';
import { toAttodollars, toDollars, type Attodollars } from './money';
import { costParts, priceParts, toCost, type CostPart, type PartAmounts } from './price-usage';
import type { PriceList } from './price-list';

/** What a sender says that a call cost, in US dollars. Absent: it does not say. */
export type ReportedCost = { readonly [K in CostPart | 'total']?: number | undefined };

export interface Priced {
  readonly usage: TokenUsage | null;
  readonly reported: ReportedCost | null;
  readonly provider: string | null;
  /** The response's model, then the request's. */
  readonly models: readonly (string | null)[];
}

const nothing: PartAmounts = { input: 0n, output: 0n, cacheRead: 0n, cacheWrite: 0n, reasoning: 0n };

/**
 * What a span cost (otel.md B2): the reported total, whose unreported parts are split as the list would have it, else in all the input's;
 * without a report the list's price; without a price zeros. Null: neither usage nor a report.
 */
export const decideCost = ({ usage, reported, provider, models }: Priced, lists: readonly PriceList[]): Cost | null => {
  if (usage === null && reported === null) return null;
  const listed = usage === null ? null : priceParts(usage, provider, models, lists);
  if (reported !== null) return fromReport(reported, listed ?? nothing);
  return listed === null ? toCost(nothing, 'none') : toCost(listed, 'list');
};

const fromReport = (reported: ReportedCost, listed: PartAmounts): Cost => {
  const given = costParts.filter((part) => reported[part] !== undefined);
  const known = given.map((part) => [part, toAttodollars(reported[part] ?? 0)] as const);
  const sum = known.reduce((total, [, amount]) => total + amount, 0n);
  const total = reported.total === undefined ? sum : toAttodollars(reported.total);
  const open = costParts.filter((part) => !given.includes(part));
  const parts = { ...nothing, ...Object.fromEntries(known), ...split(total - sum, open, listed) };
  return { ...toCost(parts, 'reported'), total: toDollars(total) };
};

/** Shares an amount in the list's proportion; the last part takes what division leaves over. */
const split = (amount: Attodollars, open: readonly CostPart[], listed: PartAmounts): Partial<PartAmounts> => {
  if (amount <= 0n) return {};
  const weighted = open.filter((part) => listed[part] > 0n);
  const weight = weighted.reduce((sum, part) => sum + listed[part], 0n);
  if (weight === 0n) return open.includes('input') ? { input: amount } : {};
  let rest = amount;
  const shares: Partial<Record<CostPart, Attodollars>> = {};
  for (const [index, part] of weighted.entries()) {
    const share = index === weighted.length - 1 ? rest : (amount * listed[part]) / weight;
    shares[part] = share;
    rest -= share;
  }
  return shares;
};
