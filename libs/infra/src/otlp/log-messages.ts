import type { JsonValue } from '@debrief/kernel';
import { enumeration, field, message, noAttributes, type SentAttributes } from './message-type';

/** A log record as it stands in an export: nothing is checked yet. */
export interface SentLogRecord {
  timeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  body: JsonValue;
  attributes: SentAttributes;
  droppedAttributesCount: number;
  flags: number;
  traceId: string;
  spanId: string;
  observedTimeUnixNano: bigint;
  eventName: string;
}

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];
const severities = levels.flatMap((level) => ['', '2', '3', '4'].map((step) => `SEVERITY_NUMBER_${level}${step}`));

const createLogRecord = (): SentLogRecord => ({
  timeUnixNano: 0n,
  severityNumber: 0,
  severityText: '',
  body: null,
  attributes: noAttributes(),
  droppedAttributesCount: 0,
  flags: 0,
  traceId: '',
  spanId: '',
  observedTimeUnixNano: 0n,
  eventName: '',
});

/** Where the items of a log export stand. */
export const logExport = {
  resources: { name: 'resourceLogs', number: 1 },
  scopes: { name: 'scopeLogs', number: 2 },
  items: { name: 'logRecords', number: 2 },
  item: message(createLogRecord, {
    timeUnixNano: field(1, 'fixed64'),
    severityNumber: enumeration(2, ['SEVERITY_NUMBER_UNSPECIFIED', ...severities]),
    severityText: field(3, 'string'),
    body: field(5, 'value'),
    attributes: field(6, 'attributes'),
    droppedAttributesCount: field(7, 'uint32'),
    flags: field(8, 'fixed32'),
    traceId: field(9, 'id'),
    spanId: field(10, 'id'),
    observedTimeUnixNano: field(11, 'fixed64'),
    eventName: field(12, 'string'),
  }),
} as const;
