import type { Cost, NormalSpan } from '../dialects/otlp/conventions/normal-span';
import { fromUsageRow, type UsageRow } from '../spans/usage-node';

/** What a stored span was priced by. */
export interface PricedSpan extends UsageRow {
  readonly requestModel: string | null;
  readonly responseModel: string | null;
  readonly costSource: Cost['source'] | null;
}

const free: Cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0, total: 0, source: 'none' };

/**
 * The span with the cost that it was stored with, where that came of a price list (or of none that knew its model) and what is priced is the
 * same: a list that changed since does not change what a call did cost.
 */
export const keepPrice = (normal: NormalSpan, stored: PricedSpan): NormalSpan => {
  const isListed = stored.costSource === 'list' || stored.costSource === 'none';
  if (!isListed || normal.cost === null || normal.cost.source === 'reported') return normal;
  const before = fromUsageRow(stored).normal;
  const isSame =
    stored.requestModel === normal.requestModel &&
    stored.responseModel === normal.responseModel &&
    JSON.stringify(inOrder(before.usage)) === JSON.stringify(inOrder(normal.usage));
  return isSame ? { ...normal, cost: stored.costSource === 'none' ? free : before.cost } : normal;
};

const inOrder = (usage: NormalSpan['usage']): readonly number[] | null =>
  usage && [usage.input, usage.output, usage.total, usage.cacheRead, usage.cacheWrite, usage.reasoning];
