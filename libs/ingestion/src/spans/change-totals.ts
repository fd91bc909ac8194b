import { findCounted, type UsageNode } from './counted-spans';

export const tokenFields = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'cacheReadTokens',
  'cacheWriteTokens',
  'reasoningTokens',
] as const satisfies readonly (keyof UsageNode)[];
export type TokenField = (typeof tokenFields)[number];

/** By how much a trace's totals change. Costs are left apart, signed: they are summed as decimals, where they are stored. */
export interface TotalsChange {
  readonly tokens: Readonly<Record<TokenField, number>>;
  readonly costs: readonly { readonly sign: 1 | -1; readonly node: UsageNode }[];
  /** Whether any span that counts now has a price. */
  readonly isPriced: boolean;
}

/** The change from the totals of some spans to those of others, which share the nodes that stay. */
export const changeTotals = (before: readonly UsageNode[], after: readonly UsageNode[]): TotalsChange => {
  const [left, counted] = [new Set(findCounted(before)), findCounted(after)];
  const joined = counted.filter((node) => !left.delete(node));
  const signed = [
    ...joined.map((node) => ({ sign: 1 as const, node })),
    ...[...left].map((node) => ({ sign: -1 as const, node })),
  ];
  const sum = (field: TokenField): number => signed.reduce((all, { sign, node }) => all + sign * (node[field] ?? 0), 0);
  return {
    tokens: Object.fromEntries(tokenFields.map((field) => [field, sum(field)])) as Record<TokenField, number>,
    costs: signed.filter(({ node }) => node.costUsd !== null),
    isPriced: counted.some(({ costUsd }) => costUsd !== null),
  };
};
