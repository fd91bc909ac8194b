import type { JsonObject } from '@debrief/kernel';
import { otlpSpan } from '../../../../../../test/factories/otlp-span';
import { normalizeSpan } from '../conventions/normalize-span';
import type { OtlpSpan } from '../otlp.types';
import { foldTrace, type FoldSpan } from './fold-trace';

interface Given {
  readonly id: string;
  readonly under?: string;
  readonly at?: number;
  readonly attributes?: JsonObject;
}

/** Spans in the order of their arrival. */
const spansOf = (given: readonly Given[]): (OtlpSpan & FoldSpan)[] =>
  given.map(({ id, under = null, at = 0, attributes = {} }, seq) => {
    const span = otlpSpan({ name: id, spanId: id, parentSpanId: under, startUnixNano: BigInt(at), attributes });
    return { ...span, seq, normal: normalizeSpan(span) };
  });

const fold = (...given: Given[]) => foldTrace(spansOf(given));
const order = (...given: Given[]) =>
  fold(...given)
    .timeline.spans.map(({ spanId }) => spanId)
    .join(' ');

const model = (input: number, extra: JsonObject = {}): JsonObject => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': 0,
  ...extra,
});
const agent = (input: number): JsonObject => ({ ...model(input), 'gen_ai.operation.name': 'invoke_agent' });

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
    const { timeline } = fold(
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
    expect(fold(...chain.toReversed()).timeline.ends[49_999]).toBe(50_000);
  });
});

describe('totals', () => {
  it.each<[string, Given[], number, string]>([
    [
      'an agent over its calls',
      [
        { id: 'a', attributes: agent(30) },
        { id: 'b', under: 'a', attributes: model(10) },
        { id: 'c', under: 'a', attributes: model(20) },
      ],
      30,
      'b c',
    ],
    [
      'a wrapper of a call',
      [
        { id: 'a', attributes: model(10) },
        { id: 'b', under: 'a', attributes: model(10) },
      ],
      10,
      'b',
    ],
    [
      'a wrapper over something in between',
      [
        { id: 'a', attributes: model(10) },
        { id: 'x', under: 'a' },
        { id: 'b', under: 'x', attributes: model(10) },
      ],
      10,
      'b',
    ],
    [
      'a wrapper of a call that reports nothing',
      [
        { id: 'a', attributes: model(10) },
        { id: 'b', under: 'a', attributes: model(0) },
      ],
      10,
      'a',
    ],
    [
      'no calls: the top-most spans',
      [
        { id: 'a', attributes: agent(30) },
        { id: 'x', under: 'a' },
        { id: 'b', under: 'x', attributes: agent(30) },
      ],
      30,
      'a',
    ],
    [
      'an embedding beside a call',
      [
        { id: 'a' },
        { id: 'b', under: 'a', attributes: model(10) },
        { id: 'c', under: 'a', attributes: model(5, { 'gen_ai.operation.name': 'embeddings' }) },
      ],
      15,
      'b c',
    ],
    ['nothing', [{ id: 'a' }], 0, ''],
  ])('of %s count each token once', (_name, given, input, counted) => {
    for (const arrival of [given, given.toReversed()]) {
      const folded = fold(...arrival);
      const names = folded.counted.map((place) => folded.timeline.spans[place]?.spanId);
      expect(folded.usage).toMatchObject({ input, total: input });
      expect(names.toSorted().join(' ')).toBe(counted);
    }
  });

  it('name the wrappers', () => {
    const folded = fold(
      { id: 'a', attributes: model(10) },
      { id: 'b', under: 'a', attributes: model(10) },
      { id: 'c', attributes: agent(1) },
    );
    expect([...folded.wrappers]).toEqual([0]);
  });

  it('add costs as decimals', () => {
    const cost = { 'gen_ai.usage.cost': 0.1 };
    const folded = fold(...['a', 'b', 'c'].map((id) => ({ id, attributes: model(1, cost) })));
    expect(folded.cost).toMatchObject({ total: 0.3, input: 0.3, source: 'reported' });
  });

  it('have no cost where no list has a price', () => {
    expect(fold({ id: 'a', attributes: model(10, { 'gen_ai.request.model': 'own' }) }).cost).toBeNull();
  });
});

describe('fields of a trace', () => {
  const named = (name: string): JsonObject => ({ 'session.id': name, 'langfuse.version': name });

  it("are the root's, whatever came first", () => {
    const folded = fold(
      { id: 'b', under: 'a', at: 1, attributes: named('child') },
      { id: 'a', at: 5, attributes: named('root') },
    );
    expect(folded).toMatchObject({ name: 'a', sessionId: 'root', version: 'root' });
  });

  it('are else those of the first span in the timeline that has one', () => {
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
