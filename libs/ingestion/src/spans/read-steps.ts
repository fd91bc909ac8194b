import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import { readSpanMessages } from '../dialects/otlp/messages/read-span-messages';
import type { Step, StepSpan } from '../dialects/otlp/steps/step';
import { type SpanSteps, toSpanSteps, toSteps } from '../dialects/otlp/steps/to-steps';
import { orderTimeline } from '../dialects/otlp/trace/timeline';
import { type Sources, type StoredSpanRow, toOtlpSpan } from './raw-span';

/** A stored span, read anew by the rules of today. */
export const toStepSpan = (row: StoredSpanRow & { readonly seq: number }, sources: Sources): StepSpan => {
  const span = toOtlpSpan(row, sources);
  const normal = normalizeSpan(span);
  return { ...span, seq: row.seq, normal, messages: readSpanMessages(span, normal) };
};

/** The steps of a trace's spans in causal order (otel.md B4): the same for every order in which the spans came. */
export const readSteps = (spans: readonly StepSpan[]): Step[] => toSteps(orderTimeline(spans));

/** The same steps, under the spans that they come of, in causal order. */
export const readSpanSteps = (spans: readonly StepSpan[]): SpanSteps[] => toSpanSteps(orderTimeline(spans));
