import type { JsonObject } from '@debrief/kernel';
import type { ScoreDataType } from '../definition/definition';
import type { EvaluatorType } from '../definition/evaluator-types';

/** A built-in start for an evaluator: what is not given is taken from it. */
export interface EvaluatorTemplate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly type: EvaluatorType;
  readonly config: JsonObject;
  readonly promptTemplate: string | null;
  readonly scoreDataType: ScoreDataType;
}

const judgeTemplate = `You judge the work of an AI agent. Score how well the answer does what was asked for: 0 means not at all, 1 means completely.

What the agent was asked:
{{input}}

What the agent answered:
{{output}}`;

const rule = (
  id: Exclude<EvaluatorType, 'llm_judge'>,
  name: string,
  description: string,
  config: JsonObject,
  scoreDataType: ScoreDataType = 'BOOLEAN',
): EvaluatorTemplate => ({ id, name, description, type: id, config, promptTemplate: null, scoreDataType });

/** One for each type, in the order of platform.md B4. Each is a whole evaluator as it stands. */
export const evaluatorTemplates: readonly EvaluatorTemplate[] = [
  rule('exact_match', 'Exact match', 'The output is what the item of the data set expects.', {
    expected: 'dataset',
    trim: true,
  }),
  rule('contains', 'Contains', 'The output holds certain words.', {
    needles: ['sorry'],
    mode: 'any',
    ignoreCase: true,
    negate: true,
  }),
  rule('regex', 'Regular expression', 'The output has a certain form, here a number of four digits.', {
    pattern: '\\b\\d{4}\\b',
  }),
  rule('json_schema', 'JSON Schema', 'The output is JSON of a certain form.', { schema: { type: 'object' } }),
  rule(
    'levenshtein',
    'Similarity',
    'How alike the output and the expected one of the data set are, from 0 to 1.',
    { expected: 'dataset' },
    'NUMERIC',
  ),
  rule(
    'numeric_tolerance',
    'Number within a tolerance',
    'The output is a number near the expected one of the data set.',
    {
      expected: 'dataset',
      relTolerance: 0.01,
    },
  ),
  rule('detector', 'No detector fires', 'The detectors found nothing in the run.', { labels: [] }),
  {
    id: 'llm_judge',
    name: 'Judged by a model',
    description: 'A model of the workspace says how well the output does what the input asks for, from 0 to 1.',
    type: 'llm_judge',
    config: { temperature: 0, scale: { min: 0, max: 1 } },
    promptTemplate: judgeTemplate,
    scoreDataType: 'NUMERIC',
  },
];

export const findTemplate = (id: string): EvaluatorTemplate | undefined =>
  evaluatorTemplates.find((template) => template.id === id.toLowerCase());
