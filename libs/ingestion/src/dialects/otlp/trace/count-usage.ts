import type { NormalSpan, TokenUsage, Cost } from '../conventions/normal-span';
import { toAttodollars, toDollars } from '../prices/money';
import { costParts, toCost } from '../prices/price-usage';
import type { Timeline } from './timeline';

/** What of a span says whether its usage counts. */
export interface UsageSpan {
  readonly normal: Pick<NormalSpan, 'observationType' | 'usage' | 'cost'>;
}

export interface CountedUsage {
  /** Positions of the spans whose usage makes up the trace's. */
  readonly counted: readonly number[];
  /** Positions of generations that only pass on what generations below them report. */
  readonly wrappers: ReadonlySet<number>;
  readonly usage: TokenUsage;
  /** Null: nothing that counts has a price. */
  readonly cost: Cost | null;
}

/**
 * Counts each token of a trace once (otel.md B2.5): the leaf generations with usage; where there is none, the top-most spans with usage.
 * Embeddings count as generations here.
 */
export const countUsage = ({ spans, parents }: Timeline<UsageSpan>): CountedUsage => {
  const billed = spans.map((span) => isBilled(span) && hasUsage(span));
  const isAbove = spreadUp(billed, parents);
  const leaves = [...spans.keys()].filter((place) => billed[place] && !isAbove[place]);
  const counted = leaves.length > 0 ? leaves : topMost(spans.map(hasUsage), parents);
  return {
    counted,
    wrappers: new Set([...spans.keys()].filter((place) => isAbove[place] && isGeneration(spans[place]))),
    usage: sumUsage(counted.map((place) => spans[place]?.normal.usage ?? null)),
    cost: sumCost(counted.map((place) => spans[place]?.normal.cost ?? null)),
  };
};

const isGeneration = (span: UsageSpan | undefined): boolean => span?.normal.observationType === 'generation';
/** Whether its usage is what a provider billed. */
export const isBilled = (span: UsageSpan): boolean => isGeneration(span) || span.normal.observationType === 'embedding';

/** Zeros are no usage: a call that reports none is not what the span above it adds up. */
export const hasUsage = ({ normal: { usage, cost } }: UsageSpan): boolean =>
  (usage?.total ?? 0) > 0 || (cost?.total ?? 0) > 0;

/** Which spans have a marked one below them. Children stand behind their parents, so one way back sees them all. */
export const spreadUp = (marks: readonly boolean[], parents: readonly number[]): boolean[] => {
  const isAbove = marks.map(() => false);
  for (let place = marks.length - 1; place >= 0; place -= 1) {
    const parent = parents[place] ?? -1;
    if (parent >= 0 && (marks[place] || isAbove[place])) isAbove[parent] = true;
  }
  return isAbove;
};

const topMost = (marks: readonly boolean[], parents: readonly number[]): number[] => {
  const isBelow: boolean[] = [];
  for (const place of marks.keys()) {
    const parent = parents[place] ?? -1;
    isBelow.push(parent >= 0 && ((marks[parent] ?? false) || (isBelow[parent] ?? false)));
  }
  return [...marks.keys()].filter((place) => marks[place] && !isBelow[place]);
};

const tokenFields = ['input', 'output', 'total', 'cacheRead', 'cacheWrite', 'reasoning'] as const;

const sumUsage = (usages: readonly (TokenUsage | null)[]): TokenUsage => {
  const sum = { input: 0, output: 0, total: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  for (const usage of usages) for (const field of tokenFields) sum[field] += usage?.[field] ?? 0;
  return sum;
};

/** Decimal sums. Reported where any part was, as a trace of both is no longer the list's. */
const sumCost = (costs: readonly (Cost | null)[]): Cost | null => {
  const priced = costs.filter((cost): cost is Cost => cost !== null && cost.source !== 'none');
  if (priced.length === 0) return null;
  const parts = { input: 0n, output: 0n, cacheRead: 0n, cacheWrite: 0n, reasoning: 0n };
  let total = 0n;
  for (const cost of priced) {
    for (const part of costParts) parts[part] += toAttodollars(cost[part]);
    total += toAttodollars(cost.total);
  }
  const source = priced.some((cost) => cost.source === 'reported') ? 'reported' : 'list';
  return { ...toCost(parts, source), total: toDollars(total) };
};
