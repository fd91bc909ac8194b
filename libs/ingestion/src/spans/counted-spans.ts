import type { NewSpan } from './new-span';

/** What of a span its trace's totals are counted from. Tokens and costs are null where it reports no usage, or has no price. */
export interface UsageNode {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly observationType: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly totalTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly costUsd: number | null;
  readonly inputCost: number | null;
  readonly outputCost: number | null;
  readonly cacheReadCost: number | null;
  readonly cacheWriteCost: number | null;
  readonly reasoningCost: number | null;
}

export const toUsageNode = ({ spanId, parentSpanId, observationType, usage, cost }: NewSpan): UsageNode => {
  const priced = cost?.source === 'none' ? null : cost;
  return {
    spanId,
    parentSpanId,
    observationType,
    inputTokens: usage?.input ?? null,
    outputTokens: usage?.output ?? null,
    totalTokens: usage?.total ?? null,
    cacheReadTokens: usage?.cacheRead ?? null,
    cacheWriteTokens: usage?.cacheWrite ?? null,
    reasoningTokens: usage?.reasoning ?? null,
    costUsd: priced?.total ?? null,
    inputCost: priced?.input ?? null,
    outputCost: priced?.output ?? null,
    cacheReadCost: priced?.cacheRead ?? null,
    cacheWriteCost: priced?.cacheWrite ?? null,
    reasoningCost: priced?.reasoning ?? null,
  };
};

/** The spans below which no token was billed again: see `findCounted`. */
const isGeneration = ({ observationType }: UsageNode): boolean =>
  observationType === 'generation' || observationType === 'embedding';
const hasUsage = ({ totalTokens, costUsd }: UsageNode): boolean => totalTokens !== null || costUsd !== null;

/**
 * The spans of a trace whose usage makes up its totals (otel.md B2.5): generations with usage and no such generation below them; if there
 * is none, the top-most spans with usage.
 */
export const findCounted = <Node extends UsageNode>(spans: readonly Node[]): Node[] => {
  const parents = new Map(spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
  const withUsage = spans.filter(hasUsage);
  const generations = withUsage.filter(isGeneration);
  if (generations.length === 0) return topMost(withUsage, parents);
  const wrappers = new Set<string>();
  for (const { parentSpanId } of generations)
    for (let id = parentSpanId; id !== null && !wrappers.has(id); id = parents.get(id) ?? null) wrappers.add(id);
  return generations.filter(({ spanId }) => !wrappers.has(spanId));
};

const topMost = <Node extends UsageNode>(
  withUsage: readonly Node[],
  parents: ReadonlyMap<string, string | null>,
): Node[] => {
  const reporting = new Set(withUsage.map(({ spanId }) => spanId));
  const isBelow = new Map<string, boolean>();
  const below = (start: string | null): boolean => {
    const line: string[] = [];
    let id = start;
    while (id !== null && !isBelow.has(id) && !reporting.has(id)) {
      isBelow.set(id, false);
      line.push(id);
      id = parents.get(id) ?? null;
    }
    const answer = id !== null && (reporting.has(id) || isBelow.get(id) === true);
    for (const one of line) isBelow.set(one, answer);
    return answer;
  };
  return withUsage.filter(({ parentSpanId }) => !below(parentSpanId));
};
