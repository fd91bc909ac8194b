import { findCounted, type UsageNode } from './counted-spans';

/** `agent:root=10 generation:g<root=5`: type, id, parent, tokens. */
const spans = (text: string): UsageNode[] =>
  text.split(' ').map((one) => {
    const [, observationType = '', spanId = '', parent, tokens] = /^(\w+):(\w+)(?:<(\w+))?(?:=(\d+))?$/.exec(one) ?? [];
    const usage = tokens === undefined ? null : Number(tokens);
    const none = { cacheReadTokens: null, cacheWriteTokens: null, reasoningTokens: null };
    const unpriced = { costUsd: null, inputCost: null, outputCost: null, cacheReadCost: null, cacheWriteCost: null };
    return {
      ...{ spanId, parentSpanId: parent ?? null, observationType },
      ...{ inputTokens: usage, outputTokens: null, totalTokens: usage, ...none, ...unpriced, reasoningCost: null },
    };
  });

describe('findCounted', () => {
  it.each([
    ['generations', 'span:r generation:a<r=1 generation:b<r=2', 'a b'],
    ['an agent that sums up its generations adds nothing', 'agent:r=3 generation:a<r=1 generation:b<r=2', 'a b'],
    ['a wrapping generation adds nothing', 'generation:w=5 span:h<w generation:a<h=5', 'a'],
    ['a wrapper whose inner call reports nothing counts', 'generation:w=5 generation:a<w', 'w'],
    ['an embedding counts', 'span:r embedding:e<r=7 generation:a<r=1', 'e a'],
    ['without generations: the top-most', 'chain:r chain:a<r=3 chain:b<a=2 tool:c<r=1', 'a c'],
    ['a parent that is not there', 'generation:a<x=1', 'a'],
    ['no usage at all', 'span:r generation:a<r', ''],
  ])('%s', (_name, given, counted) => {
    const ids = (list: readonly UsageNode[]): string[] => list.map(({ spanId }) => spanId).sort();
    expect(ids(findCounted(spans(given))).join(' ')).toBe(counted.split(' ').sort().join(' '));
    expect(ids(findCounted(spans(given).toReversed()))).toEqual(ids(findCounted(spans(given))));
  });

  it('takes a chain of 100,000 spans', () => {
    const chain = Array.from({ length: 100_000 }, (_, n) => spans(`chain:s${n}${n === 0 ? '' : `<s${n - 1}`}=1`)[0]!);
    expect(findCounted(chain)).toHaveLength(1);
    expect(findCounted(chain.map((span) => ({ ...span, observationType: 'generation' })))).toHaveLength(1);
  });
});
