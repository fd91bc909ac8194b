import { orderTimeline as order } from '@debrief/ingestion';

interface Placed {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  /** Microseconds. */
  readonly start: number;
  readonly seq: number;
}

/** Spans in timeline order (otel.md A5), as rules read them. */
export const orderTimeline = <T extends Placed>(spans: readonly T[]): T[] =>
  order(
    spans.map((span) => ({
      span,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      seq: span.seq,
      startUnixNano: BigInt(span.start) * 1_000n,
    })),
  ).spans.map(({ span }) => span);
