import type { JsonObject } from '@debrief/kernel';
import { foldTrace, type GivenSpan, readSpans } from '../../../../../../test/factories/fold-trace';

const fold = (...given: GivenSpan[]) => foldTrace(readSpans(given));

const model = (input: number, extra: JsonObject = {}): JsonObject => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': input,
  'gen_ai.usage.output_tokens': 0,
  ...extra,
});
const agent = (input: number): JsonObject => ({ ...model(input), 'gen_ai.operation.name': 'invoke_agent' });

describe('totals', () => {
  it.each<[string, GivenSpan[], number, string]>([
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
