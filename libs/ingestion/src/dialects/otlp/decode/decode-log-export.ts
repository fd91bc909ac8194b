import { logExport, maxListItems, type SentLogRecord } from '@debrief/infra';
import type { OtlpEncoding, OtlpExport, OtlpLogRecord } from '../otlp.types';
import { exportItems, type SentItem } from './export-items';
import { fitItem } from './fit-item';
import { openExport } from './open-export';
import { Remarks } from './remarks';
import { isSpanId, isTraceId, namesNone } from './span-ids';

const payload = ['severityText', 'body', 'attributes', 'eventName'] as const;

/** The records of an ExportLogsServiceRequest. Throws MALFORMED if the body does not decode. */
export function decodeLogExport(body: Buffer, encoding: OtlpEncoding): OtlpExport<OtlpLogRecord> {
  const remarks = new Remarks();
  const records: OtlpLogRecord[] = [];
  for (const item of exportItems(openExport(body, encoding), logExport)) {
    const record = readRecord(item, remarks);
    if (record !== null) records.push(record);
  }
  return remarks.with(records);
}

/** Null: the record is rejected. */
function readRecord({ item, resource, scope, sourceDefect }: SentItem, remarks: Remarks): OtlpLogRecord | null {
  const sent = item.read(logExport.item);
  const { attributes, traceId, spanId, ...fields } = sent;
  const record: OtlpLogRecord = {
    ...fields,
    attributes: attributes.values,
    droppedAttributesCount: sent.droppedAttributesCount + Math.max(0, attributes.count - maxListItems),
    traceId: isTraceId(traceId) ? traceId : null,
    spanId: isSpanId(spanId) ? spanId : null,
    resource,
    scope,
  };
  const defect = item.defect ?? sourceDefect;
  const truncated = defect === null ? fitItem(record, payload) : [];
  if (defect !== null || truncated === null) {
    remarks.rejected.add(defect ?? 'larger than 1 MiB', spanId);
    return null;
  }
  warn(sent, truncated.length, remarks);
  return truncated.length === 0 ? record : { ...record, truncated };
}

function warn({ traceId, spanId, attributes }: SentLogRecord, cuts: number, { warnings }: Remarks): void {
  if (!namesNone(traceId) && !isTraceId(traceId)) warnings.add('trace id is not 16 bytes: left out', traceId);
  if (!namesNone(spanId) && !isSpanId(spanId)) warnings.add('span id is not 8 bytes: left out', spanId);
  if (attributes.count > maxListItems) warnings.add('attributes beyond the limit were dropped', spanId);
  if (cuts > 0) warnings.add('larger than 1 MiB: the longest texts were cut', spanId);
}
