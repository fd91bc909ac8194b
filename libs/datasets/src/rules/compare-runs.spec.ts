import { compareRuns, decideChange } from './compare-runs';
import type { Outcome } from './summarize-run';
import { summarizeRun } from './summarize-run';

const outcome = (match: boolean | null, similarity: number | null, scores: Record<string, number> = {}): Outcome => ({
  match,
  similarity,
  scores: Object.entries(scores).map(([name, value]) => ({ name, value, dataType: 'NUMERIC' })),
});
const matched = outcome(true, 1);
const unknown = outcome(null, null);

describe('decideChange', () => {
  it.each([
    [outcome(false, 0.4), outcome(false, 0.6), 'improved'],
    [outcome(false, 0.6), outcome(false, 0.4), 'regressed'],
    [outcome(false, 0.1 + 0.2), outcome(false, 0.3), 'unchanged'],
    [outcome(false, 1 - 1e-12), matched, 'improved'],
    [matched, outcome(false, 0.99), 'regressed'],
    [matched, matched, 'unchanged'],
    [matched, unknown, 'missing'],
    [unknown, matched, 'missing'],
    [unknown, unknown, 'missing'],
    [undefined, matched, 'missing'],
    [matched, undefined, 'missing'],
  ])('from %j to %j is %s', (before, after, change) => expect(decideChange(before, after)).toBe(change));
});

describe('summarizeRun', () => {
  it('leaves what cannot be compared out of the averages, and says how many were', () =>
    expect(summarizeRun([matched, outcome(false, 0.5), unknown])).toEqual({
      ...{ itemCount: 3, comparedCount: 2, matchCount: 1, matchRate: 0.5, avgSimilarity: 0.75, scores: {} },
    }));

  it('says nothing of a run with nothing to compare', () =>
    expect(summarizeRun([unknown])).toMatchObject({ matchCount: 0, matchRate: null, avgSimilarity: null }));

  it('averages scores over the items that have them, each item once', () => {
    const twice = {
      ...unknown,
      scores: [
        { name: 'quality', value: 0, dataType: 'NUMERIC' },
        { name: 'quality', value: 1, dataType: 'NUMERIC' },
        { name: 'tone', value: null, dataType: 'CATEGORICAL' },
        { name: 'safe', value: 1, dataType: 'BOOLEAN' },
        { name: '__proto__', value: 3, dataType: 'NUMERIC' },
      ],
    };
    const { scores } = summarizeRun([twice, outcome(null, null, { quality: 1 }), unknown]);
    expect(Object.entries(scores)).toEqual([
      ['quality', 0.75],
      ['safe', 1],
      ['__proto__', 3],
    ]);
  });
});

describe('compareRuns', () => {
  const baseline = new Map([
    ['a', matched],
    ['b', outcome(false, 0.2, { quality: 1 })],
    ['c', matched],
  ]);
  const candidate = new Map([
    ['a', outcome(false, 0.5)],
    ['b', outcome(false, 0.8, { quality: 3 })],
  ]);

  it('averages over items that every run has, and tells of the others all the same', () => {
    const { comparedItems, summaries, items } = compareRuns([baseline, candidate], ['a', 'b', 'c']);
    expect(comparedItems).toBe(2);
    expect(summaries).toMatchObject([
      { itemCount: 2, matchRate: 0.5, avgSimilarity: 0.6, scores: { quality: 1 } },
      { itemCount: 2, matchRate: 0, avgSimilarity: 0.65, scores: { quality: 3 } },
    ]);
    expect(items.map(({ itemId, changes }) => [itemId, ...changes])).toEqual([
      ['a', 'regressed'],
      ['b', 'improved'],
      ['c', 'missing'],
    ]);
    expect(items[1]?.results).toEqual([
      { match: false, similarity: 0.2, scores: { quality: 1 } },
      { match: false, similarity: 0.8, scores: { quality: 3 } },
    ]);
    expect(items[2]?.results).toEqual([{ match: true, similarity: 1, scores: {} }, null]);
  });

  it('has a change for each run but the first', () => {
    const { items } = compareRuns([candidate, baseline, candidate], ['a']);
    expect(items[0]?.changes).toEqual(['improved', 'unchanged']);
  });
});
