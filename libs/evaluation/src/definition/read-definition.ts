import { invalid, type JsonValue } from '@debrief/kernel';
import type { EvaluatorRule } from './evaluator-rule';
import { type ReadType, readType, type RuleType } from './evaluator-types';
import type { Definition, DefinitionInput, ScoreDataType } from './definition';
import { type JudgeConfig, readDataType, readJudge } from './judge-config';
import { readRule } from './read-rule';

/** A definition and what it says, read. */
export interface ReadDefinition {
  readonly definition: Definition;
  readonly work:
    { readonly kind: 'rule'; readonly rule: EvaluatorRule } | { readonly kind: 'judge'; readonly judge: JudgeConfig };
}

/**
 * Checks a definition and completes it.
 * @throws DomainError INVALID naming the field
 */
export const readDefinition = (input: DefinitionInput): ReadDefinition => {
  const config = input.config ?? {};
  if (!input.type) throw invalid('type', 'is required');
  if (!input.scoreName) throw invalid('scoreName', 'is required');
  const type = typeOf(readType(input.type, config['kind']));
  const shared = { type, scoreName: input.scoreName, config, failBelow: input.failBelow ?? null };
  if (type === 'llm_judge') {
    const judge = readJudge(input);
    const definition: Definition = {
      ...shared,
      promptTemplate: judge.promptTemplate,
      variables: input.variables ?? null,
      scoreDataType: judge.dataType,
      scoreCategories: judge.dataType === 'CATEGORICAL' ? judge.categories : null,
    };
    return { definition, work: { kind: 'judge', judge } };
  }
  const rule = readRule(type, config);
  const own = dataTypeOf(rule);
  if (input.scoreDataType && readDataType(input.scoreDataType) !== own)
    throw invalid('scoreDataType', `is ${own} for ${type}`);
  const variables: JsonValue = input.variables ?? null;
  const definition: Definition = {
    ...shared,
    promptTemplate: input.promptTemplate ?? null,
    variables,
    scoreDataType: own,
    scoreCategories: null,
  };
  return { definition, work: { kind: 'rule', rule } };
};

const typeOf = (read: ReadType): RuleType | 'llm_judge' => {
  if (read.kind === 'known') return read.type;
  throw invalid(read.field, read.problem);
};

const dataTypeOf = (rule: EvaluatorRule): ScoreDataType =>
  rule.type === 'levenshtein' && rule.threshold === null ? 'NUMERIC' : 'BOOLEAN';
