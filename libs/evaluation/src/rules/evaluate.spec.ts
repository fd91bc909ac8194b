import type { JsonValue } from '@debrief/kernel';
import { readRule } from '../definition/read-rule';
import type { RuleType } from '../definition/evaluator-types';
import type { Material } from '../targets/material';
import { evaluate } from './evaluate';

const material = (fields: Partial<Material> = {}): Material => ({
  input: { question: 'Where to?' },
  output: { city: 'Paris', nights: 3 },
  metadata: { region: 'eu' },
  expectedOutput: undefined,
  context: undefined,
  seqs: null,
  findings: () => ({ detections: [], skipped: [] }),
  ...fields,
});
const valueOf = (type: RuleType, config: Record<string, JsonValue>, fields: Partial<Material> = {}) =>
  evaluate(readRule(type, config), material(fields)).value;

describe('evaluate', () => {
  it.each<[RuleType, Record<string, JsonValue>, Partial<Material>, number]>([
    ['exact_match', { expected: { nights: 3, city: 'Paris' } }, {}, 1],
    ['exact_match', { expected: 'Paris', target: 'output.city' }, {}, 1],
    ['exact_match', { expected: 'Paris', target: '$.output.city' }, { output: '{"city":"Paris"}' }, 1],
    ['exact_match', { expected: 'Where to?', target: 'input.question' }, {}, 1],
    ['exact_match', { expected: 'eu', target: 'metadata.region' }, {}, 1],
    ['exact_match', { expected: 'eu', target: 'metadata.zone' }, {}, 0],
    ['exact_match', { expected: 'dataset' }, { expectedOutput: { city: 'Paris', nights: 3 } }, 1],
    ['exact_match', { expected: 'dataset' }, { expectedOutput: null }, 0],
    ['exact_match', { expected: null }, { output: undefined }, 1],
    ['contains', { needles: 'Paris' }, {}, 1],
    ['regex', { pattern: '^paris$', flags: 'i', target: 'output.city' }, {}, 1],
    ['json_schema', { schema: { required: ['city'] } }, {}, 1],
    ['json_schema', { schema: { type: 'integer' }, target: 'output.nights' }, {}, 1],
    ['levenshtein', { expected: 'Parma', target: 'output.city' }, {}, 0.6],
    ['levenshtein', { expected: 'PARIS', target: 'output.city', ignoreCase: true }, {}, 1],
    ['levenshtein', { expected: 'Parma', target: 'output.city', threshold: 0.6 }, {}, 1],
    ['levenshtein', { expected: 'Parma', target: 'output.city', threshold: 0.61 }, {}, 0],
    ['levenshtein', { expected: 'x' }, { output: undefined }, 0],
    ['levenshtein', { expected: '' }, { output: undefined }, 1],
    ['numeric_tolerance', { expected: 4, absTolerance: 1, target: 'output.nights' }, {}, 1],
    ['numeric_tolerance', { expected: 'dataset', path: 'nights' }, { expectedOutput: '3' }, 1],
    ['detector', {}, {}, 1],
  ])('%s %j of %j: %s', (type, config, fields, value) => expect(valueOf(type, config, fields)).toBeCloseTo(value));

  it('says nothing where it needs an expectation that nobody stated', () =>
    expect(() => valueOf('exact_match', { expected: 'dataset' })).toThrow('no item of a data set'));

  it('says the same each time', () => {
    const rule = readRule('levenshtein', { expected: 'Parma' });
    expect(evaluate(rule, material())).toEqual(evaluate(rule, material()));
  });
});
