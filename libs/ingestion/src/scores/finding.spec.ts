import { DomainError, parseJson, type JsonObject } from '@debrief/kernel';
import { readFinding } from './finding';

const numeric = (value: number) => ({ value, stringValue: null, dataType: 'NUMERIC' });
const category = (stringValue: string, value: number | null = null) => ({
  value,
  stringValue,
  dataType: 'CATEGORICAL',
});
const [yes, no] = [
  { value: 1, stringValue: 'True', dataType: 'BOOLEAN' },
  { value: 0, stringValue: 'False', dataType: 'BOOLEAN' },
];
const text = (stringValue: string) => ({ value: null, stringValue, dataType: 'TEXT' });

describe('what a score says', () => {
  it.each<[string, object]>([
    ['{"value":0.95}', numeric(0.95)],
    ['{"value":0}', numeric(0)],
    ['{"value":1}', numeric(1)],
    ['{"value":0.1234567890123456789}', numeric(0.12345678901234568)],
    ['{"value":"good"}', category('good')],
    ['{"value":"true"}', category('true')],
    ['{"value":true}', yes],
    ['{"value":false}', no],
    ['{"stringValue":"TRUE"}', yes],
    ['{"stringValue":"false"}', no],
    ['{"stringValue":"good"}', category('good')],
    ['{"value":2,"stringValue":"good"}', category('good', 2)],
    ['{"value":1,"stringValue":"True"}', yes],
    ['{"value":null,"stringValue":"good"}', category('good')],
    ['{"value":1,"dataType":"BOOLEAN"}', yes],
    ['{"value":0,"dataType":"boolean"}', no],
    ['{"value":true,"dataType":"BOOLEAN"}', yes],
    ['{"value":"False","dataType":"BOOLEAN"}', no],
    ['{"value":3,"dataType":"NUMERIC"}', numeric(3)],
    ['{"value":"3","dataType":"CATEGORICAL"}', category('3')],
    ['{"value":"why","dataType":"TEXT"}', text('why')],
    ['{"stringValue":"why","dataType":"TEXT"}', text('why')],
    ['{"value":0,"stringValue":"why","dataType":"TEXT"}', text('why')],
    [`{"value":"${'😀'.repeat(500)}","dataType":"TEXT"}`, text('😀'.repeat(500))],
  ])('of %s', (sent, finding) => expect(readFinding(parseJson(sent) as JsonObject)).toEqual(finding));

  it.each(['{}', '{"dataType":"NUMERIC"}', '{"value":null}'])('of %s is nothing', (sent) =>
    expect(readFinding(parseJson(sent) as JsonObject)).toBeNull(),
  );

  it.each<[string, string]>([
    ['{"value":1e400}', 'value'],
    ['{"value":-1e400}', 'value'],
    ['{"value":[1]}', 'value'],
    ['{"value":{"a":1}}', 'value'],
    ['{"stringValue":1}', 'stringValue'],
    ['{"value":"0.5","dataType":"NUMERIC"}', 'value'],
    ['{"value":true,"dataType":"NUMERIC"}', 'value'],
    ['{"value":1,"stringValue":"x","dataType":"NUMERIC"}', 'stringValue'],
    ['{"value":0.5,"dataType":"BOOLEAN"}', 'value'],
    ['{"value":"yes","dataType":"BOOLEAN"}', 'value'],
    ['{"value":1,"stringValue":"False","dataType":"BOOLEAN"}', 'stringValue'],
    ['{"stringValue":"x","dataType":"BOOLEAN"}', 'stringValue'],
    ['{"value":5,"dataType":"CATEGORICAL"}', 'value'],
    ['{"value":true,"dataType":"CATEGORICAL"}', 'value'],
    ['{"value":true,"stringValue":"x","dataType":"CATEGORICAL"}', 'value'],
    ['{"value":"a","stringValue":"b"}', 'stringValue'],
    ['{"value":"","dataType":"CATEGORICAL"}', 'value'],
    ['{"value":5,"dataType":"TEXT"}', 'value'],
    ['{"value":"","dataType":"TEXT"}', 'value'],
    [`{"value":"${'x'.repeat(501)}","dataType":"TEXT"}`, 'value'],
    ['{"value":1,"dataType":"CORRECTION"}', 'dataType'],
    ['{"value":1,"dataType":5}', 'dataType'],
  ])('of %s is refused', (sent, field) => {
    const read = () => readFinding(parseJson(sent) as JsonObject);
    expect(read).toThrow(DomainError);
    expect(read).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) as string } }),
    );
  });
});
