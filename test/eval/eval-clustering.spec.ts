import { evaluateSeed } from '../../bench/src/clustering/eval-clustering';
import { scoreClusters } from '../../bench/src/clustering/score-clusters';

describe('scoreClusters', () => {
  /** Items as `truth cluster`. */
  const score = (...items: string[]) =>
    scoreClusters(items.map((item) => ({ truth: item[0] ?? '', cluster: item[1] ?? '' })));

  it.each([
    ['all as they belong', ['ax', 'ax', 'by'], { precision: 1, recall: 1, f1: 1, wrongMerges: 0 }],
    ['each alone', ['a1', 'a2', 'b3', 'b4'], { precision: 1, recall: 0.5, f1: 2 / 3, wrongMerges: 0 }],
    ['all together', ['ax', 'ax', 'bx', 'bx'], { precision: 0.5, recall: 1, f1: 2 / 3, wrongMerges: 4 / 6 }],
    // Two of three of a, and the third with b: (1 + 1 + 1/2 + 1/2) / 4, and (2/3 + 2/3 + 1/3 + 1) / 4.
    ['one astray', ['ax', 'ax', 'ay', 'by'], { precision: 0.75, recall: 2 / 3, f1: 12 / 17, wrongMerges: 0.5 }],
  ])('%s', (_name, items, expected) => {
    const found = score(...items);
    for (const [measure, value] of Object.entries(expected))
      expect(found).toHaveProperty(measure, expect.closeTo(value, 9));
  });
});

describe('the evaluation of clustering', () => {
  it('tells injected faults apart, the same at each run of a seed', () => {
    const first = evaluateSeed(7);
    expect(first.runs.f1).toBeGreaterThan(0.9);
    expect(first.runs.wrongMerges).toBeLessThanOrEqual(0.01);
    expect(first.missed).toBe(0);
    expect(evaluateSeed(7)).toEqual(first);
  });

  it('draws other runs with another seed', () => expect(evaluateSeed(8)).not.toEqual(evaluateSeed(7)));
});
