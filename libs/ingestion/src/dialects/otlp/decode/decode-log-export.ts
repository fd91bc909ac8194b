import { logExport, maxListItems, type SentLogRecord } from '@debrief/infra';
import type { OtlpEncoding, OtlpExport, OtlpLogRecord } from '../otlp.types';
import type { MediaLifter } from '../media/media-lifter';
import { exportItems, type SentItem } from './export-items';
import { fitItem } from './fit-item';
import { openExport } from './open-export';
import { Remarks } from './remarks';
import { isSpanId, isTraceId, namesNone } from './span-ids';

const payload = ['severityText', 'body', 'attributes', 'eventName'] as const;

/**
 * The records of an ExportLogsServiceRequest. Throws MALFORMED if the body does not decode.
 * @param media as of spans; takes from records that name a run, with which the objects go
 */
export function decodeLogExport(body: Buffer, encoding: OtlpEncoding, media?: MediaLifter): OtlpExport<OtlpLogRecord> {
  const remarks = new Remarks();
  const records: OtlpLogRecord[] = [];
  for (const item of exportItems(openExport(body, encoding), logExport)) {
    const record = readRecord(item, remarks, media);
    if (record !== null) records.push(record);
  }
  return remarks.with(records, media);
}

/** Null: the record is rejected. */
function readRecord(
  { item, resource, scope, sourceDefect }: SentItem,
  remarks: Remarks,
  media: MediaLifter | undefined,
): OtlpLogRecord | null {
  const sent = item.read(logExport.item);
  const { attributes, traceId, spanId, ...fields } = sent;
  const read: OtlpLogRecord = {
    ...fields,
    attributes: attributes.values,
    droppedAttributesCount: sent.droppedAttributesCount + Math.max(0, attributes.count - maxListItems),
    traceId: isTraceId(traceId) ? traceId : null,
    spanId: isSpanId(spanId) ? spanId : null,
    resource,
    scope,
  };
  const defect = item.defect ?? sourceDefect;
  const record = defect === null && read.traceId !== null && media ? liftMedia(read, media) : read;
  const truncated = defect === null ? fitItem(record, payload) : [];
  if (defect !== null || truncated === null) {
    remarks.rejected.add(defect ?? 'larger than 1 MiB', spanId);
    return null;
  }
  warn(sent, truncated.length, remarks);
  return truncated.length === 0 ? record : { ...record, truncated };
}

function liftMedia(record: OtlpLogRecord, lifter: MediaLifter): OtlpLogRecord {
  const payloads = { body: record.body };
  const media = [...new Set([...lifter.lift(payloads), ...lifter.lift(record.attributes)])];
  return media.length === 0 ? record : { ...record, ...payloads, media };
}

function warn({ traceId, spanId, attributes }: SentLogRecord, cuts: number, { warnings }: Remarks): void {
  if (!namesNone(traceId) && !isTraceId(traceId)) warnings.add('trace id is not 16 bytes: left out', traceId);
  if (!namesNone(spanId) && !isSpanId(spanId)) warnings.add('span id is not 8 bytes: left out', spanId);
  if (attributes.count > maxListItems) warnings.add('attributes beyond the limit were dropped', spanId);
  if (cuts > 0) warnings.add('larger than 1 MiB: the longest texts were cut', spanId);
}
