import type { PriceSetting } from '@debrief/tenancy';
import type { PriceList } from './price-list';

/** A workspace's own prices as a list to price by. */
export const toPriceList = (prices: readonly PriceSetting[]): PriceList => ({
  version: 'workspace',
  models: prices.map(({ model, input, output, cache_read, cache_write, reasoning }) => ({
    model,
    input,
    output,
    ...(cache_read !== undefined && { cacheRead: cache_read }),
    ...(cache_write !== undefined && { cacheWrite: cache_write }),
    ...(reasoning !== undefined && { reasoning }),
  })),
});
