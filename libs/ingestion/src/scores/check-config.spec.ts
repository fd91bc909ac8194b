import { DomainError } from '@debrief/kernel';
import { checkConfig, type ConfigRules } from './check-config';
import { booleanCategories } from './score-config';

const rules = (fields: Partial<ConfigRules>): ConfigRules => ({
  name: 'quality',
  dataType: 'NUMERIC',
  minValue: null,
  maxValue: null,
  categories: null,
  ...fields,
});
const named = [
  { label: 'good', value: 1 },
  { label: 'bad', value: 0 },
];

describe('a score config', () => {
  it.each<[Partial<ConfigRules>, unknown]>([
    [{ minValue: 0, maxValue: 1 }, null],
    [{ name: 'A (b) - c_d. é' }, null],
    [{ dataType: 'CATEGORICAL', categories: named }, named],
    [{ dataType: 'BOOLEAN' }, booleanCategories],
    [{ dataType: 'TEXT' }, null],
  ])('%j is good', (fields, categories) => expect(checkConfig(rules(fields))).toEqual(categories));

  it.each<[Partial<ConfigRules>, string]>([
    [{ name: 'a/b' }, 'name'],
    [{ name: 'x'.repeat(36) }, 'name'],
    [{ minValue: 1, maxValue: 1 }, 'maxValue'],
    [{ dataType: 'BOOLEAN', minValue: 0 }, 'minValue'],
    [{ dataType: 'TEXT', maxValue: 0 }, 'maxValue'],
    [{ dataType: 'CATEGORICAL' }, 'categories'],
    [{ dataType: 'CATEGORICAL', categories: [...named, { label: 'good', value: 2 }] }, 'categories'],
    [{ dataType: 'CATEGORICAL', categories: [...named, { label: 'fine', value: 1 }] }, 'categories'],
    [{ dataType: 'CATEGORICAL', categories: [{ label: '', value: 1 }] }, 'categories.0.label'],
    [{ dataType: 'CATEGORICAL', categories: [{ label: 'a', value: 'b' }] }, 'categories.0.value'],
    [{ dataType: 'BOOLEAN', categories: named }, 'categories'],
    [{ categories: named }, 'categories'],
  ])('%j is refused', (fields, field) => {
    const check = () => checkConfig(rules(fields));
    expect(check).toThrow(DomainError);
    expect(check).toThrow(expect.objectContaining({ fields: { [field]: expect.any(String) as string } }));
  });
});
