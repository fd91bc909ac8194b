import type { CheckConclusion } from '@debrief/repositories';
import type { RegressionVerdict } from '../rules/decide-verdict';
import type { RegressionRun } from './regression.types';

/** What stands at the commit of a pull request. Only what is shown counts: what is not fixed, and is no worse, is neutral. */
const conclusions = {
  fixed: 'success',
  improved: 'neutral',
  unchanged: 'neutral',
  inconclusive: 'neutral',
  regressed: 'failure',
} as const satisfies Record<RegressionVerdict, CheckConclusion>;

export interface Check {
  readonly conclusion: CheckConclusion;
  readonly title: string;
  /** Markdown, of numbers and codes alone: nothing of a run is quoted. */
  readonly summary: string;
}

/** The check of a completed run. */
export const decideCheck = (run: RegressionRun, verdict: RegressionVerdict): Check => ({
  conclusion: conclusions[verdict],
  title: `Regression: ${verdict}`,
  summary: [
    '| | passed | failed |',
    '| --- | --- | --- |',
    `| before | ${run.beforePass} | ${run.beforeFail} |`,
    `| after | ${run.afterPass} | ${run.afterFail} |`,
    '',
    run.pValue === null
      ? 'Fewer than ten pairs: no test.'
      : `McNemar's exact test: p = ${run.pValue.toPrecision(3)}; change of the failure rate ${percent(run.intervalLow)} to ${percent(run.intervalHigh)} (95 %).`,
    ...(run.fallbackReason === null ? [] : [`Nothing was shown: ${run.fallbackReason}.`]),
  ].join('\n'),
});

const percent = (rate: number | null): string => `${((rate ?? 0) * 100).toFixed(1)} %`;
