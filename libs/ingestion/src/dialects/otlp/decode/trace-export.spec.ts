import type { JsonObject, JsonValue } from '@debrief/kernel';
import fc from 'fast-check';
import {
  deepSpanInJson,
  deepSpanInProtobuf,
  encodings,
  exportOf,
  sentSpan,
  textAttribute,
} from '../../../../../../test/factories/otlp-export';
import type { OtlpEncoding, OtlpExport, OtlpSpan } from '../otlp.types';
import { decodeTraceExport } from '../../../../../../test/factories/decode-trace-export';

const arrivedAt = new Date('2026-03-04T05:06:07.890Z');
const arrivedUnixNano = 1772600767890000000n;
const start = 1764112345123456789n;

const decode = (body: Buffer, encoding: OtlpEncoding): OtlpExport<OtlpSpan> =>
  decodeTraceExport(body, encoding, arrivedAt);

describe.each(encodings)('decodeTraceExport of %s', (encoding, write) => {
  const decodeSpans = (...spans: JsonValue[]): OtlpExport<OtlpSpan> => decode(write(exportOf(...spans)), encoding);
  const decodeSpan = (fields: JsonObject): OtlpSpan => decodeSpans(sentSpan(fields)).items[0] as OtlpSpan;

  it('reads every field of a span', () => {
    const sent = sentSpan({
      parentSpanId: '00f067aa0ba902b8',
      traceState: 'vendor=1',
      flags: 257,
      attributes: [textAttribute('gen_ai.system', 'openai')],
      droppedAttributesCount: 1,
      events: [
        {
          timeUnixNano: '1764112345500000000',
          name: 'choice',
          attributes: [textAttribute('a', 'b')],
          droppedAttributesCount: 2,
        },
      ],
      droppedEventsCount: 3,
      links: [
        {
          traceId: 'ab'.repeat(16),
          spanId: 'cd'.repeat(8),
          traceState: 'x',
          flags: 1,
          attributes: [textAttribute('c', 'd')],
        },
      ],
      droppedLinksCount: 4,
      status: { code: 2, message: 'boom' },
    });
    expect(decodeSpans(sent)).toEqual({
      items: [
        {
          traceId: '0af7651916cd43dd8448eb211c80319c',
          spanId: '00f067aa0ba902b7',
          parentSpanId: '00f067aa0ba902b8',
          traceState: 'vendor=1',
          flags: 257,
          name: 'chat gpt-4o',
          kind: 3,
          startUnixNano: start,
          endUnixNano: 1764112346123456789n,
          attributes: { 'gen_ai.system': 'openai' },
          events: [
            { name: 'choice', timeUnixNano: 1764112345500000000n, attributes: { a: 'b' }, droppedAttributesCount: 2 },
          ],
          links: [
            {
              traceId: 'ab'.repeat(16),
              spanId: 'cd'.repeat(8),
              traceState: 'x',
              flags: 1,
              attributes: { c: 'd' },
              droppedAttributesCount: 0,
            },
          ],
          status: { code: 2, message: 'boom' },
          droppedAttributesCount: 1,
          droppedEventsCount: 3,
          droppedLinksCount: 4,
          resource: { attributes: { 'service.name': 'shop' }, schemaUrl: '' },
          scope: { name: 'tracer', version: '1.2.3', attributes: {}, schemaUrl: '' },
        },
      ],
      rejected: [],
      warnings: [],
    });
  });

  it.each<[string, JsonValue, JsonValue]>([
    ['text', { stringValue: 'é 😀 \0' }, 'é 😀 \0'],
    ['a boolean', { boolValue: false }, false],
    ['an integer', { intValue: '-42' }, -42],
    ['the largest safe integer', { intValue: '9007199254740991' }, 9007199254740991],
    ['an integer beyond doubles', { intValue: '9007199254740993' }, '9007199254740993'],
    ['the largest integer', { intValue: '9223372036854775807' }, '9223372036854775807'],
    ['the smallest integer', { intValue: '-9223372036854775808' }, '-9223372036854775808'],
    ['a double', { doubleValue: 0.1 }, 0.1],
    ['no number', { doubleValue: 'NaN' }, 'NaN'],
    ['infinity', { doubleValue: '-Infinity' }, '-Infinity'],
    ['bytes', { bytesValue: '+/8=' }, '+/8='],
    ['an array', { arrayValue: { values: [{ intValue: '1' }, {}, { stringValue: 'a' }] } }, [1, null, 'a']],
    ['an empty array', { arrayValue: {} }, []],
    ['an object', { kvlistValue: { values: [textAttribute('a', 'b')] } }, { a: 'b' }],
    ['nothing', {}, null],
  ])('reads %s as plain JSON', (_what, value, expected) => {
    const { attributes } = decodeSpan({ attributes: [{ key: 'held', value }] });
    expect(attributes).toEqual({ held: expected });
  });

  it('keeps the last of a repeated key, and keys such as __proto__ as data', () => {
    const { attributes } = decodeSpan({
      attributes: [
        textAttribute('a', 'first'),
        textAttribute('__proto__', 'data'),
        textAttribute('a', 'last'),
        { key: 'nested', value: { kvlistValue: { values: [textAttribute('__proto__', 'data')] } } },
      ],
    });
    expect(Object.getPrototypeOf(attributes)).toBeNull();
    expect(JSON.stringify(attributes)).toBe('{"a":"last","__proto__":"data","nested":{"__proto__":"data"}}');
  });

  it.each<[string, JsonObject, string]>([
    ['no trace id', { traceId: '' }, 'trace id is not 16 bytes or all zero'],
    ['a short trace id', { traceId: 'abcd' }, 'trace id is not 16 bytes or all zero'],
    ['a trace id of zeros', { traceId: '0'.repeat(32) }, 'trace id is not 16 bytes or all zero'],
    ['a long span id', { spanId: 'ab'.repeat(40) }, 'span id is not 8 bytes or all zero'],
    ['a span id of zeros', { spanId: '0'.repeat(16) }, 'span id is not 8 bytes or all zero'],
  ])('rejects a span with %s and keeps the others', (_what, fields, reason) => {
    const { items, rejected, warnings } = decodeSpans(sentSpan(fields), sentSpan(), sentSpan(fields));
    expect(items.map(({ spanId }) => spanId)).toEqual(['00f067aa0ba902b7']);
    expect(rejected).toEqual([{ reason, firstId: expect.any(String), count: 2 }]);
    expect(warnings).toEqual([]);
  });

  it.each<[string, JsonObject, Partial<OtlpSpan>, string[]]>([
    ['no name', { name: '' }, { name: 'unnamed', sent: { name: '' } }, []],
    [
      'no start',
      { startTimeUnixNano: '0', endTimeUnixNano: '9772600767890000000' },
      { startUnixNano: arrivedUnixNano, endUnixNano: 9772600767890000000n, sent: { startUnixNano: 0n } },
      [],
    ],
    ['an end before the start', { endTimeUnixNano: '7' }, { endUnixNano: start, sent: { endUnixNano: 7n } }, []],
    ['no end', { endTimeUnixNano: '0' }, { endUnixNano: null }, []],
    ['a parent of zeros', { parentSpanId: '0'.repeat(16) }, { parentSpanId: null }, []],
    [
      'a short parent',
      { parentSpanId: 'abcd' },
      { parentSpanId: null, sent: { parentSpanId: 'abcd' } },
      ['parent span id is not 8 bytes: stored as a root'],
    ],
    [
      'itself as parent',
      { parentSpanId: '00f067aa0ba902b7' },
      { parentSpanId: null, sent: { parentSpanId: '00f067aa0ba902b7' } },
      ['span is its own parent: stored as a root'],
    ],
    ['an unknown kind', { kind: 9 }, { kind: 0 }, []],
    ['an unknown status', { status: { code: 7 } }, { status: { code: 0, message: '' } }, []],
  ])('repairs a span with %s', (_what, fields, repaired, reasons) => {
    const { items, rejected, warnings } = decodeSpans(sentSpan(fields));
    expect(items).toEqual([{ ...decodeSpan({}), ...repaired }]);
    expect(rejected).toEqual([]);
    expect(warnings.map(({ reason }) => reason)).toEqual(reasons);
  });

  it('shares resource and scope among the spans that came under them', () => {
    const { items } = decodeSpans(sentSpan(), sentSpan({ spanId: 'ab'.repeat(8) }));
    expect(items[0]?.resource).toBe(items[1]?.resource);
    expect(items[0]?.scope).toBe(items[1]?.scope);
  });

  it('leaves cycles of parents to those who know all spans of the run', () => {
    const { items, warnings } = decodeSpans(
      sentSpan({ spanId: '01'.repeat(8), parentSpanId: '02'.repeat(8) }),
      sentSpan({ spanId: '02'.repeat(8), parentSpanId: '01'.repeat(8) }),
    );
    expect(items.map(({ parentSpanId }) => parentSpanId)).toEqual(['02'.repeat(8), '01'.repeat(8)]);
    expect(warnings).toEqual([]);
  });

  it('cuts the texts of a span that is larger than 1 MiB, and says so', () => {
    const attributes = [textAttribute('prompt', 'x'.repeat(2 ** 21)), textAttribute('model', 'gpt-4o')];
    const { items, warnings } = decodeSpans(sentSpan({ attributes }));
    expect(items[0]).toMatchObject({
      attributes: { model: 'gpt-4o' },
      truncated: [{ key: 'attributes.prompt', bytes: 2 ** 21 }],
    });
    expect(warnings).toEqual([
      { reason: 'larger than 1 MiB: the longest texts were cut', firstId: '00f067aa0ba902b7', count: 1 },
    ]);
  });

  it.each([
    ['keys', [textAttribute('k'.repeat(2 ** 21), 'v')]],
    ['values', [{ key: 'k', value: { arrayValue: { values: new Array<JsonObject>(600_000).fill({}) } } }]],
  ])('rejects a span that is larger than 1 MiB by its %s', (_what, attributes) => {
    expect(decodeSpans(sentSpan({ attributes }))).toEqual({
      items: [],
      rejected: [{ reason: 'larger than 1 MiB', firstId: '00f067aa0ba902b7', count: 1 }],
      warnings: [],
    });
  });

  it('reads an empty export as nothing to store', () => {
    expect(decode(write({}), encoding)).toEqual({ items: [], rejected: [], warnings: [] });
  });
});

describe.each([
  ['protobuf', deepSpanInProtobuf],
  ['json', deepSpanInJson],
] as const)('nesting in %s', (encoding, deepSpan) => {
  it('is kept to 64 levels, of which the attributes are the first', () => {
    const { items, rejected } = decode(deepSpan(63), encoding);
    expect(JSON.stringify(items[0]?.attributes)).toBe(`{"":${'['.repeat(63)}${']'.repeat(63)}}`);
    expect(rejected).toEqual([]);
  });

  it.each([64, 1_000, 10_000])('of %i lists within the attributes rejects the span', (levels) => {
    const reason = 'nested deeper than 64 levels';
    expect(decode(deepSpan(levels), encoding)).toEqual({
      items: [],
      rejected: [{ reason, firstId: '00f067aa0ba902b7', count: 1 }],
      warnings: [],
    });
  });
});

describe('the two encodings', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '€', '😀', '\0', '"', '\\', '7'), maxLength: 6 });
  const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
  const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const hex = (bytes: number): fc.Arbitrary<string> =>
    fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => Buffer.from(id).toString('hex'));
  const { value } = fc.letrec<{ value: JsonObject; entries: JsonObject[] }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.record({ stringValue: text }),
      fc.record({ boolValue: fc.boolean() }),
      fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
      fc.record({ doubleValue: fc.double().map((double) => (Number.isFinite(double) ? double + 0 : String(double))) }),
      fc.record({ bytesValue: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')) }),
      fc.constant({}),
      fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
      fc.record({ kvlistValue: fc.record({ values: tie('entries') }) }),
    ),
    entries: fc.array(fc.record({ key: fc.oneof(text, fc.constant('__proto__')), value: tie('value') }), {
      maxLength: 3,
    }),
  }));
  const attributes = fc.array(fc.record({ key: fc.oneof(text, fc.constant('__proto__')), value }), { maxLength: 4 });
  const event = fc.record({ timeUnixNano: uint64, name: text, attributes, droppedAttributesCount: uint32 });
  const link = fc.record({ traceId: hex(16), spanId: hex(8), traceState: text, attributes, flags: uint32 });
  const span = fc.record(
    {
      traceId: fc.oneof(hex(16), hex(3)),
      spanId: fc.oneof(hex(8), hex(9)),
      parentSpanId: fc.oneof(hex(8), hex(1)),
      traceState: text,
      name: text,
      kind: fc.integer({ min: 0, max: 7 }),
      startTimeUnixNano: uint64,
      endTimeUnixNano: uint64,
      attributes,
      droppedAttributesCount: fc.integer({ min: 0, max: 2 ** 31 }),
      events: fc.array(event, { maxLength: 2 }),
      links: fc.array(link, { maxLength: 2 }),
      status: fc.record({ code: fc.integer({ min: 0, max: 4 }), message: text }),
      flags: uint32,
    },
    { requiredKeys: [] },
  );

  it('of one export decode to the same', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 4 }), (spans) => {
        const body = exportOf(...spans);
        const [fromProtobuf, fromJson] = encodings.map(([encoding, write]) => decode(write(body), encoding));
        expect(fromJson).toEqual(fromProtobuf);
      }),
      { numRuns: 300 },
    );
  });
});
