import type { Cost, TokenUsage } from '../dialects/otlp/conventions/normal-span';
import { countUsage } from '../dialects/otlp/trace/count-usage';
import { orderTimeline } from '../dialects/otlp/trace/timeline';
import type { UsageNode } from './usage-node';

const noTokens: TokenUsage = { input: 0, output: 0, total: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

/** By how much a trace's totals change. Costs are left apart, signed: they are summed as decimals, where they are stored. */
export interface TotalsChange {
  readonly tokens: TokenUsage;
  readonly costs: readonly { readonly sign: 1 | -1; readonly cost: Cost }[];
  /** Whether any span that counts now has a price. */
  readonly isPriced: boolean;
}

/** The change from the totals of some spans to those of others, which share the nodes that stay. */
export const changeTotals = (before: readonly UsageNode[], after: readonly UsageNode[]): TotalsChange => {
  const [left, counted] = [new Set(findCounted(before)), findCounted(after)];
  const joined = counted.filter((node) => !left.delete(node));
  return { ...signTotals(joined, [...left]), isPriced: counted.some(({ normal }) => normal.cost !== null) };
};

/** The change where some spans count now that did not, and others no more. Priced, for what is known here, where one that counts now is. */
export const signTotals = (joined: readonly UsageNode[], left: readonly UsageNode[]): TotalsChange => {
  const signed = [
    ...joined.map(({ normal }) => ({ sign: 1 as const, ...normal })),
    ...left.map(({ normal }) => ({ sign: -1 as const, ...normal })),
  ];
  const tokens = { ...noTokens };
  for (const { sign, usage } of signed)
    for (const field of Object.keys(tokens) as (keyof TokenUsage)[]) tokens[field] += sign * (usage?.[field] ?? 0);
  return {
    tokens,
    costs: signed.flatMap(({ sign, cost }) => (cost ? [{ sign, cost }] : [])),
    isPriced: joined.some(({ normal }) => normal.cost !== null),
  };
};

const findCounted = (nodes: readonly UsageNode[]): UsageNode[] => {
  const timeline = orderTimeline(nodes);
  return countUsage(timeline).counted.map((place) => timeline.spans[place]!);
};
