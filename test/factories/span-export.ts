import { randomBytes } from 'node:crypto';
import type { OtlpResource, OtlpScope, OtlpSpan, SpanExport } from '@debrief/ingestion';
import { otlpSpan } from './otlp-span';

export const newTraceId = (): string => randomBytes(16).toString('hex');

/** A whole number as a span id. */
export const spanId = (n: number): string => n.toString(16).padStart(16, '0');

const resource: OtlpResource = { attributes: { 'service.name': 'agent' }, schemaUrl: '' };
const scope: OtlpScope = { name: 'test', version: '1', attributes: {}, schemaUrl: '' };
const epoch = 1_767_225_600_000_000_000n;

export type SpanChanges = Partial<OtlpSpan> & {
  /** Milliseconds after a fixed moment; a second long unless `end` says else. */
  readonly start?: number;
  readonly end?: number | null;
};

/** A span as decoding gives it: a root of a second unless `changes` say else. */
export const makeSpan = ({ start = 0, end = start + 1_000, ...changes }: SpanChanges): OtlpSpan => ({
  ...otlpSpan({ name: 'step', spanId: spanId(1), ...changes }),
  startUnixNano: epoch + BigInt(Math.round(start * 1e6)),
  endUnixNano: end === null ? null : epoch + BigInt(Math.round(end * 1e6)),
  // Masking works in place: no two spans share what is theirs.
  attributes: structuredClone(changes.attributes ?? {}),
  resource: structuredClone(changes.resource ?? resource),
  scope: structuredClone(changes.scope ?? scope),
});

export const exportOf = (spans: readonly OtlpSpan[]): SpanExport => ({
  items: spans,
  rejected: [],
  warnings: [],
});
