import { orderTimeline } from './order-timeline';

const span = (spanId: string, parentSpanId: string | null, start: number, seq = start) => ({
  spanId,
  parentSpanId,
  start,
  seq,
});

describe('orderTimeline', () => {
  const tree = [
    span('root', null, 0),
    span('a', 'root', 1),
    span('a1', 'a', 5),
    span('b', 'root', 2),
    span('b1', 'b', 3),
  ];

  it('puts parents before children and siblings by their start', () => {
    expect(orderTimeline(tree).map(({ spanId }) => spanId)).toEqual(['root', 'a', 'a1', 'b', 'b1']);
  });

  it('gives the same order whatever came first', () => {
    expect(orderTimeline(tree.toReversed())).toEqual(orderTimeline(tree));
  });

  it('breaks ties by arrival', () => {
    const ties = [span('late', 'root', 1, 9), span('root', null, 0), span('early', 'root', 1, 3)];
    expect(orderTimeline(ties).map(({ spanId }) => spanId)).toEqual(['root', 'early', 'late']);
  });

  it('shows a span whose parent is missing as a root', () => {
    expect(orderTimeline([span('b', 'gone', 2), span('a', null, 1)]).map(({ spanId }) => spanId)).toEqual(['a', 'b']);
  });

  it('loses no span of a circle', () => {
    const circle = [span('a', 'b', 1), span('b', 'a', 2), span('self', 'self', 3)];
    expect(orderTimeline(circle).map(({ spanId }) => spanId)).toEqual(['a', 'b', 'self']);
  });

  it('keeps spans of one id, with their children below the first', () => {
    const twice = [span('x', null, 0), span('child', 'x', 9), span('x', null, 2), span('x', 'child', 10)];
    expect(orderTimeline(twice).map(({ start }) => start)).toEqual([0, 9, 10, 2]);
  });

  it('follows a chain of a hundred thousand', () => {
    const chain = Array.from({ length: 100_000 }, (_, at) => span(`s${at}`, at === 0 ? null : `s${at - 1}`, at));
    expect(orderTimeline(chain.toReversed())).toEqual(chain);
  });
});
