import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import { listDescendants } from './list-descendants';
import { SpanTree } from './span-tree';

/** `id<parent`; without an id it is no span, without a parent a root. */
const treeOf = (...events: string[]): SpanTree => {
  const sketches = events.map((text): SessionSketch => {
    const [spanId, parentSpanId] = text.split('<');
    return ['state_change', {}, { spanId: spanId || null, parentSpanId: parentSpanId || null }];
  });
  return new SpanTree(makeSession([{ events: sketches }]).events);
};

/** `position/depth/children` of what lies in `a`. */
const inA = (tree: SpanTree, depth = 1): string[] =>
  listDescendants(tree, 'a', depth).map(({ event, depth: at, childCount }) => `${event.position}/${at}/${childCount}`);

describe('listDescendants', () => {
  it.each<[string, SpanTree, number, string[]]>([
    ['nothing of a leaf', treeOf('a'), 64, []],
    ['direct children in session order', treeOf('a', 'b<a', '<a', 'c<b'), 1, ['2/1/1', '3/1/0']],
    ['children of children', treeOf('a', 'b<a', 'c<b', '<c'), 2, ['2/1/1', '3/2/1']],
    ['all of them', treeOf('a', 'b<a', 'c<b', '<c'), 64, ['2/1/1', '3/2/1', '4/3/0']],
    [
      'spans that run beside each other in session order',
      treeOf('a', 'b<a', 'c<a', '<b', '<c'),
      2,
      ['2/1/1', '3/1/1', '4/2/0', '5/2/0'],
    ],
    ['a parent before a child that was recorded first', treeOf('a', '<b', 'b<a'), 2, ['3/1/1', '2/2/0']],
    ['of a span that is known as a parent only', treeOf('b<a'), 1, ['1/1/0']],
    ['nothing of itself', treeOf('a<a'), 64, []],
    ['a circle up to its first repeat', treeOf('a<c', 'b<a', 'c<b'), 64, ['2/1/1', '3/2/1']],
    ['a circle beside it once', treeOf('a', 'b<a', 'c<b', 'b<c'), 64, ['2/1/1', '3/2/1']],
  ])('lists %s', (_what, tree, depth, expected) => expect(inA(tree, depth)).toEqual(expected));

  it('goes down a chain of ten thousand spans', () => {
    const tree = treeOf('a', ...Array.from({ length: 10_000 }, (_, n) => `s${n}<${n === 0 ? 'a' : `s${n - 1}`}`));
    expect(listDescendants(tree, 'a', 64)).toHaveLength(64);
  });
});
