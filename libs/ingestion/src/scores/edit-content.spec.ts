import { DomainError, type JsonObject } from '@debrief/kernel';
import { createMasker } from '../masking/masker';
import { editContent } from './edit-content';
import type { ScoreConfig } from './score-config';
import type { ScoreContent } from './score-statement';

const at = new Date(1_000);
const stored: ScoreContent = {
  traceId: 't',
  observationId: null,
  sessionId: null,
  datasetRunId: null,
  name: 'quality',
  value: 1,
  stringValue: 'True',
  dataType: 'BOOLEAN',
  source: 'API',
  comment: 'why',
  configId: null,
  metadata: '{"a":1,"b":2}',
  environment: 'prod',
  authorUserId: null,
  queueId: null,
  scoredAt: at,
};
const category: Partial<ScoreContent> = { value: null, stringValue: 'good', dataType: 'CATEGORICAL' };
const numeric: Partial<ScoreContent> = { value: 0.5, stringValue: null, dataType: 'NUMERIC' };
const config: ScoreConfig = {
  id: 'c',
  projectId: 'p',
  name: 'quality',
  dataType: 'NUMERIC',
  isArchived: false,
  minValue: 0,
  maxValue: 1,
  categories: null,
  description: null,
  createdAt: at,
  updatedAt: at,
};
const edit = (before: Partial<ScoreContent>, patch: JsonObject, by: ScoreConfig | null = null): ScoreContent =>
  editContent({ ...stored, ...before }, patch, { masker: createMasker(), config: by });

describe('a patch of a score', () => {
  it.each<[string, Partial<ScoreContent>, JsonObject, Partial<ScoreContent>]>([
    ['of nothing', {}, {}, {}],
    ['keeps a type that fits', {}, { value: 0 }, { value: 0, stringValue: 'False', dataType: 'BOOLEAN' }],
    ['changes a type that does not', {}, { value: 0.5 }, numeric],
    ['of another type', {}, { dataType: 'CATEGORICAL' }, { value: null, stringValue: 'True', dataType: 'CATEGORICAL' }],
    [
      'of a number to a boolean',
      { ...numeric, value: 1 },
      { dataType: 'BOOLEAN' },
      { stringValue: 'True', dataType: 'BOOLEAN' },
    ],
    ['of a category', category, { stringValue: 'bad' }, { ...category, stringValue: 'bad' }],
    ['as it was read', category, { value: null, stringValue: 'good', traceId: 't', sessionId: null }, category],
    ['of a number as it was read', numeric, { value: 0.5, stringValue: null, dataType: 'NUMERIC' }, numeric],
    ['that clears', {}, { comment: null, environment: null }, { comment: null, environment: null }],
    ['of metadata', {}, { metadata: { b: null, c: { d: 3 } } }, { metadata: '{"a":1,"c":{"d":3}}' }],
    ['that empties metadata', {}, { metadata: { a: null, b: null } }, { metadata: null }],
    ['that clears metadata', {}, { metadata: null }, { metadata: null }],
    ['of its name', {}, { name: 'tone' }, { name: 'tone' }],
  ])('%s', (_what, before, patch, changed) =>
    expect(edit(before, patch)).toEqual({ ...stored, ...before, ...changed }),
  );

  it.each<[string, Partial<ScoreContent>, JsonObject, string]>([
    ['without a value', {}, { value: null }, 'value'],
    ['without a category', category, { stringValue: null }, 'stringValue'],
    ['without a name', {}, { name: null }, 'name'],
    ['of another run', {}, { traceId: 'u' }, 'traceId'],
    ['of a part of it', {}, { observationId: 'o' }, 'observationId'],
    ['of a type that does not fit', category, { dataType: 'NUMERIC' }, 'value'],
    ['of a value that does not fit its type', {}, { value: 'x', dataType: 'NUMERIC' }, 'value'],
  ])('%s is refused', (_what, before, patch, field) => {
    const refused = () => edit(before, patch);
    expect(refused).toThrow(DomainError);
    expect(refused).toThrow(expect.objectContaining({ fields: { [field]: expect.any(String) as string } }));
  });

  it('fits its config', () => {
    expect(edit({ ...numeric, configId: 'c' }, { value: 1 }, config)).toMatchObject({ value: 1, configId: 'c' });
    expect(() => edit({ ...numeric, configId: 'c' }, { value: 2 }, config)).toThrow(DomainError);
    expect(() => edit({ ...numeric, configId: 'c' }, { name: 'tone' }, config)).toThrow(DomainError);
    expect(() => edit(category, { configId: 'c' }, config)).toThrow(DomainError);
  });

  it('is masked', () => {
    const { comment } = edit({}, { comment: 'token sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCD' });
    expect(comment).not.toContain('sk-proj-abc');
  });
});
