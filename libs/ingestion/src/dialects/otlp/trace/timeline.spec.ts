import { orderTimeline, type SpanPlace } from './timeline';

interface Given {
  readonly id: string;
  readonly under?: string;
  readonly at?: number;
}

/** Spans in the order of their arrival. */
const ordered = (...given: Given[]) =>
  orderTimeline(
    given.map(({ id, under = null, at = 0 }, seq): SpanPlace => ({
      ...{ seq, spanId: id, parentSpanId: under, startUnixNano: BigInt(at) },
    })),
  );
const order = (...given: Given[]) =>
  ordered(...given)
    .spans.map(({ spanId }) => spanId)
    .join(' ');

describe('timeline', () => {
  it.each<[string, Given[], string]>([
    [
      'parents before children',
      [
        { id: 'b', under: 'a', at: 2 },
        { id: 'a', at: 1 },
      ],
      'a b',
    ],
    ['siblings by their start', [{ id: 'a' }, { id: 'c', under: 'a', at: 3 }, { id: 'b', under: 'a', at: 2 }], 'a b c'],
    ['siblings of one start by arrival', [{ id: 'a' }, { id: 'c', under: 'a' }, { id: 'b', under: 'a' }], 'a c b'],
    [
      'a subtree before the next sibling',
      [{ id: 'a' }, { id: 'b', under: 'a', at: 1 }, { id: 'c', under: 'a', at: 2 }, { id: 'd', under: 'b', at: 9 }],
      'a b d c',
    ],
    [
      'a child that began before its parent behind it',
      [
        { id: 'a', at: 5 },
        { id: 'b', under: 'a', at: 1 },
      ],
      'a b',
    ],
    [
      'a span without its parent as a root',
      [
        { id: 'a', at: 5 },
        { id: 'b', under: 'gone', at: 1 },
      ],
      'b a',
    ],
    ['a span under itself', [{ id: 'a', under: 'a' }], 'a'],
    [
      'spans in a circle from the earliest on',
      [
        { id: 'b', under: 'a', at: 2 },
        { id: 'a', under: 'b', at: 1 },
      ],
      'a b',
    ],
    ['no spans', [], ''],
  ])('has %s', (_name, given, expected) => {
    expect(order(...given)).toBe(expected);
  });

  it('says where each subtree ends and hangs', () => {
    const timeline = ordered(
      { id: 'a' },
      { id: 'b', under: 'a', at: 1 },
      { id: 'd', under: 'b', at: 9 },
      { id: 'c', under: 'a', at: 2 },
    );
    expect(timeline.parents).toEqual([-1, 0, 1, 0]);
    expect(timeline.ends).toEqual([4, 3, 3, 4]);
  });

  it('is the same for every order of arrival', () => {
    const given = Array.from({ length: 40 }, (_, n) => ({
      id: `s${n}`,
      ...(n > 0 && { under: `s${(n * 7) % n}` }),
      at: (n * 13) % 40,
    }));
    const expected = order(...given);
    expect(order(...given.toReversed())).toBe(expected);
    expect(order(...given.toSorted((a, b) => a.at - b.at))).toBe(expected);
  });

  it('goes down a chain of any length', () => {
    const chain = Array.from({ length: 50_000 }, (_, n) => ({ id: `s${n}`, ...(n > 0 && { under: `s${n - 1}` }) }));
    expect(ordered(...chain.toReversed()).ends[49_999]).toBe(50_000);
  });
});
