import { join } from 'node:path';
import { crossValidate } from '../../bench/src/labelled/cross-validate';
import { fitWeights } from '../../bench/src/labelled/fit-weights';
import { judge } from '../../bench/src/labelled/judged-run';
import { readLabelledRuns } from '../../bench/src/labelled/read-labelled-runs';
import type { TrainingRun } from '../../bench/src/labelled/training-run';
import { wilson } from '../../bench/src/labelled/wilson';
import { stepFeatures } from '../../libs/analysis/src/critical-step/step-features';

const fixtures = join(__dirname, '..', 'fixtures', 'labelled');
const names = Object.keys(stepFeatures.group);

/** A run of three steps, of which the marked one alone has the feature. */
const marked = (feature: string, critical: number): TrainingRun => ({
  shape: 'group',
  group: `${feature}-${critical}`,
  features: [0, 1, 2].map((step) => names.map((name) => (name === feature && step === critical ? 1 : 0))),
  critical,
});

describe('the fit of the ranking', () => {
  it('gives weight to what tells the marked steps from others, and to nothing else', () => {
    const { group } = fitWeights([0, 1, 2, 1].map((critical) => marked('isCall', critical)));
    expect(group.isCall).toBeGreaterThan(0.5);
    expect(group.lateness).toBe(0);
  });

  it('gives the same weights for the same runs', () => {
    const runs = [marked('isCall', 0), marked('opens', 0), marked('firstReport', 2)];
    expect(fitWeights(runs)).toEqual(fitWeights(structuredClone(runs)));
  });

  it('never lets evidence speak for a step', () => {
    const innocent = [0, 1].map((critical): TrainingRun => {
      const blamed = names.map((name) => (name === 'blame' ? 1 : 0));
      const other = names.map(() => 0);
      return { shape: 'group', group: `${critical}`, features: [other, blamed, blamed], critical: 0 };
    });
    expect(fitWeights(innocent).group.blame).toBe(0);
  });

  it('ranks each run of a cross-validation by weights that never saw its task', async () => {
    const runs = (await readLabelledRuns(fixtures)).filter(({ critical_step }) => critical_step !== null).map(judge);
    const [first] = runs;
    if (!first) throw new Error('no fixture has a marked step');
    // A copy of the run with another mark: in a fold of the same task, it must not teach the ranking.
    const twin = { ...first, labelled: { ...first.labelled, critical_step: first.labelled.events.at(-1)?.seq ?? 0 } };
    const alone = crossValidate([first, ...runs.slice(1)], 2, 1);
    const beside = crossValidate([first, twin, ...runs.slice(1)], 2, 1);
    expect(beside[0]?.verdict.candidates).toEqual(alone[0]?.verdict.candidates);
  });
});

describe("Wilson's interval", () => {
  it.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
  ])('of %i of %i', (hits, of, low, high) => {
    const interval = wilson(hits, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('is open where nothing was counted', () => {
    expect(wilson(0, 0)).toMatchObject({ share: null, low: null, high: null });
  });
});
