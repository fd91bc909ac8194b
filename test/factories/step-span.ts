import { normalizeSpan, type OtlpSpan, readSpanMessages, type StepSpan } from '@debrief/ingestion';
import type { JsonObject } from '@debrief/kernel';
import { otlpSpan } from './otlp-span';

export interface SpanSketch {
  readonly id: string;
  readonly under?: string;
  readonly name?: string;
  readonly attributes?: JsonObject;
  readonly span?: Partial<OtlpSpan>;
}

const second = 1_000_000_000n;
/** When made spans begin, in epoch milliseconds. */
export const spansStart = 1_780_000_000_000;

/** Spans for the tables of rules: the nth starts n seconds after the first and lasts half a second, its seq is n. */
export const makeStepSpans = (...sketches: readonly SpanSketch[]): StepSpan[] =>
  sketches.map(({ id, under = null, name = id, attributes = {}, span = {} }, seq) => {
    const startUnixNano = BigInt(spansStart) * 1_000_000n + BigInt(seq) * second;
    const own = otlpSpan({
      name,
      spanId: id,
      parentSpanId: under,
      startUnixNano,
      endUnixNano: startUnixNano + second / 2n,
      attributes,
      ...span,
    });
    const normal = normalizeSpan(own);
    return { ...own, seq, normal, messages: readSpanMessages(own, normal) };
  });
