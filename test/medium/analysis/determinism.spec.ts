import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { analyzeRun } from '@debrief/analysis';
import { arbitraryRun } from '../../factories/arbitrary-run';

/** Reads runs from stdin and prints their verdicts: the built code in a process of its own. */
const program = `
const { analyzeRun } = require(${JSON.stringify(join(__dirname, '../../../dist/libs/analysis/src/analyze-run.js'))});
const runs = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
console.log(new Date(0).getTimezoneOffset(), Intl.DateTimeFormat().resolvedOptions().locale);
for (const run of runs) console.log(JSON.stringify(analyzeRun(run, { disabled: [], thresholds: {} })));`;

describe('verdicts are the same bytes', () => {
  const runs = JSON.parse(JSON.stringify(fc.sample(arbitraryRun, { numRuns: 300, seed: 20_261_126 }))) as Parameters<
    typeof analyzeRun
  >[0][];
  const here = runs.map((run) => JSON.stringify(analyzeRun(run, { disabled: [], thresholds: {} })));

  it.each([
    ['UTC', 'C', '0 en-US'],
    ['Asia/Kathmandu', 'tr_TR.UTF-8', '-330 tr-TR'],
    ['America/St_Johns', 'ar_EG.UTF-8', '210 ar-EG'],
    ['Pacific/Apia', 'de_DE.UTF-8', '660 de-DE'],
  ])('in the time zone %s with the locale %s', (TZ, LC_ALL, expected) => {
    const printed = execFileSync(process.execPath, ['-e', program], {
      input: JSON.stringify(runs),
      env: { ...process.env, TZ, LC_ALL, LANG: LC_ALL, LANGUAGE: LC_ALL },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const [place, ...verdicts] = printed.trimEnd().split('\n');
    expect(place).toBe(expected);
    expect(verdicts).toEqual(here);
    expect(new Set(here).size).toBeGreaterThan(100);
  });
});
