import fc from 'fast-check';
import { findCycleRoots } from './find-cycle-roots';

const span = (spanId: string, parentSpanId: string | null, startUnixNano = 1n) => ({
  ...{ spanId, parentSpanId, startUnixNano },
});
type Placed = ReturnType<typeof span>;
const rootsOf = (spans: readonly Placed[]): string[] => [...findCycleRoots(spans)].sort();

describe('findCycleRoots', () => {
  it.each<[string, Placed[]]>([
    ['a tree', [span('2', '1'), span('1', null), span('3', '1')]],
    ['a parent that is elsewhere', [span('2', '1')]],
  ])('finds none in %s', (_what, spans) => expect(rootsOf(spans)).toEqual([]));

  it('finds the first of a cycle to start', () =>
    expect(rootsOf([span('1', '3', 7n), span('2', '1', 5n), span('3', '2', 6n), span('4', '3')])).toEqual(['2']));

  it('breaks each of several cycles once', () =>
    expect(rootsOf([span('1', '2'), span('2', '1'), span('3', '4', 9n), span('4', '3', 8n)])).toEqual(['1', '4']));

  const anyParents = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 10, maxLength: 10 });
  const spansOf = (parents: readonly number[]): Placed[] =>
    parents.map((parent, index) => span(String(index), String(parent), BigInt(index % 3)));

  it('leaves a way up to a root from every span', () =>
    fc.assert(
      fc.property(anyParents, (parents) => {
        const spans = spansOf(parents);
        const roots = findCycleRoots(spans);
        for (const start of spans) {
          let [at, steps] = [start, 0];
          while (!roots.has(at.spanId) && steps <= spans.length)
            [at, steps] = [spans[Number(at.parentSpanId)]!, steps + 1];
          expect(steps).toBeLessThanOrEqual(spans.length);
        }
      }),
    ));

  it('finds the same for every order', () => {
    const shuffled = anyParents.chain((parents) => {
      const spans = spansOf(parents);
      return fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length }));
    });
    fc.assert(fc.property(shuffled, ([spans, others]) => expect(rootsOf(others)).toEqual(rootsOf(spans))));
  });
});
