import { parseJson, type JsonObject, type JsonValue } from '@debrief/kernel';
import fc from 'fast-check';
import { createMasker } from '../../masking/masker';
import type { Decoded, DecodedEvent } from '../../new-event';
import { decodeEvent } from './decode-event';
import { nativeEventTypes } from './native-event';

const context = { hashSecret: 'test-secret', masker: createMasker() };
const decode = (item: JsonValue): Decoded => decodeEvent(item, context);
const decoded = (item: JsonValue): DecodedEvent => {
  const result = decode(item);
  if (!result.ok) throw new Error(result.reason);
  return result;
};
const event = (changes: JsonObject = {}): JsonObject => ({
  type: 'state_change',
  session_id: 'sess_1',
  timestamp: '2026-11-23T10:11:12.123456+00:00',
  seq: 0,
  idempotency_key: 'sess_1:ab:0',
  payload: { name: 'thought', before: null, after: { z: 1, a: 2 } },
  ...changes,
});

describe('decodeEvent', () => {
  it('hands an event over with its columns, its texts as sent, and nothing that is absent', () => {
    expect(decoded(event({ span_id: 's1', parent_id: null, metadata: {}, workspace_id: 'forged' }))).toEqual({
      ok: true,
      start: null,
      masks: null,
      event: {
        seq: 0,
        idempotencyKey: 'sess_1:ab:0',
        type: 'state_change',
        timestamp: '2026-11-23T10:11:12.123456+00:00',
        startedAt: '2026-11-23T10:11:12.123456Z',
        spanId: 's1',
        parentId: null,
        name: 'thought',
        agent: null,
        level: 'default',
        durationMs: null,
        model: null,
        inputTokens: null,
        outputTokens: null,
        costUsd: null,
        contentHash: expect.any(Buffer),
        payload: '{"name":"thought","before":null,"after":{"z":1,"a":2}}',
        metadata: null,
        extra: null,
        end: null,
      },
    });
  });

  it('keeps further fields, even hostile ones, and drops those of the server', () => {
    const item = parseJson(
      JSON.stringify(event()).replace(
        '{',
        '{"custom":[1],"__proto__":{"a":1},"big":9007199254740993,"received_at":"x",',
      ),
    );
    expect(decoded(item).event.extra).toBe('{"custom":[1],"__proto__":{"a":1},"big":9007199254740993}');
  });

  it('masks payload, metadata and further fields, never the envelope, and counts', () => {
    const secret = 'sk-canary-canary-canary';
    const item = event({
      idempotency_key: secret,
      span_id: secret,
      parent_id: secret,
      payload: { name: `use ${secret}`, id: secret },
      metadata: { agent: secret, password: 'p' },
      custom: secret,
      token: { inner: 'x' },
    });
    const { event: stored, masks } = decoded(item);
    expect(stored).toMatchObject({ idempotencyKey: secret, spanId: secret, parentId: secret });
    expect(stored).toMatchObject({ name: 'use [REDACTED]', agent: '[REDACTED]' });
    expect(stored.payload).toBe(`{"name":"use [REDACTED]","id":"${secret}"}`);
    expect(stored.metadata).toBe('{"agent":"[REDACTED]","password":"[REDACTED]"}');
    expect(stored.extra).toBe('{"custom":"[REDACTED]","token":{"inner":"[REDACTED]"}}');
    expect(masks).toEqual({ 'value:api_key': 3, 'key:password': 1, 'key:token': 1 });
  });

  it('tells events apart that differ only in what the masker hides', () => {
    const hashOf = (password: string): Buffer => decoded(event({ payload: { password } })).event.contentHash;
    expect(hashOf('a').equals(hashOf('b'))).toBe(false);
    expect(hashOf('a').equals(hashOf('a'))).toBe(true);
  });

  it('makes text columns safe for Postgres and leaves the payload faithful', () => {
    const item = event({ idempotency_key: 'a\0', timestamp: '\ud800', payload: { name: 'n\0', text: '\0\ud800' } });
    expect(decoded(item).event).toMatchObject({
      idempotencyKey: 'a\uFFFD',
      timestamp: '\uFFFD',
      startedAt: null,
      name: 'n\uFFFD',
      payload: '{"name":"n\\u0000","text":"\\u0000\\ud800"}',
    });
  });

  it('reads the end and the start of a run', () => {
    const ended = decoded(event({ type: 'session_end', payload: { status: 'failed', error: 'boom' } }));
    expect(ended.event.end).toEqual({ status: 'failed', endStatus: 'failed' });
    const started = decoded(event({ payload: { name: 'session_started', after: { user_goal: 'Use Bearer abc' } } }));
    expect(started.start).toMatchObject({ userGoal: 'Use Bearer [REDACTED]' });
  });

  it('passes a refusal on', () => {
    expect(decode(event({ seq: -1 }))).toMatchObject({ ok: false, code: 'INVALID' });
  });

  it('stores a payload that reads back as it was sent', () => {
    const words = fc.jsonValue({ stringUnit: fc.constantFrom('a', ' ', '\0', '\ud800', '😀', '"', '\\', '7') });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ maxLength: 3 }), words),
        fc.constantFrom(...nativeEventTypes),
        (fields, type) => {
          const payload = { ...fields, model: 'm' } as JsonObject;
          const sent = JSON.stringify(payload);
          expect(decoded(event({ type, payload })).event.payload).toBe(sent);
        },
      ),
    );
  });

  it('never throws', () => {
    const hostile = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 }) as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(hostile, hostile, hostile, (item, payload, extra) => {
        expect(typeof decode(item).ok).toBe('boolean');
        expect(typeof decode(event({ payload, metadata: extra, extra })).ok).toBe('boolean');
      }),
    );
  });
});
