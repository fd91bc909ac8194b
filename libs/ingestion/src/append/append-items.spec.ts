import type { JsonValue } from '@debrief/kernel';
import type { Decoded } from '../new-event';
import { appendItems } from './append-items';

const decode = (item: JsonValue): Decoded => ({
  ok: false,
  code: 'INVALID',
  reason: `not ${JSON.stringify(item)}`,
  idempotencyKey: null,
});

describe('appendItems', () => {
  it('forgets each item once it is decoded, window by window, and misses none', async () => {
    const items: JsonValue[] = Array.from({ length: 1_500 }, (_, index) => index);
    const left: number[] = [];
    const result = await appendItems({
      items,
      decode,
      budget: 10_000,
      commit: (window) => {
        left.push(items.filter((item) => item !== null).length);
        return Promise.resolve({ handled: window.map((item) => ({ outcome: 'invalid', item }) as never) });
      },
    });
    expect(left).toEqual([500, 0]);
    expect(result!.rejected.map(({ index, reason }) => `${index} ${reason}`)).toEqual(
      Array.from({ length: 1_500 }, (_, index) => `${index} not ${index}`),
    );
  });
});
