import { parseArgs } from 'node:util';
import { crossValidate } from './cross-validate';
import { type Evaluation, evaluate } from './evaluate';
import { type JudgedRun, judge } from './judged-run';
import { printEvaluation } from './print-evaluation';
import { BadInput, readLabelledRuns } from './read-labelled-runs';

const usage = 'Usage: npm run eval:detectors -- <folder of *.jsonl> [--folds <2 or more>] [--json]';
/** Splits into folds that a cross-validation averages over: one alone says little on so few runs. */
const splits = 8;

/**
 * Measures the detectors and the critical step on labelled runs. The rules see the runs as the API would have stored them; labels
 * are for the scores. With folds, every run is ranked by weights that were fitted on runs of other tasks.
 * Resolves to the exit code: 0; 1 when a floor or V5 is missed; 2 for bad input.
 */
export const evalDetectors = async (args: readonly string[]): Promise<number> => {
  try {
    const { folder, json, folds } = readArguments(args);
    const judged = (await readLabelledRuns(folder)).map(judge);
    const evaluation = evaluateBy(judged, folds);
    if (json) console.log(JSON.stringify(evaluation, null, 2));
    else printEvaluation(evaluation);
    return evaluation.failures.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    console.error(error.message);
    return 2;
  }
};

const evaluateBy = (judged: readonly JudgedRun[], folds: number | undefined): Evaluation =>
  folds === undefined
    ? evaluate(judged)
    : evaluate(
        judged,
        Array.from({ length: splits }, (_, split) => crossValidate(judged, folds, split + 1)),
      );

const readArguments = (args: readonly string[]): { folder: string; json: boolean; folds: number | undefined } => {
  const options = { json: { type: 'boolean', default: false }, folds: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) throw new Error('one folder is needed');
    const folds = values.folds === undefined ? undefined : Number(values.folds);
    if (folds !== undefined && !(Number.isInteger(folds) && folds >= 2))
      throw new Error('folds is a whole number from 2');
    return { folder, json: values.json, folds };
  } catch (error) {
    throw new BadInput(`${(error as Error).message}\n${usage}`, { cause: error });
  }
};
