import { canonicalJson } from '../dialects/native/canonical-json';
import { contentHash } from '../dialects/native/content-hash';
import type { OtlpLogRecord } from '../dialects/otlp/otlp.types';

/**
 * What a log record is known by (otel.md B6): what was sent, without its resource, which Collectors enrich. Equal records of one request are
 * told apart by their ordinal, so a resend meets all of them. One for each request.
 */
export class RecordDigests {
  private readonly seen = new Map<string, number>();

  constructor(private readonly secret: string) {}

  /** @param record as received: what masking leaves out tells records apart, too */
  next(record: OtlpLogRecord): Buffer {
    const digest = contentHash(this.secret, canonicalJson(identityOf(record)));
    const name = digest.toString('latin1');
    const ordinal = this.seen.get(name) ?? 0;
    this.seen.set(name, ordinal + 1);
    return ordinal === 0 ? digest : contentHash(this.secret, `${digest.toString('hex')}\n${ordinal}`);
  }
}

const identityOf = (record: OtlpLogRecord) => [
  record.scope.name,
  record.scope.version,
  record.scope.attributes,
  record.scope.schemaUrl,
  String(record.timeUnixNano),
  String(record.observedTimeUnixNano),
  record.severityNumber,
  record.severityText,
  record.traceId,
  record.spanId,
  record.eventName,
  record.body,
  record.attributes,
];
