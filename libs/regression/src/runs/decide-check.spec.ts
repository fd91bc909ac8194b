import type { RegressionVerdict } from '../rules/decide-verdict';
import { decideCheck } from './decide-check';
import type { RegressionRun } from './regression.types';

const run = (changes: Partial<RegressionRun> = {}): RegressionRun =>
  ({
    beforePass: 0,
    beforeFail: 12,
    afterPass: 12,
    afterFail: 0,
    pValue: null,
    intervalLow: null,
    intervalHigh: null,
    fallbackReason: null,
    ...changes,
  }) as RegressionRun;

describe('decideCheck', () => {
  it.each([
    ['fixed', 'success'],
    ['improved', 'neutral'],
    ['unchanged', 'neutral'],
    ['inconclusive', 'neutral'],
    ['regressed', 'failure'],
  ] as [RegressionVerdict, string][])('of %s is %s', (verdict, conclusion) =>
    expect(decideCheck(run(), verdict)).toMatchObject({ conclusion, title: `Regression: ${verdict}` }),
  );

  it.each([
    ['the counts', run(), '| after | 12 | 0 |'],
    ['that there is no test', run(), 'Fewer than ten pairs'],
    [
      'the test',
      run({ pValue: 0.00048828, intervalLow: -1, intervalHigh: -0.6623 }),
      'p = 0.000488; change of the failure rate -100.0 % to -66.2 %',
    ],
    ['that nothing was shown', run({ fallbackReason: 'no_candidate' }), 'Nothing was shown: no_candidate.'],
  ])('says %s', (_name, given, text) => expect(decideCheck(given, 'fixed').summary).toContain(text));
});
