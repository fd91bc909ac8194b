import { type JsonObject, isJsonObject } from '@debrief/kernel';
import { detectorLabels } from '@debrief/analysis';
import { regexProblem } from '@debrief/datasets';
import { readSchema } from '../rules/match-schema';
import { numberOf } from '../rules/value-text';
import { parseTargetPath, parseValuePath, type TargetPath } from '../targets/target-path';
import { ConfigFields } from './config-fields';
import type { EvaluatorRule, Expected } from './evaluator-rule';
import type { RuleType } from './evaluator-types';

const most = { needles: 100, needle: 10_000, pattern: 10_000, flags: 8, path: 1_000, labels: 100, label: 128 };

/**
 * Reads the config of a deterministic evaluator (platform.md B4).
 * @throws DomainError INVALID naming the field, e.g. `config.pattern`
 */
export const readRule = (type: RuleType, config: JsonObject): EvaluatorRule => {
  const fields = new ConfigFields(config);
  if (type === 'detector') return { type, labels: readLabels(fields) };
  const target = readTarget(fields);
  switch (type) {
    case 'exact_match':
      return {
        type,
        target,
        expected: readExpected(fields),
        folding: { ignoreCase: fields.flag('ignoreCase', false), trim: fields.flag('trim', false) },
      };
    case 'contains': {
      const needles = fields.texts('needles', { items: most.needles, length: most.needle });
      if (!needles) throw fields.wrong('needles', 'is required');
      const mode = fields.choice('mode', ['all', 'any'], 'all');
      const [ignoreCase, negate] = [fields.flag('ignoreCase', false), fields.flag('negate', false)];
      return { type, target, config: { needles, mode, ignoreCase, negate } };
    }
    case 'regex': {
      const pattern = fields.required('pattern', most.pattern);
      const flags = fields.text('flags', most.flags) ?? '';
      const problem = regexProblem(pattern, flags);
      if (problem) throw fields.wrong(problem.startsWith('has flags') ? 'flags' : 'pattern', problem);
      return { type, target, config: { pattern, flags, negate: fields.flag('negate', false) } };
    }
    case 'json_schema':
      return { type, target, schema: readSchemaField(fields) };
    case 'levenshtein':
      return {
        type,
        target,
        expected: readExpected(fields),
        ignoreCase: fields.flag('ignoreCase', false),
        threshold: fields.number('threshold', { min: 0, max: 1 }) ?? null,
      };
    case 'numeric_tolerance': {
      const expected = readExpected(fields);
      if (expected.kind === 'value' && numberOf(expected.value) === undefined)
        throw fields.wrong('expected', 'must be a number or dataset');
      const tolerance = {
        absTolerance: fields.number('absTolerance', { min: 0 }) ?? 0,
        relTolerance: fields.number('relTolerance', { min: 0 }) ?? 0,
        path: readPathField(fields),
      };
      return { type, target, expected, tolerance };
    }
  }
};

const readTarget = (fields: ConfigFields): TargetPath => {
  const path = parseTargetPath(fields.text('target', most.path) ?? 'output');
  if (!path)
    throw fields.wrong('target', 'must be output, input, metadata or a path into them, e.g. output.items[0].name');
  return path;
};

const readPathField = (fields: ConfigFields): TargetPath['steps'] => {
  const text = fields.text('path', most.path);
  const steps = text === undefined ? [] : parseValuePath(text);
  if (!steps) throw fields.wrong('path', 'must be a path of names and indexes, e.g. items[0].total');
  return steps;
};

/** Null is a value that may be expected. */
const readExpected = (fields: ConfigFields): Expected => {
  if (!fields.has('expected')) throw fields.wrong('expected', 'is required');
  const value = fields.value('expected') ?? null;
  return value === 'dataset' ? { kind: 'dataset' } : { kind: 'value', value };
};

const readSchemaField = (fields: ConfigFields): JsonObject | boolean => {
  const schema = fields.value('schema');
  if (schema === undefined) throw fields.wrong('schema', 'is required');
  if (typeof schema !== 'boolean' && !isJsonObject(schema)) throw fields.wrong('schema', 'must be a JSON Schema');
  const read = readSchema(schema);
  if (typeof read === 'string') throw fields.wrong('schema', read);
  return schema;
};

const readLabels = (fields: ConfigFields): readonly string[] => {
  const sent = fields.value('labels');
  if (Array.isArray(sent) && sent.length === 0) return [];
  const labels = fields.texts('labels', { items: most.labels, length: most.label }) ?? [];
  const unknown = labels.find((label) => !detectorLabels.includes(label));
  if (unknown !== undefined) throw fields.wrong('labels', `names ${unknown}, which no detector finds`);
  return labels;
};
