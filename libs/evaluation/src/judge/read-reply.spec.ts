import type { JudgeConfig } from '../definition/judge-config';
import { readReply } from './read-reply';

const judge = (fields: Partial<JudgeConfig> = {}): JudgeConfig => ({
  promptTemplate: '{{output}}',
  model: null,
  temperature: 0,
  dataType: 'NUMERIC',
  scale: { min: 0, max: 1 },
  categories: [],
  variables: new Map(),
  ...fields,
});
const flag = judge({ dataType: 'BOOLEAN' });
const category = judge({ dataType: 'CATEGORICAL', categories: ['good', 'bad'] });

describe('readReply', () => {
  it.each<[string, JudgeConfig, object]>([
    ['{"score":0.5,"reasoning":"half"}', judge(), { value: 0.5, reasoning: 'half', dataType: 'NUMERIC' }],
    ['  {"score":1}\n', judge(), { value: 1, reasoning: null }],
    ['```json\n{"score": 0}\n```', judge(), { value: 0 }],
    ['```\n{"score": 4}\n```', judge({ scale: { min: 1, max: 5 } }), { value: 4 }],
    ['{"score":true}', flag, { value: 1, stringValue: 'True', dataType: 'BOOLEAN' }],
    ['{"score":false,"reasoning":"no"}', flag, { value: 0, reasoning: 'no' }],
    ['{"score":"bad"}', category, { value: null, stringValue: 'bad', dataType: 'CATEGORICAL' }],
  ])('%s is read', (text, config, outcome) =>
    expect(readReply(text, config)).toMatchObject({ kind: 'scored', outcome }),
  );

  it.each<[string, JudgeConfig]>([
    ['', judge()],
    ['0.5', judge()],
    ['[0.5]', judge()],
    ['The score is {"score":0.5}', judge()],
    ['{"score":0.5} {"score":1}', judge()],
    ['{"score":"0.5"}', judge()],
    ['{"score":true}', judge()],
    ['{"score":1.01}', judge()],
    ['{"score":-0.01}', judge()],
    ['{"score":1e999}', judge({ scale: { min: 0, max: 10 } })],
    ['{"reasoning":"no score"}', judge()],
    ['{"score":null}', judge()],
    ['{"score":1}', flag],
    ['{"score":"true"}', flag],
    ['{"score":"Good"}', category],
    ['{"score":"toString"}', category],
  ])('%s is wrong', (text, config) => expect(readReply(text, config).kind).toBe('wrong'));
});
