import type { JsonObject, JsonValue } from '@debrief/kernel';
import { exportOf, sentSpan, textAttribute } from '../../../../../../test/factories/otlp-export';
import type { OtlpExport, OtlpSpan } from '../otlp.types';
import { decodeTraceExport } from '../../../../../../test/factories/decode-trace-export';

const decode = (body: string): OtlpExport<OtlpSpan> => decodeTraceExport(Buffer.from(body), 'json', new Date(0));
const decodeSpan = (fields: { [key: string]: JsonValue }): OtlpSpan | undefined =>
  decode(JSON.stringify(exportOf(sentSpan(fields)))).items[0];
const span = 'resourceSpans[0].scopeSpans[0].spans[0]';

describe('an export in OTLP/JSON', () => {
  it.each([
    ['in upper case', 'ABCDEF0123456789ABCDEF0123456789', 'ABCDEF0123456789'],
    ['in base64', 'q83vASNFZ4mrze8BI0VniQ==', 'q83vASNFZ4k='],
  ])('may have its ids %s', (_form, traceId, spanId) => {
    expect(decodeSpan({ traceId, spanId, parentSpanId: spanId.replace(/^./, 'B') })).toMatchObject({
      traceId: 'abcdef0123456789abcdef0123456789',
      spanId: 'abcdef0123456789',
    });
  });

  it.each<[JsonValue, bigint]>([
    ['1764112345123456789', 1764112345123456789n],
    ['18446744073709551615', 18446744073709551615n],
    [7, 7n],
  ])('may have a time as %j', (time, expected) => {
    expect(decodeSpan({ startTimeUnixNano: time, endTimeUnixNano: 0 })?.startUnixNano).toBe(expected);
  });

  it.each([
    ['1764112345123456789', 1764112345123456789n],
    ['1764112345123456800', 1764112345123456800n],
    ['1e18', 1000000000000000000n],
  ])('keeps the digits of a time that is the bare number %s', (literal, expected) => {
    const body = JSON.stringify(exportOf(sentSpan({ startTimeUnixNano: 'HERE', endTimeUnixNano: 0 })));
    expect(decode(body.replace('"HERE"', literal)).items[0]?.startUnixNano).toBe(expected);
  });

  it.each<[JsonValue, number]>([
    [3, 3],
    ['SPAN_KIND_CLIENT', 3],
    ['SPAN_KIND_SURPRISE', 0],
  ])('may have a kind as %j', (kind, expected) => {
    expect(decodeSpan({ kind })?.kind).toBe(expected);
  });

  it('may have the name of a status code', () => {
    expect(decodeSpan({ status: { code: 'STATUS_CODE_ERROR' } })?.status).toEqual({ code: 2, message: '' });
  });

  it('may have integers and doubles as numbers or text', () => {
    const attributes: JsonObject[] = [
      { key: 'a', value: { intValue: 5 } },
      { key: 'b', value: { doubleValue: '1.5' } },
    ];
    expect(decodeSpan({ attributes })?.attributes).toEqual({ a: 5, b: 1.5 });
  });

  it('may have null for what is absent', () => {
    const nulls = { parentSpanId: null, attributes: null, events: null, links: null, status: null, flags: null };
    expect(decodeSpan(nulls)).toEqual(decodeSpan({}));
    expect(decode('{"resourceSpans":null}').items).toEqual([]);
    expect(decode('{"resourceSpans":[{"resource":null,"scopeSpans":[{"spans":null}]}]}').items).toEqual([]);
  });

  it('ignores unknown fields, and snake_case names are unknown', () => {
    const unknown = { trace_state: 'x', dropped_events_count: 7, future: [{ a: 1 }], constructor: {} };
    expect(decodeSpan(unknown)).toEqual(decodeSpan({}));
    expect(decode(JSON.stringify({ resource_spans: 7 })).items).toEqual([]);
  });

  it.each<[string, JsonValue, string, string]>([
    ['resourceSpans', { resourceSpans: {} }, 'resourceSpans', 'must be an array'],
    ['a resource group', { resourceSpans: [7] }, 'resourceSpans[0]', 'must be an object'],
    ['scopeSpans', { resourceSpans: [{}, { scopeSpans: 'x' }] }, 'resourceSpans[1].scopeSpans', 'must be an array'],
    [
      'spans',
      { resourceSpans: [{ scopeSpans: [{ spans: 1 }] }] },
      'resourceSpans[0].scopeSpans[0].spans',
      'must be an array',
    ],
    ['a span', exportOf(sentSpan(), []), 'resourceSpans[0].scopeSpans[0].spans[1]', 'must be an object'],
    ['attributes', exportOf(sentSpan({ attributes: { a: 'b' } })), `${span}.attributes`, 'must be an array'],
    ['an attribute', exportOf(sentSpan({ attributes: ['a'] })), `${span}.attributes[0]`, 'must be an object'],
    [
      'the key of an attribute',
      exportOf(sentSpan({ attributes: [{ key: 7 }] })),
      `${span}.attributes[0].key`,
      'must be a string',
    ],
    [
      'a value',
      exportOf(sentSpan({ attributes: [textAttribute('a', 'b'), { key: 'c', value: 'd' }] })),
      `${span}.attributes[1].value`,
      'must be an object',
    ],
    [
      'the items of an array',
      exportOf(sentSpan({ attributes: [{ key: 'a', value: { arrayValue: { values: {} } } }] })),
      `${span}.attributes[0].value.arrayValue.values`,
      'must be an array',
    ],
    [
      'an integer',
      exportOf(sentSpan({ attributes: [{ key: 'a', value: { intValue: '1.5' } }] })),
      `${span}.attributes[0].value.intValue`,
      'must be a 64-bit integer',
    ],
    [
      'a double',
      exportOf(sentSpan({ attributes: [{ key: 'a', value: { doubleValue: 'x' } }] })),
      `${span}.attributes[0].value.doubleValue`,
      'must be a number',
    ],
    ['events', exportOf(sentSpan({ events: {} })), `${span}.events`, 'must be an array'],
    ['a link', exportOf(sentSpan({ links: [null] })), `${span}.links[0]`, 'must be an object'],
    ['a name', exportOf(sentSpan({ name: 7 })), `${span}.name`, 'must be a string'],
    [
      'a time',
      exportOf(sentSpan({ startTimeUnixNano: -1 })),
      `${span}.startTimeUnixNano`,
      'must be an unsigned 64-bit integer',
    ],
    [
      'a time out of range',
      exportOf(sentSpan({ endTimeUnixNano: '18446744073709551616' })),
      `${span}.endTimeUnixNano`,
      'must be an unsigned 64-bit integer',
    ],
    ['flags', exportOf(sentSpan({ flags: 2 ** 32 })), `${span}.flags`, 'must be an unsigned 32-bit integer'],
  ])('does not decode when %s has another type, and names the field', (_what, body, field, problem) => {
    expect(() => decode(JSON.stringify(body))).toThrow(
      expect.objectContaining({
        name: 'DomainError',
        code: 'MALFORMED',
        message: `${field} ${problem}`,
        fields: { [field]: problem },
      }),
    );
  });

  it('rejects the spans of a resource that cannot be stored, and no others', () => {
    let deep: JsonObject = {};
    for (let level = 0; level < 64; level += 1) deep = { arrayValue: { values: [deep] } };
    const [group] = exportOf(sentSpan())['resourceSpans'] as [JsonObject];
    const resource = { attributes: [{ key: 'deep', value: deep }] };
    const { items, rejected } = decode(JSON.stringify({ resourceSpans: [{ ...group, resource }, group] }));
    expect(items).toHaveLength(1);
    expect(rejected).toMatchObject([{ reason: 'nested deeper than 64 levels', count: 1 }]);
  });

  it.each(['', '[]', 'null', '7', '{', '{"resourceSpans":[}'])('does not decode %j', (body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ name: 'DomainError', code: 'MALFORMED' }));
  });
});
