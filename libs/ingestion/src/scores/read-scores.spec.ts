import type { JsonObject } from '@debrief/kernel';
import { otlpSpan } from '../../../../test/factories/otlp-span';
import type { OtlpLogRecord } from '../dialects/otlp/otlp.types';
import { readLogScores, readSpanScores } from './read-scores';

const traceId = 'ab'.repeat(16);
const [spanId, parentSpanId] = ['1'.repeat(16), '2'.repeat(16)];
const named = (fields: JsonObject = {}): JsonObject => ({ 'gen_ai.evaluation.name': 'relevance', ...fields });
const value = (score: JsonObject[string]): JsonObject => ({ 'gen_ai.evaluation.score.value': score });
const label = (text: string): JsonObject => ({ 'gen_ai.evaluation.score.label': text });

const event = (fields: JsonObject) => ({
  name: 'gen_ai.evaluation.result',
  timeUnixNano: 5_000_000n,
  attributes: fields,
  droppedAttributesCount: 0,
});
const ofEvents = (...fields: JsonObject[]) =>
  readSpanScores(otlpSpan({ traceId, spanId, parentSpanId, events: fields.map(event) }));

const noSource = { attributes: {}, schemaUrl: '' };
const record = (fields: Partial<OtlpLogRecord>): OtlpLogRecord => ({
  timeUnixNano: 5_000_000n,
  observedTimeUnixNano: 6_000_000n,
  severityNumber: 9,
  severityText: '',
  body: null,
  eventName: 'gen_ai.evaluation.result',
  attributes: {},
  droppedAttributesCount: 0,
  flags: 0,
  traceId,
  spanId,
  resource: noSource,
  scope: { ...noSource, name: '', version: '' },
  ...fields,
});
const ofRecord = (fields: Partial<OtlpLogRecord>) => readLogScores(record(fields), 'gen_ai.evaluation.result', 7_000);

describe('scores', () => {
  it.each<[string, JsonObject, object]>([
    ['a number', value(0.75), { value: 0.75, stringValue: null, dataType: 'NUMERIC', metadata: null }],
    ['a number as text', value('4'), { value: 4, stringValue: null, dataType: 'NUMERIC' }],
    [
      'a number with its label',
      { ...value(1), ...label('relevant') },
      { value: 1, stringValue: null, dataType: 'NUMERIC', metadata: '{"label":"relevant"}' },
    ],
    ['a label', label('pass'), { value: null, stringValue: 'pass', dataType: 'CATEGORICAL', metadata: null }],
    ['a label that is a truth', label('True'), { value: 1, stringValue: 'True', dataType: 'BOOLEAN', metadata: null }],
    [
      'a truth with its label',
      { ...value(false), ...label('fail') },
      { value: 0, stringValue: 'False', dataType: 'BOOLEAN', metadata: '{"label":"fail"}' },
    ],
    [
      'an explanation, and where it comes from',
      { ...value(0), 'gen_ai.evaluation.explanation': 'off topic', 'gen_ai.response.id': 'r-1' },
      { value: 0, comment: 'off topic', metadata: '{"response_id":"r-1"}' },
    ],
  ])('are read of %s', (_what, fields, score) => {
    expect(ofEvents(named(fields))).toEqual([expect.objectContaining({ name: 'relevance', traceId, ...score })]);
  });

  it.each<[string, JsonObject]>([
    ['no name', value(1)],
    ['neither value nor label', named({ 'error.type': 'timeout' })],
    ['a value that is not finite', named(value('NaN'))],
    ['an empty value', named(value(''))],
  ])('are none with %s', (_what, fields) => expect(ofEvents(fields)).toEqual([]));

  it('of events are about their span, each by itself', () => {
    const scores = ofEvents(named(value(1)), named(value(0)));
    expect(scores.map(({ observationId, value: found, scoredAt }) => [observationId, found, scoredAt])).toEqual([
      [spanId, 1, 5_000],
      [spanId, 0, 5_000],
    ]);
    expect(new Set(scores.map(({ externalId }) => externalId)).size).toBe(2);
  });

  it('of an evaluator are about the span above it, and the same when it is completed', () => {
    const evaluator = otlpSpan({ traceId, spanId, parentSpanId, attributes: named(value(1)) });
    const [begun] = readSpanScores({ ...evaluator, endUnixNano: null });
    expect(begun?.observationId).toBe(parentSpanId);
    expect(readSpanScores({ ...evaluator, endUnixNano: evaluator.startUnixNano + 9n })).toEqual([begun]);
    expect(readSpanScores({ ...evaluator, parentSpanId: null })[0]?.observationId).toBe(spanId);
  });

  it('of a record are those of the event that it stands for, in attributes or body', () => {
    const fields = named(value(0.5));
    expect(ofRecord({ attributes: fields })).toEqual(ofEvents(fields));
    expect(ofRecord({ body: fields })).toEqual(ofEvents(fields));
  });

  it('of a record may be of a run as a whole, and at no time of its own', () => {
    const times = { timeUnixNano: 0n, observedTimeUnixNano: 0n };
    const [score] = ofRecord({ attributes: named(value(1)), spanId: null, ...times });
    expect(score).toMatchObject({ observationId: null, scoredAt: 7_000 });
    expect(ofRecord({ attributes: named(value(1)), traceId: null })).toEqual([]);
    expect(readLogScores(record({ attributes: named(value(1)) }), 'another.event', 0)).toEqual([]);
  });
});
