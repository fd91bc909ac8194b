import type { Observation } from '@debrief/replay';
import { type ObservationNode, toObservationTree } from './observation-tree';

const observation = (spanId: string, parentSpanId: string | null = null): Observation =>
  ({ spanId, parentSpanId, type: 'SPAN', name: spanId, start: 0, end: 2_500 }) as Observation;

/** `a(b,c(d))` */
const draw = (nodes: readonly ObservationNode[]): string =>
  nodes.map(({ id, children }) => (children.length === 0 ? id : `${id}(${draw(children)})`)).join(',');

describe('toObservationTree', () => {
  it.each([
    ['parents before children', [['a'], ['b', 'a'], ['c', 'b'], ['d', 'a']], 'a(b(c),d)'],
    ['children before their parents', [['c', 'b'], ['d', 'a'], ['b', 'a'], ['a']], 'a(d,b(c))'],
    ['orphans at the root', [['a'], ['b', 'gone'], ['c', 'b']], 'a,b(c)'],
    [
      'a circle',
      [
        ['a', 'c'],
        ['b', 'a'],
        ['c', 'b'],
      ],
      'b(c(a))',
    ],
    ['its own parent', [['a', 'a']], 'a'],
    ['nothing', [], ''],
  ])('places %s', (_what, spans, expected) =>
    expect(draw(toObservationTree(spans.map(([id, parent]) => observation(id!, parent ?? null))))).toBe(expected),
  );

  it('tells milliseconds', () =>
    expect(toObservationTree([observation('a')])).toEqual([
      { id: 'a', parentId: null, type: 'SPAN', name: 'a', latency: 2.5, children: [] },
    ]));

  it('keeps every step of a chain that has no end, and can be written', () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => observation(`${n}`, n === 0 ? null : `${n - 1}`));
    const tree = toObservationTree(chain);
    const count = (nodes: readonly ObservationNode[]): number =>
      nodes.reduce((sum, { children }) => sum + 1 + count(children), 0);
    expect(count(tree)).toBe(10_000);
    const depth = (nodes: readonly ObservationNode[]): number =>
      nodes.length === 0 ? 0 : 1 + Math.max(...nodes.map(({ children }) => depth(children)));
    expect(depth(tree)).toBe(256);
  });
});
