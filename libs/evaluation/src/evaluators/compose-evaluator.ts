import { invalid } from '@debrief/kernel';
import type { DefinitionInput } from '../definition/definition';
import { readDefinition } from '../definition/read-definition';
import { readTargetFilter } from '../definition/target-filter';
import type { Evaluator, EvaluatorPatch, NewEvaluator } from './evaluator.types';
import type { NewEvaluatorRow } from './evaluators.queries';
import { findTemplate } from './templates';

/** @throws DomainError INVALID naming the field */
export const composeEvaluator = (id: string, projectId: string, input: NewEvaluator): NewEvaluatorRow => {
  const { name, description, targetFilter, samplingRate, enabled, templateId } = input;
  const template = templateId ? findTemplate(templateId) : undefined;
  if (templateId && !template) throw invalid('templateId', 'names no template');
  const given: DefinitionInput = {
    type: input.type ?? template?.type,
    scoreName: input.scoreName ?? name,
    config: { ...template?.config, ...input.config },
    promptTemplate: input.promptTemplate ?? template?.promptTemplate,
    variables: input.variables,
    scoreDataType: input.scoreDataType ?? (input.config?.['scoreDataType'] ? undefined : templateDataType(input)),
    scoreCategories: input.scoreCategories,
    failBelow: input.failBelow,
  };
  return {
    id,
    projectId,
    name,
    description: description ?? null,
    version: 1,
    definition: readDefinition(given).definition,
    targetFilter: readTargetFilter(targetFilter),
    samplingRate: samplingRate ?? 1,
    enabled: enabled ?? true,
    templateId: template?.id ?? null,
  };
};

/** A judge's scale of the template is one of numbers; a rule's type follows from its config. */
const templateDataType = ({ templateId }: NewEvaluator): string | undefined =>
  templateId ? (findTemplate(templateId)?.type === 'llm_judge' ? 'NUMERIC' : undefined) : undefined;

/** The evaluator after a change; a new version where what decides a score is another. @throws DomainError INVALID naming the field */
export const changeEvaluator = (evaluator: Evaluator, patch: EvaluatorPatch): NewEvaluatorRow => {
  const { createdAt: _createdAt, updatedAt: _updatedAt, ...before } = evaluator;
  const kept = before.definition;
  // A rule's data type follows from its config, which may be new.
  const dataType = kept.type === 'llm_judge' ? kept.scoreDataType : undefined;
  const { definition } = readDefinition({
    type: pick(patch.type, kept.type),
    scoreName: pick(patch.scoreName, kept.scoreName) ?? patch.name ?? before.name,
    config: pick(patch.config, kept.config),
    promptTemplate: pick(patch.promptTemplate, kept.promptTemplate),
    variables: pick(patch.variables, kept.variables),
    scoreDataType: pick(patch.scoreDataType, dataType),
    scoreCategories: pick(patch.scoreCategories, kept.scoreCategories === null ? null : [...kept.scoreCategories]),
    failBelow: pick(patch.failBelow, kept.failBelow),
  });
  const isNewVersion = JSON.stringify(definition) !== JSON.stringify(kept);
  return {
    ...before,
    name: patch.name ?? before.name,
    description: pick(patch.description, before.description) ?? null,
    version: before.version + (isNewVersion ? 1 : 0),
    definition,
    targetFilter: patch.targetFilter === undefined ? before.targetFilter : readTargetFilter(patch.targetFilter),
    samplingRate: pick(patch.samplingRate, before.samplingRate) ?? 1,
    enabled: pick(patch.enabled, before.enabled) ?? true,
  };
};

const pick = <T>(sent: T | undefined, before: T): T => (sent === undefined ? before : sent);
