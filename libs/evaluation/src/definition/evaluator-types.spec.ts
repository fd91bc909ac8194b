import { readType } from './evaluator-types';

describe('readType', () => {
  it.each([
    ['exact_match', undefined, 'exact_match'],
    ['EXACT_MATCH', undefined, 'exact_match'],
    ['Contains', undefined, 'contains'],
    ['SIMILARITY', undefined, 'levenshtein'],
    ['LLM_AS_JUDGE', undefined, 'llm_judge'],
    ['llm', undefined, 'llm_judge'],
    ['rule', 'regex', 'regex'],
    ['RULE_BASED', 'Similarity', 'levenshtein'],
    ['CUSTOM', 'DETECTOR', 'detector'],
  ])('%s with kind %s is %s', (word, kind, type) => expect(readType(word, kind)).toEqual({ kind: 'known', type }));

  it.each([
    ['HUMAN', undefined, 'type'],
    ['toString', undefined, 'type'],
    ['', undefined, 'type'],
    ['rule', undefined, 'config.kind'],
    ['custom', 'llm_judge', 'config.kind'],
    ['custom', 'python', 'config.kind'],
    ['rule', 7, 'config.kind'],
  ])('%s with kind %s is refused by %s', (word, kind, field) =>
    expect(readType(word, kind)).toMatchObject({ kind: 'unknown', field }),
  );
});
