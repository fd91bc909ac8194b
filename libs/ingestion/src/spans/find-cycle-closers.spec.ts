import { findCycleClosers, type ParentLink } from './find-cycle-closers';

const links = (text: string): ParentLink[] =>
  text
    .split(' ')
    .filter(Boolean)
    .map((link) => {
      const [spanId = '', parentSpanId] = link.split('<');
      return { spanId, parentSpanId: parentSpanId ?? null };
    });

describe('findCycleClosers', () => {
  it.each([
    ['a tree, parents first', '', 'a b<a c<b d<b', ''],
    ['a tree, children first', '', 'd<b c<b b<a a', ''],
    ['a parent that nobody has sent', '', 'b<x c<x', ''],
    ['two spans above each other', '', 'a<b b<a', 'b'],
    ['a long circle: the one that comes last', '', 'a<b b<c c<d d<a', 'd'],
    ['what hangs below a circle stays', '', 'x<a a<b b<a y<x', 'b'],
    ['a circle over stored spans', 'b<c c<a', 'a<b', 'a'],
    ['stored spans that lead elsewhere', 'b<c c<z', 'a<b', ''],
    ['two circles', '', 'a<b b<a c<d d<c', 'b d'],
  ])('%s', (_name, stored, added, closers) => {
    expect([...findCycleClosers(links(stored), links(added))].join(' ')).toBe(closers);
  });

  it('takes a chain of 100,000 in either direction', () => {
    const chain = Array.from({ length: 100_000 }, (_, n) => ({
      spanId: `s${n}`,
      parentSpanId: n === 0 ? null : `s${n - 1}`,
    }));
    expect(findCycleClosers([], chain).size).toBe(0);
    expect(findCycleClosers([], chain.toReversed()).size).toBe(0);
    expect(findCycleClosers(chain, [{ spanId: 'top', parentSpanId: 's99999' }]).size).toBe(0);
  });
});
