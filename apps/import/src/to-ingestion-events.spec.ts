import type { JsonObject } from '@debrief/kernel';
import { toIngestionEvents } from './to-ingestion-events';

const trace = { id: 't', timestamp: '2026-01-01T00:00:00.000Z', name: 'run', projectId: 'theirs', latency: 1.5 };
const observation = {
  id: 'o',
  traceId: 't',
  type: 'GENERATION',
  startTime: '2026-01-01T00:00:01.000Z',
  endTime: '2026-01-01T00:00:02.000Z',
  parentObservationId: null,
  usageDetails: { input: 3, output: 4, total: 7 },
  costDetails: {},
  totalCost: 0.5,
};
const score = {
  id: 's',
  traceId: 't',
  name: 'rating',
  dataType: 'CATEGORICAL',
  value: 0,
  stringValue: 'good',
  configId: 'c',
};

const bodies = (record: unknown): JsonObject[] =>
  (toIngestionEvents(record as JsonObject) ?? []).map(({ body }) => body);
const types = (record: unknown): string[] => (toIngestionEvents(record as JsonObject) ?? []).map(({ type }) => type);

describe('toIngestionEvents', () => {
  it.each([
    ['the download of a trace', { trace, observations: [observation] }, ['trace-create', 'observation-create']],
    [
      'a trace of the API',
      { ...trace, observations: [observation], scores: [score] },
      ['trace-create', 'observation-create', 'score-create'],
    ],
    ['a trace of a list, which has ids', { ...trace, observations: ['o'], scores: ['s'] }, ['trace-create']],
    ['an observation', observation, ['observation-create']],
    ['a score', score, ['score-create']],
  ])('reads %s', (_what, record, expected) => expect(types(record)).toEqual(expected));

  it('hands on an ingestion event as it is', () => {
    const event = { id: 'e', type: 'trace-create', timestamp: '2026-01-01T00:00:00Z', body: { id: 't' } };
    expect(toIngestionEvents(event)).toEqual([event]);
  });

  it.each([[null], [1], ['text'], [[]], [{}], [{ id: 'x' }], [{ timestamp: 'x' }]])('knows nothing of %j', (record) =>
    expect(toIngestionEvents(record)).toBeUndefined(),
  );

  it('leaves out what this server derives, and what is empty', () => {
    expect(bodies({ trace, observations: [observation] })).toEqual([
      { id: 't', timestamp: '2026-01-01T00:00:00.000Z', name: 'run' },
      {
        id: 'o',
        traceId: 't',
        type: 'GENERATION',
        startTime: '2026-01-01T00:00:01.000Z',
        endTime: '2026-01-01T00:00:02.000Z',
        usageDetails: { input: 3, output: 4, total: 7 },
      },
    ]);
    expect(bodies(score)).toEqual([{ id: 's', traceId: 't', name: 'rating', dataType: 'CATEGORICAL', value: 'good' }]);
  });

  it('reads JSON that came as text', () => {
    const quoted = { ...trace, input: '"Say {x}"', output: '"{\\"a\\":1}"', metadata: '{"k":[1]}' };
    expect(bodies({ trace: quoted, observations: [] })).toMatchObject([
      { input: 'Say {x}', output: { a: 1 }, metadata: { k: [1] } },
    ]);
    expect(bodies({ ...observation, input: '"as said"', output: '{broken' })).toMatchObject([
      { input: '"as said"', output: '{broken' },
    ]);
  });

  it('keeps the costs of the export, whose prices are not ours', () => {
    expect(bodies({ ...observation, costDetails: { total: 0.5 } })).toMatchObject([{ costDetails: { total: 0.5 } }]);
    expect(bodies({ ...observation, providedCostDetails: { input: 1 } })).toMatchObject([
      { costDetails: { input: 1 } },
    ]);
  });

  it('gives the same record the same id, and another content another', () => {
    const idOf = (record: JsonObject) => toIngestionEvents(record)?.[0]?.id;
    expect(idOf({ ...observation })).toBe(idOf({ ...observation, updatedAt: 'later' }));
    expect(idOf(observation)).not.toBe(idOf({ ...observation, output: 'more' }));
  });
});
