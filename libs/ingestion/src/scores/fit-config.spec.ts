import { DomainError } from '@debrief/kernel';
import type { Finding } from './finding';
import { fitConfig } from './fit-config';
import { booleanCategories, type ScoreConfig } from './score-config';

const at = new Date(0);
const config = (fields: Partial<ScoreConfig>): ScoreConfig => ({
  id: 'c',
  projectId: 'p',
  name: 'quality',
  dataType: 'NUMERIC',
  isArchived: false,
  minValue: null,
  maxValue: null,
  categories: null,
  description: null,
  createdAt: at,
  updatedAt: at,
  ...fields,
});
const ranged = config({ minValue: 0, maxValue: 1 });
const named = config({ dataType: 'CATEGORICAL', categories: [{ label: 'good', value: 2 }] });
const truth = config({ dataType: 'BOOLEAN', categories: booleanCategories });
const numeric = (value: number): Finding => ({ value, stringValue: null, dataType: 'NUMERIC' });
const category = (stringValue: string): Finding => ({ value: null, stringValue, dataType: 'CATEGORICAL' });
const yes: Finding = { value: 1, stringValue: 'True', dataType: 'BOOLEAN' };

describe('a score with a config', () => {
  it.each<[ScoreConfig, Finding | null, Finding | null]>([
    [ranged, numeric(0), numeric(0)],
    [ranged, numeric(1), numeric(1)],
    [config({}), numeric(-1e9), numeric(-1e9)],
    [named, category('good'), { ...category('good'), value: 2 }],
    [truth, yes, yes],
    [ranged, null, null],
  ])('%#: is as the config has it', (fitting, sent, found) =>
    expect(fitConfig(fitting, 'quality', sent)).toEqual(found),
  );

  it.each<[string, ScoreConfig, string | null, Finding | null, string]>([
    ['too little', ranged, 'quality', numeric(-0.1), 'value'],
    ['too much', ranged, 'quality', numeric(1.1), 'value'],
    ['another category', named, 'quality', category('fine'), 'value'],
    ['another type', truth, 'quality', numeric(1), 'dataType'],
    ['another name', ranged, 'tone', numeric(1), 'name'],
    ['an archived config', config({ isArchived: true }), 'quality', numeric(1), 'configId'],
  ])('%s is refused', (_what, strict, name, sent, field) => {
    const fit = () => fitConfig(strict, name, sent);
    expect(fit).toThrow(DomainError);
    expect(fit).toThrow(expect.objectContaining({ fields: { [field]: expect.any(String) as string } }));
  });
});
