import { readNativeScore } from './read-native-score';

const event = (payload: object, name: string | null = 'quality') => ({
  idempotencyKey: 'run:1',
  name,
  payload: JSON.stringify(payload),
  startedAt: '2026-11-23T10:11:12.123456Z',
});

const arrivedAt = new Date(0);

describe('a native score event', () => {
  it.each<[object, object]>([
    [{ value: 0.5 }, { value: 0.5, stringValue: null, dataType: 'NUMERIC', metadata: null, comment: null }],
    [{ value: true }, { value: 1, stringValue: 'True', dataType: 'BOOLEAN' }],
    [{ value: 'good' }, { value: null, stringValue: 'good', dataType: 'CATEGORICAL' }],
    [
      { value: 1, comment: 'why', source: 'user' },
      { comment: 'why', metadata: '{"source":"user"}', source: 'API' },
    ],
  ])('%j is a score of its run', (payload, score) =>
    expect(readNativeScore(event(payload), 'run', arrivedAt)).toMatchObject({
      traceId: 'run',
      name: 'quality',
      scoredAt: Date.parse('2026-11-23T10:11:12.123Z') * 1_000,
      ...score,
    }),
  );

  it.each<[string, object, string | null]>([
    ['no name', { value: 1 }, null],
    ['no value', { comment: 'x' }, 'quality'],
    ['a value that is none', { value: [1] }, 'quality'],
  ])('with %s is none', (_what, payload, name) =>
    expect(readNativeScore(event(payload, name), 'run', arrivedAt)).toBeNull(),
  );

  it('is known by its run and its key', () => {
    const idOf = (traceId: string, key: string) =>
      readNativeScore({ ...event({ value: 1 }), idempotencyKey: key }, traceId, arrivedAt)?.externalId;
    expect(new Set([idOf('a', '1'), idOf('a', '2'), idOf('b', '1')]).size).toBe(3);
    expect(idOf('a', '1')).toBe(idOf('a', '1'));
  });
});
