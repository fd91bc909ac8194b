import { changeTotals } from './change-totals';
import type { UsageNode } from './usage-node';

const nodes = new Map<string, UsageNode>();

/** `agent:root=10 generation:g<root=5$1`: type, id, parent, tokens, cost; the same text is the same node. */
const node = (text: string): UsageNode => {
  const known = nodes.get(text);
  if (known) return known;
  const [, type = '', spanId = '', parent, tokens, dollars] =
    /^(\w+):(\w+)(?:<(\w+))?(?:=(\d+))?(?:\$(\d+))?$/.exec(text) ?? [];
  const none = { output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const made: UsageNode = {
    seq: 0,
    startUnixNano: 0n,
    spanId,
    parentSpanId: parent ?? null,
    normal: {
      observationType: type as UsageNode['normal']['observationType'],
      usage: tokens === undefined ? null : { ...none, input: Number(tokens), total: Number(tokens) },
      cost:
        dollars === undefined ? null : { ...none, input: Number(dollars), total: Number(dollars), source: 'reported' },
    },
  };
  nodes.set(text, made);
  return made;
};

const spans = (text: string): UsageNode[] => text.split(' ').filter(Boolean).map(node);

describe('changeTotals', () => {
  it.each([
    ['nothing', '', '', 0, []],
    ['first spans', '', 'span:r generation:a<r=1$3 generation:b<r=2', 3, [3]],
    ['one more', 'generation:a<r=1$3', 'generation:a<r=1$3 generation:b<r=2$4', 2, [4]],
    ['a wrapper that comes later', 'generation:a<w=1$3', 'generation:a<w=1$3 generation:w=9$9', 0, []],
    ['what a wrapper wraps', 'generation:w=9$9', 'generation:w=9$9 span:h<w generation:a<h=1$3', -8, [3, -9]],
    [
      'a link that makes a wrapper',
      'generation:w=9 generation:a<h=1',
      'generation:w=9 generation:a<h=1 span:h<w',
      -9,
      [],
    ],
    ['the first generation over a chain', 'chain:c=7$2', 'chain:c=7$2 generation:a<c=1', -6, [-2]],
    ['a span that is completed', 'generation:a<r generation:b=2', 'generation:a<r=5 generation:b=2', 5, []],
  ])('%s', (_name, before, after, total, costs) => {
    const change = changeTotals(spans(before), spans(after));
    expect(change.tokens).toMatchObject({ input: total, total });
    expect(change.costs.map(({ sign, cost }) => sign * cost.total)).toEqual(costs);
  });

  it('knows whether a price is left', () => {
    expect(changeTotals([], spans('generation:a$1')).isPriced).toBe(true);
    expect(changeTotals(spans('generation:w=9$9'), spans('generation:w=9$9 generation:a<w=1')).isPriced).toBe(false);
  });
});
