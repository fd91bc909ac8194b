import fc from 'fast-check';
import { otlpSpan } from '../../../../../../test/factories/otlp-span';
import type { OtlpSpan } from '../otlp.types';
import { breakCycles } from './break-cycles';

const id = (name: string): string => name.padStart(16, '0');
const span = (name: string, parent: string | null, start = 1n, traceId = 'a'.repeat(32)): OtlpSpan =>
  otlpSpan({ traceId, spanId: id(name), parentSpanId: parent === null ? null : id(parent), startUnixNano: start });
const parents = (spans: readonly OtlpSpan[]): (string | null)[] => spans.map(({ parentSpanId }) => parentSpanId);

describe('breakCycles', () => {
  it.each<[string, OtlpSpan[]]>([
    ['a tree', [span('2', '1'), span('1', null), span('3', '1')]],
    ['a parent that is elsewhere', [span('2', '1')]],
    ['the same ids in two traces', [span('1', '2'), span('2', '1', 1n, 'b'.repeat(32))]],
  ])('leaves %s alone', (_what, spans) => {
    expect(breakCycles(spans)).toEqual({ spans, rootIds: [] });
  });

  it('makes the first of a cycle to start its root, and keeps the parent that was sent', () => {
    const spans = [span('1', '3', 7n), span('2', '1', 5n), span('3', '2', 6n), span('4', '3')];
    const broken = breakCycles(spans);
    expect(parents(broken.spans)).toEqual([id('3'), null, id('2'), id('3')]);
    expect(broken.spans[1]?.sent).toEqual({ parentSpanId: id('1') });
    expect(broken.rootIds).toEqual([id('2')]);
  });

  it('breaks each of several cycles once', () => {
    const spans = [span('1', '2'), span('2', '1'), span('3', '4', 9n), span('4', '3', 8n)];
    expect(parents(breakCycles(spans).spans)).toEqual([null, id('1'), id('4'), null]);
  });

  it('gives the same tree for every order', () => {
    const anyParents = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 10, maxLength: 10 });
    const shuffled = anyParents.chain((parentsOf) => {
      const spans = parentsOf.map((parent, index) => span(String(index), String(parent), BigInt(index % 3)));
      return fc.tuple(fc.constant(spans), fc.shuffledSubarray(spans, { minLength: spans.length }));
    });
    const treeOf = (spans: readonly OtlpSpan[]): unknown =>
      Object.fromEntries(breakCycles(spans).spans.map(({ spanId, parentSpanId }) => [spanId, parentSpanId]));
    fc.assert(fc.property(shuffled, ([spans, others]) => expect(treeOf(others)).toEqual(treeOf(spans))));
  });
});
