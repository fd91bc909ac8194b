import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RankingWeights } from '../../../libs/analysis/src/critical-step/step-features';
import { fitWeights } from './fit-weights';
import { judge } from './judged-run';
import { BadInput, readLabelledRuns } from './read-labelled-runs';
import { toTrainingRun } from './training-run';

const target = join('libs', 'analysis', 'src', 'critical-step', 'ranking-weights.ts');

/** Fits the ranking's weights on the labelled runs of a folder and writes them into the source. Resolves to the exit code. */
export const fitCriticalStep = async ([folder]: readonly string[]): Promise<number> => {
  if (folder === undefined) {
    console.error('Usage: npm run fit:critical-step -- <folder of *.jsonl>');
    return 2;
  }
  try {
    const runs = (await readLabelledRuns(folder)).filter(({ critical_step }) => critical_step !== null);
    const training = runs.map((run) => toTrainingRun(judge(run))).filter((run) => run !== null);
    writeFileSync(target, toSource(fitWeights(training)));
    console.log(`${target}: fitted on ${training.length} of ${runs.length} runs with a marked step`);
    return 0;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    console.error(error.message);
    return 2;
  }
};

const toSource = (weights: RankingWeights): string => {
  const shapes = Object.entries(weights).map(([shape, named]) => {
    const lines = Object.entries(named).map(([name, weight]) => `    ${name}: ${weight},\n`);
    return `  ${shape}: {\n${lines.join('')}  },\n`;
  });
  return `import type { RankingWeights } from './step-features';

/** Written by \`npm run fit:critical-step\`; see docs/critical-step.md. */
export const rankingWeights: RankingWeights = {
${shapes.join('')}};
`;
};
