import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { parse, type Type, Writer } from 'protobufjs';

/** OTLP as protobufjs reads it from its own schema: what the decoder's tables are held against. */
const { root } = parse(readFileSync(join(__dirname, '../fixtures/otlp/otlp.proto'), 'utf8'));

export const messageType = (name: string): Type => root.lookupType(name);

/** An export in OTLP/JSON as the same export in protobuf. */
export function toProtobuf(body: JsonObject, type = 'ExportTraceServiceRequest'): Buffer {
  const schema = messageType(type);
  return Buffer.from(schema.encode(schema.fromObject(withBytes(body) as Record<string, unknown>)).finish());
}

export const toJson = (body: JsonObject): Buffer => Buffer.from(JSON.stringify(body));

/** The encodings that OTLP/HTTP has, each with its way to write an export. */
export const encodings = [
  ['protobuf', toProtobuf],
  ['json', toJson],
] as const;

/** An export of these spans under one resource and one scope. */
export const exportOf = (...spans: JsonValue[]): JsonObject => ({
  resourceSpans: [
    {
      resource: { attributes: [textAttribute('service.name', 'shop')] },
      scopeSpans: [{ scope: { name: 'tracer', version: '1.2.3' }, spans }],
    },
  ],
});

const shop = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
const logger = { name: 'logger', version: '1.2.3' };

/** An export of these log records under one resource and one scope. */
export const logExportOf = (...logRecords: JsonValue[]): JsonObject => ({
  resourceLogs: [{ resource: shop, scopeLogs: [{ scope: logger, logRecords }] }],
});

/** An export of a monotonic cumulative sum. */
export const metricExportOf = (name: string, ...dataPoints: JsonValue[]): JsonObject =>
  metricsExportOf({ name, unit: '1', sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } });

/** An export of these metrics under one resource and one scope. */
export const metricsExportOf = (...metrics: JsonValue[]): JsonObject => ({
  resourceMetrics: [{ resource: shop, scopeMetrics: [{ scope: logger, metrics }] }],
});

/** A log record that needs no repair, but for the fields given. */
export const sentLog = (fields: JsonObject = {}): JsonObject => ({
  timeUnixNano: '1764112345123456789',
  observedTimeUnixNano: '1764112345223456789',
  severityNumber: 9,
  severityText: 'INFO',
  body: { stringValue: 'booked' },
  ...fields,
});

/** A point of a sum, but for the fields given. */
export const sentPoint = (fields: JsonObject = {}): JsonObject => ({
  startTimeUnixNano: '1764112340000000000',
  timeUnixNano: '1764112345000000000',
  asInt: '10',
  ...fields,
});

export const textAttribute = (key: string, stringValue: string): JsonObject => ({ key, value: { stringValue } });

/** A span that needs no repair, but for the fields given. */
export const sentSpan = (fields: JsonObject = {}): JsonObject => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: '00f067aa0ba902b7',
  name: 'chat gpt-4o',
  kind: 3,
  startTimeUnixNano: '1764112345123456789',
  endTimeUnixNano: '1764112346123456789',
  ...fields,
});

/** A field with a length, around bytes that are there already. */
export const around = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.from(
    Writer.create()
      .uint32((number << 3) | 2)
      .bytes(bytes)
      .finish(),
  );

/** A span whose one attribute holds so many lists in each other, in protobuf. protobufjs itself does not go as deep. */
export function deepSpanInProtobuf(levels: number): Buffer {
  let value: Buffer = Buffer.alloc(0);
  for (let level = 0; level < levels; level += 1) value = around(5, level === 0 ? value : around(1, value));
  const { traceId, spanId } = sentSpan() as { traceId: string; spanId: string };
  const ids = Buffer.concat([around(1, Buffer.from(traceId, 'hex')), around(2, Buffer.from(spanId, 'hex'))]);
  return around(1, around(2, around(2, Buffer.concat([around(9, around(2, value)), ids]))));
}

/** The same in OTLP/JSON. */
export function deepSpanInJson(levels: number): Buffer {
  const value = '{"arrayValue":{"values":['.repeat(levels) + ']}}'.repeat(levels);
  const body = JSON.stringify(exportOf(sentSpan({ attributes: [{ key: '', value: 'HERE' }] })));
  return Buffer.from(body.replace('"HERE"', value));
}

const idFields: ReadonlySet<string> = new Set(['traceId', 'spanId', 'parentSpanId']);

/** OTLP/JSON has ids in hex, protobufjs takes bytes. */
function withBytes(value: JsonValue, name = ''): unknown {
  if (typeof value === 'string') return idFields.has(name) ? Buffer.from(value, 'hex') : value;
  if (Array.isArray(value)) return value.map((item) => withBytes(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, withBytes(held, key)]));
}
