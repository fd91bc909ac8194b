import fc from 'fast-check';
import { nativeEventTypes } from '@debrief/ingestion';
import { makeRecords, type RecordSketch } from '../../../test/factories/native-record';
import { makeStepSpans, type SpanSketch } from '../../../test/factories/step-span';
import type { SessionEvent } from './session-event';
import { toSessionEvents } from './to-session-events';

const eventsOf = (records: readonly RecordSketch[], spans: readonly SpanSketch[] = [], after = 0): SessionEvent[] =>
  toSessionEvents(
    { id: 'i', traceId: 't', spanSurface: 'otel', native: makeRecords(...records), spans: makeStepSpans(...spans) },
    { sessionId: 's', after },
  );

const user: RecordSketch = { type: 'user_message' };
const answer: RecordSketch = { type: 'agent_message' };
const step: RecordSketch = { type: 'metric' };

describe('the events of a run', () => {
  it.each<[string, RecordSketch[], boolean[]]>([
    ['the last before the user speaks again', [user, answer, step, answer, user, answer], [false, true, true]],
    ['the last of the run', [answer, answer, step], [false, true]],
    ['each that the user interrupts', [answer, user, answer, user], [true, true]],
    ['none where none is', [user, step], []],
  ])('call final: %s', (_what, records, expected) => {
    const finals = eventsOf(records).flatMap((event) => (event.type === 'response' ? [event.data.final] : []));
    expect(finals).toEqual(expected);
  });

  it('go on with the places of those before, and name their session and run', () => {
    expect(eventsOf([step, step], [], 7)).toMatchObject([
      { position: 8, sessionId: 's', traceId: 't', id: 'i:0' },
      { position: 9, sessionId: 's', traceId: 't', id: 'i:1' },
    ]);
  });

  it('have spans that an exporter added behind what the agent itself told', () => {
    const events = eventsOf([step], [{ id: 'a' }]);
    expect(events.map(({ source }) => source.surface)).toEqual(['native', 'otel']);
  });

  const ids = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
  const name = fc.constantFrom('span_start', 'span_end', 'handoff', 'guardrail', 'decision', 'x');
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'e'));
  const payload = fc.dictionary(
    fc.constantFrom('call_id', 'error', 'result', 'documents', 'after', 'duration_ms', 'tool_name', 'value', 'message'),
    value,
  );
  const record = fc
    .record({ type: fc.constantFrom(...nativeEventTypes), spanId: ids, parentId: ids, name, payload })
    .map(
      ({ name: word, payload: fields, ...rest }) => ({ ...rest, payload: { ...fields, name: word } }) as RecordSketch,
    );

  it('drop nothing but the ends of spans, whatever was recorded, and give each a place and an id of its own', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), (records) => {
        const events = eventsOf(records);
        const told = new Set(events.map(({ source }) => source.seq));
        const missing = records.filter((_, seq) => !told.has(seq));
        expect(missing.every(({ payload: fields }) => fields?.['name'] === 'span_end')).toBe(true);
        expect(events.map(({ position }) => position)).toEqual(events.map((_, place) => place + 1));
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
        const own = events.filter(({ derived }) => !derived).map(({ source }) => source.seq);
        expect(own).toEqual([...own].sort((a, b) => a - b));
      }),
    );
  });
});
