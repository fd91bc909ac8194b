import { type JsonValue, newId, toColumnText } from '@debrief/kernel';
import { sessionSources } from '../dialects/otlp/conventions/fields/identity';
import { toText } from '../dialects/otlp/conventions/span-reader';
import type { Attributes, OtlpLogRecord } from '../dialects/otlp/otlp.types';
import type { Masker } from '../masking/masker';
import type { SourceIds } from '../spans/raw-span';
import type { NewLog } from './new-log';
import type { RecordDigests } from './record-digests';
import { readLogScores } from '../scores/read-scores';
import { serviceNameOf } from './service-name';

export interface LogContext {
  readonly masker: Masker;
  readonly digests: RecordDigests;
  readonly sourcesOf: (record: OtlpLogRecord) => SourceIds;
  /** Microseconds since 1970: stands in where a record tells no time. */
  readonly arrivedAt: number;
}

/** Makes a record to store of one that was sent: known by what was received, then masked. Changes body and attributes in place. */
export const prepareLog = (sent: OtlpLogRecord, { masker, digests, sourcesOf, arrivedAt }: LogContext): NewLog => {
  const digest = digests.next(sent);
  const text = (value: string): string | null => (value === '' ? null : toColumnText(masker.maskText(value).value));
  masker.maskValue(sent.attributes);
  const body = sent.body === null ? null : masker.maskValue(sent.body).value;
  const observedAt = toMicros(sent.observedTimeUnixNano);
  const occurredAt = toMicros(sent.timeUnixNano) ?? observedAt ?? arrivedAt;
  const eventName = text(sent.eventName) ?? toColumn(sent.attributes['event.name']);
  return {
    id: newId(),
    digest,
    traceId: sent.traceId,
    spanId: sent.spanId,
    sessionId: sessionOf(sent.attributes),
    occurredAt,
    observedAt,
    severityNumber: sent.severityNumber,
    severityText: text(sent.severityText),
    eventName,
    body: body === null ? null : JSON.stringify(body),
    attributes: JSON.stringify(sent.attributes),
    serviceName: serviceNameOf(sent.resource),
    scopeName: sent.scope.name === '' ? null : toColumnText(sent.scope.name),
    sources: sourcesOf(sent),
    flags: sent.flags,
    droppedAttributesCount: sent.droppedAttributesCount,
    truncated: sent.truncated === undefined ? null : JSON.stringify(sent.truncated),
    media: sent.media ?? [],
    scores: readLogScores({ ...sent, body }, eventName, occurredAt),
  };
};

const toMicros = (nanos: bigint): number | null => (nanos === 0n ? null : Number(nanos / 1_000n));

const toColumn = (value: JsonValue | undefined): string | null => {
  const text = toText(value);
  return text === undefined ? null : toColumnText(text);
};

/** Records are flat: of the ways to name a session those that look inside of an attribute are for spans. */
const sessionNames = sessionSources.filter((source) => typeof source === 'string');
/** README rule 9. */
const maxIdLength = 256;

const sessionOf = (attributes: Attributes): string | null => {
  for (const name of sessionNames) {
    const id = toColumn(attributes[name]);
    if (id !== null) return id.slice(0, maxIdLength);
  }
  return null;
};
