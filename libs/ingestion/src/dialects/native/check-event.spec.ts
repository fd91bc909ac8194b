import { parseJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import fc from 'fast-check';
import { checkEvent } from './check-event';
import { nativeEventTypes } from './native-event';

const event = (changes: JsonObject = {}): JsonObject => ({
  type: 'tool_call',
  session_id: 'sess_1',
  timestamp: '2026-11-23T10:11:12.123456+00:00',
  seq: 7,
  idempotency_key: 'sess_1:ab:7',
  payload: { tool_name: 'search' },
  ...changes,
});
const without = (field: string): JsonObject => {
  const { [field]: _gone, ...rest } = event();
  return rest;
};
const nested = (levels: number): JsonValue => parseJson('{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1));
const llmCall = (payload: JsonObject): JsonObject => event({ type: 'llm_call', payload: { model: 'gpt', ...payload } });

describe('checkEvent accepts', () => {
  it.each(nativeEventTypes.map((type) => [type]))('the type %s', (type) => {
    expect(checkEvent(event({ type, payload: { model: 'only llm_call needs one' } }))).toMatchObject({ ok: true });
  });

  it.each([
    ['nulls for what is optional', { metadata: null, span_id: null, parent_id: null }],
    ['the bounds of seq', { seq: 0 }],
    ['the highest seq', { seq: Number.MAX_SAFE_INTEGER }],
    ['a key of 256 characters', { idempotency_key: 'k'.repeat(256) }],
    ['a key of 256 astral characters', { idempotency_key: '😀'.repeat(256) }],
    ['a timestamp that is none', { timestamp: 'yesterday' }],
    ['an empty timestamp and parent', { timestamp: '', parent_id: '' }],
    ['span ids', { span_id: 's', parent_id: 'p'.repeat(256) }],
    ['payload fields of any type', { payload: { tool_name: 7, arguments: 'text' } }],
    ['further fields', { custom: [1, { a: 2 }], workspace_id: 5 }],
    ['64 levels', { payload: nested(64), metadata: nested(64), custom: nested(64) }],
    ['NUL and lone surrogates', { idempotency_key: 'a\0\ud800', payload: { a: '\0\ud800' } }],
    ['exactly 1 MiB', { payload: { a: 'x'.repeat(1024 * 1024 - 8) } }],
  ])('%s', (_what, changes) => {
    expect(checkEvent(event(changes as JsonObject))).toMatchObject({ ok: true });
  });

  it.each([
    [{ input_tokens: 1, output_tokens: 0, latency_ms: 12, cost_usd: 0.25, prompt_ref: 'p', messages_ref: 'm' }],
    [{ input_tokens: null, cost_usd: null, prompt: null, messages: null, prompt_ref: null }],
    [{ input_tokens: -1, cost_usd: 3, extra: { prompt: 'inside is free' } }],
    [parseJson('{"cost_usd":0.1234567890123456789}') as JsonObject],
  ])('the llm_call %j', (payload) => {
    expect(checkEvent(llmCall(payload))).toMatchObject({ ok: true });
  });
});

describe('checkEvent refuses', () => {
  it.each([
    [{ type: 'unknown' }, 'type: is not a known event type'],
    [{ type: 'toString' }, 'type: is not a known event type'],
    [{ type: 5 }, 'type: is not a known event type'],
    [{ session_id: '' }, 'session_id: must be a non-empty string'],
    [{ session_id: 5 }, 'session_id: must be a non-empty string'],
    [{ timestamp: 1764112345 }, 'timestamp: must be a string of at most 64 characters'],
    [{ timestamp: 'x'.repeat(65) }, 'timestamp: must be a string of at most 64 characters'],
    [{ seq: -1 }, 'seq: must be an integer from 0 to 9007199254740991'],
    [{ seq: 1.5 }, 'seq: must be an integer from 0 to 9007199254740991'],
    [{ seq: true }, 'seq: must be an integer from 0 to 9007199254740991'],
    [{ seq: '7' }, 'seq: must be an integer from 0 to 9007199254740991'],
    [parseJson('{"seq":9007199254740993}'), 'seq: must be an integer from 0 to 9007199254740991'],
    [parseJson('{"seq":1e400}'), 'seq: must be an integer from 0 to 9007199254740991'],
    [parseJson('{"seq":NaN}'), 'seq: is required'],
    [{ idempotency_key: '' }, 'idempotency_key: must be a string of 1 to 256 characters'],
    [{ idempotency_key: 'k'.repeat(257) }, 'idempotency_key: must be a string of 1 to 256 characters'],
    [{ idempotency_key: '😀'.repeat(257) }, 'idempotency_key: must be a string of 1 to 256 characters'],
    [{ payload: [] }, 'payload: must be an object'],
    [{ payload: 'text' }, 'payload: must be an object'],
    [parseJson('{"payload":9007199254740993}'), 'payload: must be an object'],
    [{ metadata: [] }, 'metadata: must be an object'],
    [{ metadata: 'text' }, 'metadata: must be an object'],
    [{ span_id: '' }, 'span_id: must be a string of 1 to 256 characters'],
    [{ span_id: 5 }, 'span_id: must be a string of 1 to 256 characters'],
    [{ parent_id: 'p'.repeat(257) }, 'parent_id: must be a string of at most 256 characters'],
    [{ payload: nested(65) }, 'payload: must not be nested deeper than 64 levels'],
  ])('%j: %s', (changes, reason) => {
    expect(checkEvent(event(changes as JsonObject))).toMatchObject({ ok: false, code: 'INVALID', reason });
  });

  it.each([['payload'], ['metadata'], ['custom']])('10,000 levels in %s', (field) => {
    const reason = `${field}: must not be nested deeper than 64 levels`;
    expect(checkEvent(event({ [field]: nested(10_000) }))).toMatchObject({ ok: false, code: 'INVALID', reason });
  });

  it.each([['type'], ['session_id'], ['timestamp'], ['seq'], ['idempotency_key'], ['payload']])(
    'an event without %s, or with null for it',
    (field) => {
      const reason = `${field}: is required`;
      expect(checkEvent(without(field))).toMatchObject({ ok: false, code: 'INVALID', reason });
      expect(checkEvent(event({ [field]: null }))).toMatchObject({ ok: false, code: 'INVALID', reason });
    },
  );

  it.each([
    [{ model: '' }, 'payload.model: must be a non-empty string'],
    [{ model: null }, 'payload.model: is required'],
    [{ model: 5 }, 'payload.model: must be a non-empty string'],
    [{ prompt: 'hello' }, 'payload.prompt: is not accepted, send prompt_ref'],
    [{ messages: [] }, 'payload.messages: is not accepted, send messages_ref'],
    [{ prompt_ref: 5 }, 'payload.prompt_ref: must be a string'],
    [{ input_tokens: '5' }, 'payload.input_tokens: must be an integer'],
    [{ output_tokens: 1.5 }, 'payload.output_tokens: must be an integer'],
    [{ latency_ms: true }, 'payload.latency_ms: must be an integer'],
    [parseJson('{"input_tokens":9223372036854775808}') as JsonObject, 'payload.input_tokens: must be an integer'],
    [{ cost_usd: '0.1' }, 'payload.cost_usd: must be a number'],
    [parseJson('{"cost_usd":1e400}') as JsonObject, 'payload.cost_usd: must be a number'],
  ])('the llm_call %j: %s', (payload, reason) => {
    expect(checkEvent(llmCall(payload))).toMatchObject({ ok: false, code: 'INVALID', reason });
  });

  it.each([
    ['ASCII', 'x'.repeat(1024 * 1024 - 7)],
    ['three-byte characters', '€'.repeat(400_000)],
    ['escaped characters', '\0'.repeat(200_000)],
  ])('a payload over 1 MiB of UTF-8 JSON made of %s as too large', (_what, text) => {
    const refusal = { ok: false, code: 'TOO_LARGE', reason: 'payload: must not be larger than 1 MiB' };
    expect(checkEvent(event({ payload: { a: text } }))).toMatchObject(refusal);
  });

  it.each([[null], [true], [5], ['text'], [[]], [parseJson('1e400')]])('%j, which is no object', (item) => {
    const refusal = { ok: false, code: 'INVALID', reason: 'event: must be an object', idempotencyKey: null };
    expect(checkEvent(item)).toEqual(refusal);
  });

  it('with the key that was sent, if it is a string', () => {
    expect(checkEvent(event({ seq: -1 }))).toMatchObject({ idempotencyKey: 'sess_1:ab:7' });
    expect(checkEvent(event({ idempotency_key: 5 }))).toMatchObject({ idempotencyKey: null });
    expect(checkEvent(without('idempotency_key'))).toMatchObject({ idempotencyKey: null });
  });
});

describe('checkEvent on anything', () => {
  const fields = fc.constantFrom(
    'type',
    'seq',
    'payload',
    'metadata',
    'idempotency_key',
    '__proto__',
    'constructor',
    'toString',
  );

  it('answers and never throws', () => {
    const hostile = fc.oneof(
      fc.jsonValue({ stringUnit: 'binary' }) as fc.Arbitrary<JsonValue>,
      fc.constantFrom<JsonValue>(
        nested(10_000),
        '\ud800',
        '\0',
        parseJson('9223372036854775808'),
        parseJson('{"__proto__":{"type":"error"}}'),
      ),
    );
    fc.assert(
      fc.property(hostile, fields, hostile, (item, field, value) => {
        expect(typeof checkEvent(item).ok).toBe('boolean');
        const changed = event();
        Object.defineProperty(changed, field, { value, enumerable: true, configurable: true, writable: true });
        expect(typeof checkEvent(changed).ok).toBe('boolean');
      }),
    );
  });
});
