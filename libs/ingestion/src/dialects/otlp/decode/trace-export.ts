import { type EncodedMessage, traceExport } from '@debrief/infra';
import type { FoundMedia, MediaLifter } from '../media/media-lifter';
import type { OtlpEncoding, OtlpSpan, OtlpTally, SpanExport } from '../otlp.types';
import { exportItems, type SentItem } from './export-items';
import { fitItem } from './fit-item';
import { openExport } from './open-export';
import { Remarks } from './remarks';
import { repairSpan } from './repair-span';
import { isSpanId, isTraceId } from './span-ids';

const nanosPerMilli = 1_000_000n;
const payload = ['name', 'traceState', 'attributes', 'events', 'links', 'status'] as const;

/**
 * The spans of an ExportTraceServiceRequest, checked and repaired as far as each alone decides it (otel.md A4). A span without a start started
 * when it arrived. A bad span never takes good ones with it.
 * @throws DomainError MALFORMED if the body does not decode: when it is opened, or while spans are read
 */
export class TraceExport implements SpanExport {
  readonly items: Iterable<OtlpSpan>;
  private readonly remarks = new Remarks();

  /** @param lifter takes the media out of the spans before they are cut to fit; without it they stay */
  constructor(
    body: Buffer,
    encoding: OtlpEncoding,
    arrivedAt: Date,
    private readonly lifter?: MediaLifter,
  ) {
    this.items = this.read(openExport(body, encoding), BigInt(arrivedAt.getTime()) * nanosPerMilli);
  }

  get rejected(): readonly OtlpTally[] {
    return this.remarks.rejected.tallies;
  }

  get warnings(): readonly OtlpTally[] {
    return this.remarks.warnings.tallies;
  }

  get media(): readonly FoundMedia[] {
    return this.lifter?.found ?? [];
  }

  private *read(request: EncodedMessage, arrivedUnixNano: bigint): Iterable<OtlpSpan> {
    for (const item of exportItems(request, traceExport)) {
      const span = readSpan(item, { arrivedUnixNano, remarks: this.remarks, media: this.lifter });
      if (span !== null) yield span;
    }
    this.remarks.noteMediaLeft(this.lifter);
  }
}

interface ReadContext {
  readonly arrivedUnixNano: bigint;
  readonly remarks: Remarks;
  readonly media: MediaLifter | undefined;
}

/** Null: the span is rejected. */
function readSpan(
  { item, resource, scope, sourceDefect }: SentItem,
  { arrivedUnixNano, remarks, media }: ReadContext,
): OtlpSpan | null {
  const sent = item.read(traceExport.item);
  const defect = problemOfIds(sent) ?? item.defect ?? sourceDefect;
  if (defect !== null) {
    remarks.rejected.add(defect, sent.spanId);
    return null;
  }
  const repaired = repairSpan(sent, { resource, scope, arrivedUnixNano });
  for (const warning of repaired.warnings) remarks.warnings.add(warning, sent.spanId);
  return fitSpan(liftMedia(repaired.span, media), remarks);
}

function liftMedia(span: OtlpSpan, lifter: MediaLifter | undefined): OtlpSpan {
  if (!lifter) return span;
  const holders = [span, ...span.events, ...span.links];
  const media = [...new Set(holders.flatMap(({ attributes }) => lifter.lift(attributes)))];
  return media.length === 0 ? span : { ...span, media };
}

function fitSpan(span: OtlpSpan, { rejected, warnings }: Remarks): OtlpSpan | null {
  const truncated = fitItem(span, payload);
  if (truncated === null) {
    rejected.add('larger than 1 MiB', span.spanId);
    return null;
  }
  if (truncated.length === 0) return span;
  warnings.add('larger than 1 MiB: the longest texts were cut', span.spanId);
  return { ...span, truncated };
}

function problemOfIds({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string | null {
  if (!isTraceId(traceId)) return 'trace id is not 16 bytes or all zero';
  return isSpanId(spanId) ? null : 'span id is not 8 bytes or all zero';
}
