import { type NativeEventRow, toNativeSpans } from './native-spans';

const home = { id: 'trace', externalId: 'run-1', sessionId: 's', userId: 'u', environment: 'prod' };

const event = (seq: number, type: string, changes: Partial<NativeEventRow> = {}): NativeEventRow => ({
  seq,
  type,
  spanId: null,
  parentId: null,
  name: null,
  agent: null,
  level: 'default',
  start: seq * 1_000,
  durationMs: null,
  model: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  callId: null,
  spanName: null,
  ...changes,
});

const marker = (seq: number, name: string, spanId: string | null, changes: Partial<NativeEventRow> = {}) =>
  event(seq, 'state_change', { name, spanId, ...changes });

describe('toNativeSpans', () => {
  it.each([
    ['llm_call', 'generation', 'llm'],
    ['tool_call', 'tool', 'tool'],
    ['retrieval', 'retriever', 'retriever'],
    ['user_message', 'span', 'other'],
    ['state_change', 'span', 'other'],
    ['constructor', 'span', 'other'],
  ])('takes %s as %s', (type, observationType, category) => {
    const { spans } = toNativeSpans([event(3, type)], home);
    expect(spans).toEqual([
      expect.objectContaining({
        spanId: 'trace:3',
        observationType,
        category,
        traceExternalId: 'run-1',
        sessionId: 's',
      }),
    ]);
  });

  it('gives a call its length and cost', () => {
    const call = event(1, 'llm_call', { durationMs: 2.5, model: 'm', inputTokens: 3, outputTokens: 4, costUsd: 0.5 });
    expect(toNativeSpans([call], home).spans).toEqual([
      expect.objectContaining({ name: 'm', start: 1_000, end: 3_500, totalTokens: 7, totalCost: 0.5 }),
    ]);
  });

  it('lets a tool call last until its result, whichever comes first', () => {
    const { spans, resultsOf } = toNativeSpans(
      [
        event(1, 'tool_call', { name: 'a', callId: 'a' }),
        event(2, 'tool_call', { name: 'b', callId: 'b' }),
        event(3, 'tool_result', { callId: 'b' }),
        event(4, 'tool_result', { callId: 'a', level: 'error' }),
      ],
      home,
    );
    expect(spans.map(({ name, end, statusCode }) => [name, end, statusCode])).toEqual([
      ['a', 4_000, 'ERROR'],
      ['b', 3_000, null],
    ]);
    expect([...resultsOf]).toEqual([
      [2, 3],
      [1, 4],
    ]);
  });

  it('leaves a call without a result open, and shows a result without a call', () => {
    const events = [event(1, 'tool_call', { callId: 'a' }), event(2, 'tool_result', { callId: 'other' })];
    expect(toNativeSpans(events, home).spans.map(({ end }) => end)).toEqual([null, 2_000]);
  });

  it('makes one span of a pair of markers, around the events that name it', () => {
    const { spans } = toNativeSpans(
      [
        marker(0, 'span_start', 'outer', { spanName: 'plan', parentId: 'root' }),
        event(1, 'llm_call', { spanId: 'outer', parentId: 'root' }),
        marker(2, 'span_end', 'outer', { spanName: 'plan', durationMs: 99 }),
      ],
      home,
    );
    expect(spans).toEqual([
      expect.objectContaining({ spanId: 'outer', parentSpanId: 'root', name: 'plan', start: 0, end: 2_000 }),
      expect.objectContaining({ spanId: 'trace:1', parentSpanId: 'outer' }),
    ]);
  });

  it.each([
    ['an end without a start', [marker(5, 'span_end', 'x')], ['trace:5']],
    ['a marker that names no span', [marker(5, 'span_start', null)], ['trace:5']],
    ['a start without an end', [marker(5, 'span_start', 'x')], ['x']],
  ])('keeps %s', (_, events, ids) => {
    expect(toNativeSpans(events, home).spans.map(({ spanId }) => spanId)).toEqual(ids);
  });

  it('lets no span end before it began', () => {
    const events = [marker(5, 'span_start', 'x'), marker(6, 'span_end', 'x', { start: 0 })];
    expect(toNativeSpans(events, home).spans).toEqual([expect.objectContaining({ start: 5_000, end: 5_000 })]);
  });
});
