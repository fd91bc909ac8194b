import type { DefinitionInput } from './definition';
import { readDefinition } from './read-definition';

const read = (fields: DefinitionInput) => readDefinition({ scoreName: 'quality', ...fields });
const judge: DefinitionInput = { type: 'llm_judge', promptTemplate: 'Judge {{output}}' };

describe('readDefinition', () => {
  it.each<[string, DefinitionInput, string]>([
    ['no type', {}, 'type is required'],
    ['people', { type: 'HUMAN' }, 'type HUMAN'],
    ['a rule of no kind', { type: 'rule', config: {} }, 'config.kind'],
    ['nothing expected', { type: 'exact_match' }, 'config.expected is required'],
    ['no needles', { type: 'contains', config: { needles: [] } }, 'config.needles'],
    ['an empty needle', { type: 'contains', config: { needles: [''] } }, 'config.needles'],
    ['a mode', { type: 'contains', config: { needles: ['a'], mode: 'most' } }, 'config.mode'],
    ['no pattern', { type: 'regex' }, 'config.pattern is required'],
    ['a pattern', { type: 'regex', config: { pattern: '(' } }, 'config.pattern'],
    ['a look-ahead', { type: 'regex', config: { pattern: '(?=a)' } }, 'config.pattern'],
    ['flags', { type: 'regex', config: { pattern: 'a', flags: 'y' } }, 'config.flags'],
    ['no schema', { type: 'json_schema', config: {} }, 'config.schema is required'],
    ['a schema', { type: 'json_schema', config: { schema: { type: 'text' } } }, 'config.schema'],
    ['a threshold', { type: 'similarity', config: { expected: 'a', threshold: 2 } }, 'config.threshold'],
    ['a tolerance', { type: 'numeric_tolerance', config: { expected: 1, absTolerance: -1 } }, 'config.absTolerance'],
    ['a word for a number', { type: 'numeric_tolerance', config: { expected: 'many' } }, 'config.expected'],
    ['a path', { type: 'numeric_tolerance', config: { expected: 1, path: 'a[*]' } }, 'config.path'],
    ['a target', { type: 'contains', config: { needles: ['a'], target: 'answer' } }, 'config.target'],
    ['a detector', { type: 'detector', config: { labels: ['no_such'] } }, 'config.labels'],
    ['a type of score', { type: 'contains', config: { needles: ['a'] }, scoreDataType: 'NUMERIC' }, 'scoreDataType'],
    ['a judge without a template', { type: 'llm' }, 'promptTemplate is required'],
    ['a judge of things unknown', { type: 'llm', promptTemplate: '{{mood}}' }, 'promptTemplate uses {{mood}}'],
    ['a scale', { ...judge, config: { scale: { min: 1, max: 1 } } }, 'config.scale'],
    ['a temperature', { ...judge, config: { temperature: 3 } }, 'config.temperature'],
    ['one category', { ...judge, scoreDataType: 'CATEGORICAL', scoreCategories: ['a'] }, 'scoreCategories'],
    ['a category twice', { ...judge, scoreDataType: 'CATEGORICAL', scoreCategories: ['a', 'a'] }, 'scoreCategories'],
    ['a name that is no variable', { ...judge, variables: ['mood'] }, 'variables'],
    ['a variable that lies nowhere', { ...judge, variables: { mood: 'feelings.now' } }, 'variables.mood'],
  ])('refuses %s', (_what, fields, problem) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: 'INVALID' }) as Error);
    expect(() => read(fields)).toThrow(problem);
  });

  it.each<[DefinitionInput, object]>([
    [
      { type: 'SIMILARITY', config: { expected: 'a' } },
      { type: 'levenshtein', scoreDataType: 'NUMERIC' },
    ],
    [{ type: 'levenshtein', config: { expected: 'a', threshold: 0.5 } }, { scoreDataType: 'BOOLEAN' }],
    [
      { type: 'CUSTOM', config: { kind: 'regex', pattern: 'a' } },
      { type: 'regex', scoreDataType: 'BOOLEAN' },
    ],
    [judge, { type: 'llm_judge', scoreDataType: 'NUMERIC', scoreCategories: null }],
    [{ type: 'LLM_AS_JUDGE', config: { promptTemplate: '{{input}}' } }, { promptTemplate: '{{input}}' }],
    [
      { ...judge, promptTemplate: '{{mood}}', variables: { mood: 'metadata.mood' } },
      { variables: { mood: 'metadata.mood' } },
    ],
    [
      {
        ...judge,
        scoreDataType: 'categorical',
        scoreCategories: [
          { label: 'good', value: 1 },
          { label: 'bad', value: 0 },
        ],
      },
      { scoreDataType: 'CATEGORICAL', scoreCategories: ['good', 'bad'] },
    ],
    [{ ...judge, config: { scale: [1, 5] }, failBelow: 3 }, { failBelow: 3 }],
  ])('reads %j', (fields, expected) => expect(read(fields).definition).toMatchObject(expected));

  it('read again is the same', () => {
    for (const fields of [judge, { type: 'rule', config: { kind: 'contains', needles: ['a'] } }]) {
      const { definition } = read(fields);
      expect(readDefinition(definition).definition).toEqual(definition);
    }
  });
});
