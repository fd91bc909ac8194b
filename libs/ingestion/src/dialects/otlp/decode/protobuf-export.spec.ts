import { DomainError } from '@debrief/kernel';
import { Writer } from 'protobufjs';
import {
  around,
  exportOf,
  messageType,
  sentSpan,
  textAttribute,
  toProtobuf,
} from '../../../../../../test/factories/otlp-export';
import type { OtlpExport, OtlpSpan } from '../otlp.types';
import { decodeTraceExport } from '../../../../../../test/factories/decode-trace-export';

const decode = (body: Buffer): OtlpExport<OtlpSpan> => decodeTraceExport(body, 'protobuf', new Date(0));
const good = toProtobuf(exportOf(sentSpan({ attributes: [textAttribute('a', 'b')], flags: 1 })));

const spanBytes = (fields = {}): Buffer => around(2, encode('Span', fields));
const encode = (type: string, fields: object): Uint8Array =>
  messageType(type).encode(messageType(type).create(fields)).finish();
const exported = (...spans: Buffer[]): Buffer => around(1, around(2, Buffer.concat(spans)));

const emptyMessages = (number: number, count: number): Buffer =>
  Buffer.alloc(count * 2, Buffer.from([(number << 3) | 2, 0x00]));

const ids = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };

describe('an export in protobuf', () => {
  it('does not decode when it ends too early, wherever that is', () => {
    for (let length = 1; length < good.length; length += 1) {
      expect(() => decode(good.subarray(0, length))).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
    }
  });

  it.each([
    ['a wire type that does not exist', Buffer.from([0x0f])],
    ['field number 0', Buffer.from([0x02, 0x00])],
    ['the end of a group', Buffer.from([0x0c])],
    ['a length beyond the end', Buffer.from([0x0a, 0x7f, 0x00])],
    ['a number without end', Buffer.alloc(11, 0xff)],
    ['JSON', Buffer.from('{"resourceSpans":[]}')],
  ])('does not decode when %s follows', (_what, garbage) => {
    expect(() => decode(Buffer.concat([good, garbage]))).toThrow(expect.objectContaining({ code: 'MALFORMED' }));
  });

  it('ignores unknown fields of every wire type, and known fields of another', () => {
    const unknown = Writer.create()
      .uint32((90 << 3) | 0)
      .uint32(300)
      .uint32((91 << 3) | 1)
      .fixed64(7);
    unknown
      .uint32((92 << 3) | 5)
      .fixed32(7)
      .uint32((93 << 3) | 2)
      .string('later')
      .uint32((94 << 3) | 3);
    unknown
      .uint32((1 << 3) | 0)
      .uint32(1)
      .uint32((94 << 3) | 4)
      .uint32((5 << 3) | 0)
      .uint32(7);
    const span = around(2, Buffer.concat([encode('Span', { ...ids, name: 'kept' }), unknown.finish()]));
    expect(decode(exported(span)).items).toEqual(decode(exported(spanBytes({ ...ids, name: 'kept' }))).items);
  });

  it('reads a resource that comes after its spans, and one that is sent in parts', () => {
    const resource = (key: string): Buffer => around(1, encode('Resource', { attributes: [{ key }] }));
    const group = Buffer.concat([around(2, spanBytes(ids)), resource('first'), resource('second')]);
    expect(decode(around(1, group)).items[0]?.resource.attributes).toEqual({ first: null, second: null });
  });

  it('reads text that is no UTF-8 with replacement characters', () => {
    const span = around(2, Buffer.concat([encode('Span', ids), around(5, Buffer.from([0x61, 0xff, 0xc3]))]));
    expect(decode(exported(span)).items[0]?.name).toBe('a\uFFFD\uFFFD');
  });

  it('counts many empty spans without keeping any', () => {
    const spans = emptyMessages(2, 500_000);
    expect(decode(around(1, around(2, spans)))).toEqual({
      items: [],
      rejected: [{ reason: 'trace id is not 16 bytes or all zero', firstId: '', count: 500_000 }],
      warnings: [],
    });
  });

  it.each([
    ['spans', (empty: number) => around(1, around(2, emptyMessages(2, empty)))],
    ['scopes', (empty: number) => around(1, emptyMessages(2, empty))],
    ['resources', (empty: number) => emptyMessages(1, empty)],
  ])('is too large with more %s than data can have', (_what, write) => {
    expect(() => decode(write(600_001))).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
  });

  it.each([
    ['attributes', 9, 'droppedAttributesCount', 10_000],
    ['events', 11, 'droppedEventsCount', 10_000],
    ['links', 13, 'droppedLinksCount', 1_024],
  ] as const)('keeps the first of too many %s and counts the rest', (name, number, dropped, max) => {
    const empty = emptyMessages(number, max + 5);
    const { items, warnings } = decode(
      exported(around(2, Buffer.concat([encode('Span', { ...ids, [dropped]: 3 }), empty]))),
    );
    expect(items[0]?.[dropped]).toBe(8);
    if (name !== 'attributes') expect(items[0]?.[name]).toHaveLength(max);
    expect(warnings).toEqual([
      { reason: 'attributes, events or links beyond the limit were dropped', firstId: '01'.repeat(8), count: 1 },
    ]);
  });

  it('decodes or is MALFORMED, whatever byte is changed', () => {
    for (let at = 0; at < good.length; at += 1) {
      for (const byte of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const changed = Buffer.from(good);
        changed[at] = byte;
        try {
          decode(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
        }
      }
    }
  });
});
