import type { JsonObject } from '@debrief/kernel';
import { otlpSpan } from '../../../../test/factories/otlp-span';
import { foldTrace, type ReadSpan } from '../../../../test/factories/fold-trace';
import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';

interface Given {
  readonly id: string;
  readonly under?: string;
  readonly at?: number;
  readonly attributes?: JsonObject;
}

/** Spans in the order of their arrival; `at` in microseconds. */
const spansOf = (given: readonly Given[]): ReadSpan[] =>
  given.map(({ id, under = null, at = 0, attributes = {} }, seq) => {
    const span = otlpSpan({
      name: id,
      spanId: id,
      parentSpanId: under,
      startUnixNano: BigInt(at) * 1_000n,
      attributes,
    });
    return { ...span, seq, normal: normalizeSpan(span) };
  });

const fold = (...given: Given[]) => foldTrace(spansOf(given));

describe('fields of a trace', () => {
  const named = (name: string): JsonObject => ({ 'session.id': name, 'langfuse.version': name });

  it("are the root's, whatever came first", () => {
    const folded = fold(
      { id: 'b', under: 'a', at: 1, attributes: named('child') },
      { id: 'a', at: 5, attributes: named('root') },
    );
    expect(folded).toMatchObject({ name: 'a', sessionId: 'root', version: 'root' });
  });

  it('are else those of the earliest span that has one', () => {
    const folded = fold(
      { id: 'a' },
      { id: 'c', under: 'a', at: 3, attributes: named('late') },
      { id: 'b', under: 'a', at: 2, attributes: named('early') },
    );
    expect(folded).toMatchObject({ name: 'a', sessionId: 'early', userId: null });
  });

  it('name the trace by its earliest span while the root has not come', () => {
    expect(fold({ id: 'b', under: 'gone', at: 5 }, { id: 'c', under: 'gone', at: 2 }).name).toBe('c');
    expect(fold().name).toBeNull();
  });

  it('unite tags and metadata of all spans', () => {
    const folded = fold(
      { id: 'b', under: 'a', attributes: { tags: ['x', 'b'], metadata: '{"k":"child","l":2}' } },
      { id: 'a', attributes: { tags: ['x', 'a'], metadata: '{"k":"root"}' } },
    );
    expect(folded.tags).toEqual(['a', 'b', 'x']);
    expect({ ...folded.metadata }).toEqual({ k: 'root', l: 2 });
  });

  it("leave out what Langfuse's SDKs say of an observation below the root", () => {
    const said = (key: string): JsonObject => ({
      [`langfuse.observation.metadata.${key}`]: 'own',
      [`langfuse.trace.metadata.of ${key}`]: 'told',
    });
    const folded = fold({ id: 'a', attributes: said('root') }, { id: 'b', under: 'a', attributes: said('child') });
    expect({ ...folded.metadata }).toEqual({ root: 'own', 'of root': 'told', 'of child': 'told' });
  });
});
