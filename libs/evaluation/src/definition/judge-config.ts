import { invalid, isJsonObject, type JsonValue } from '@debrief/kernel';
import { variablesOf } from '@debrief/prompts';
import { parseTargetPath, type TargetPath } from '../targets/target-path';
import { ConfigFields } from './config-fields';
import type { DefinitionInput, ScoreDataType } from './definition';
import { scoreDataTypes } from './definition';

/** An evaluator that asks a model, its config read. */
export interface JudgeConfig {
  readonly promptTemplate: string;
  /** Name of an account of the workspace or of its model; null: the first account. */
  readonly model: string | null;
  readonly temperature: number;
  readonly dataType: ScoreDataType;
  /** Of a number. */
  readonly scale: { readonly min: number; readonly max: number };
  /** Of CATEGORICAL, at least two. */
  readonly categories: readonly string[];
  /** Name of a variable → where its value lies. */
  readonly variables: ReadonlyMap<string, TargetPath>;
}

/** Names that the judge knows by itself (platform.md B4). */
export const judgeVariables = ['input', 'output', 'expected_output', 'metadata', 'context'] as const;

const most = { template: 100_000, model: 256, categories: 100, category: 500, variables: 50 };

/** @throws DomainError INVALID naming the field */
export const readJudge = (input: DefinitionInput): JudgeConfig => {
  const fields = new ConfigFields(input.config ?? {});
  const promptTemplate = input.promptTemplate ?? fields.text('promptTemplate', most.template);
  if (promptTemplate === undefined) throw invalid('promptTemplate', 'is required');
  const variables = readVariables(input.variables ?? null);
  const unknown = variablesOf(promptTemplate).find((name) => !isKnown(name) && !variables.has(name));
  if (unknown !== undefined)
    throw invalid(
      'promptTemplate',
      `uses {{${unknown}}}, which is none of ${judgeVariables.join(', ')} and not in variables`,
    );
  const dataType = readDataType(input.scoreDataType ?? fields.text('scoreDataType', most.model));
  const categories = readCategories(input.scoreCategories ?? fields.value('scoreCategories') ?? null);
  if (dataType === 'CATEGORICAL' && categories.length < 2) throw invalid('scoreCategories', 'must name two or more');
  return {
    promptTemplate,
    model: fields.text('model', most.model) ?? null,
    temperature: fields.number('temperature', { min: 0, max: 2 }) ?? 0,
    dataType,
    scale: readScale(fields),
    categories,
    variables,
  };
};

export const readDataType = (word: string | undefined): ScoreDataType => {
  const found = scoreDataTypes.find((one) => one === (word ?? 'NUMERIC').toUpperCase());
  if (!found) throw invalid('scoreDataType', `must be one of ${scoreDataTypes.join(', ')}`);
  return found;
};

const isKnown = (name: string): boolean => judgeVariables.some((one) => one === name);

/** Names alone say which of the known ones a template uses. */
const readVariables = (sent: JsonValue): ReadonlyMap<string, TargetPath> => {
  if (sent === null) return new Map();
  if (Array.isArray(sent)) {
    if (!sent.every((name) => typeof name === 'string' && isKnown(name)))
      throw invalid('variables', `must name only ${judgeVariables.join(', ')}, or be an object of paths`);
    return new Map();
  }
  if (!isJsonObject(sent) || Object.keys(sent).length > most.variables)
    throw invalid('variables', `must be a list of names or an object of at most ${most.variables} paths`);
  return new Map(
    Object.entries(sent).map(([name, path]) => {
      const parsed = typeof path === 'string' ? parseTargetPath(path) : undefined;
      if (!parsed) throw invalid(`variables.${name}`, 'must be a path, e.g. input.question');
      return [name, parsed];
    }),
  );
};

/** Texts, or objects with a `label` as score configs have them. */
const readCategories = (sent: JsonValue | readonly string[]): readonly string[] => {
  if (sent === null) return [];
  const list = Array.isArray(sent)
    ? sent.map((one: JsonValue) => (isJsonObject(one) ? (one['label'] ?? null) : one))
    : [];
  const isRight = list.every((one) => typeof one === 'string' && one !== '' && one.length <= most.category);
  if (!Array.isArray(sent) || !isRight || list.length > most.categories || new Set(list).size < list.length)
    throw invalid('scoreCategories', `must be a list of at most ${most.categories} different names`);
  return list as string[];
};

/** `{min, max}` or `[min, max]`. */
const readScale = (fields: ConfigFields): JudgeConfig['scale'] => {
  const sent = fields.value('scale');
  if (sent === undefined) return { min: 0, max: 1 };
  const [min, max] = Array.isArray(sent) ? sent : isJsonObject(sent) ? [sent['min'], sent['max']] : [];
  if (typeof min !== 'number' || typeof max !== 'number' || !(min < max))
    throw fields.wrong('scale', 'must be {"min": number, "max": larger number}');
  return { min, max };
};
