import { parseArgs } from 'node:util';
import { evaluate } from './evaluate';
import { judge } from './judged-run';
import { printEvaluation } from './print-evaluation';
import { BadInput, readLabelledRuns } from './read-labelled-runs';

const usage = 'Usage: npm run eval:detectors -- <folder of *.jsonl> [--json]';

/**
 * Measures the detectors and the critical step on labelled runs. The rules see the runs as the API would have stored them; labels
 * are for the scores. Resolves to the exit code: 0; 1 when a floor or V5 is missed; 2 for bad input.
 */
export const evalDetectors = async (args: readonly string[]): Promise<number> => {
  try {
    const { folder, json } = readArguments(args);
    const runs = await readLabelledRuns(folder);
    const evaluation = evaluate(runs.map(judge));
    if (json) console.log(JSON.stringify(evaluation, null, 2));
    else printEvaluation(evaluation);
    return evaluation.failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    console.error(error.message);
    return 2;
  }
};

const readArguments = (args: readonly string[]): { folder: string; json: boolean } => {
  const options = { json: { type: 'boolean', default: false } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) throw new Error('one folder is needed');
    return { folder, json: values.json };
  } catch (error) {
    throw new BadInput(`${(error as Error).message}\n${usage}`, { cause: error });
  }
};
