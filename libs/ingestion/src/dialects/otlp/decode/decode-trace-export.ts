import { traceExport } from '@debrief/infra';
import type { OtlpEncoding, OtlpExport, OtlpSpan } from '../otlp.types';
import { DefectTally } from './defect-tally';
import { exportItems, type SentItem } from './export-items';
import { openExport } from './open-export';
import { repairSpan } from './repair-span';
import { isSpanId, isTraceId } from './span-ids';

const nanosPerMilli = 1_000_000n;

/**
 * The spans of an ExportTraceServiceRequest, checked and repaired as far as one span alone decides it (otel.md A4). Spans without a start
 * started when they arrived. Throws MALFORMED if the body does not decode; a bad span never takes good ones with it.
 */
export function decodeTraceExport(body: Buffer, encoding: OtlpEncoding, arrivedAt: Date): OtlpExport<OtlpSpan> {
  const rejected = new DefectTally();
  const warnings = new DefectTally();
  const items: OtlpSpan[] = [];
  const arrivedUnixNano = BigInt(arrivedAt.getTime()) * nanosPerMilli;
  for (const sent of exportItems(openExport(body, encoding), traceExport)) {
    const span = readSpan(sent, arrivedUnixNano, { rejected, warnings });
    if (span !== null) items.push(span);
  }
  return { items, rejected: rejected.tallies, warnings: warnings.tallies };
}

/** Null: the span is rejected. */
function readSpan(
  { item, resource, scope, sourceDefect }: SentItem,
  arrivedUnixNano: bigint,
  { rejected, warnings }: { rejected: DefectTally; warnings: DefectTally },
): OtlpSpan | null {
  const sent = item.read(traceExport.item);
  const defect = problemOfIds(sent) ?? item.defect ?? sourceDefect;
  if (defect !== null) {
    rejected.add(defect, sent.spanId);
    return null;
  }
  const repaired = repairSpan(sent, { resource, scope, arrivedUnixNano });
  for (const warning of repaired.warnings) warnings.add(warning, sent.spanId);
  return repaired.span;
}

function problemOfIds({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string | null {
  if (!isTraceId(traceId)) return 'trace id is not 16 bytes or all zero';
  return isSpanId(spanId) ? null : 'span id is not 8 bytes or all zero';
}
