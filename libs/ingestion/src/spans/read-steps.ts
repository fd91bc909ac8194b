import type { NormalSpan } from '../dialects/otlp/conventions/normal-span';
import { normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import { readSpanMessages } from '../dialects/otlp/messages/read-span-messages';
import type { Step, StepSpan } from '../dialects/otlp/steps/step';
import { type SpanSteps, toSpanSteps, toSteps } from '../dialects/otlp/steps/to-steps';
import type { RunLogs } from '../signals/span-logs.queries';
import { orderTimeline } from '../dialects/otlp/trace/timeline';
import { type Sources, type StoredSpanRow, toOtlpSpan } from './raw-span';

export interface StepSpanRow extends StoredSpanRow {
  readonly seq: number;
  /** What it cost by the prices of its workspace when it came; absent: by the product's list. */
  readonly costUsd?: number | null;
}

/** A stored span, read anew by the rules of today, with what the log records of its run say of it. */
export const toStepSpan = (row: StepSpanRow, sources: Sources, logs: RunLogs): StepSpan => {
  const span = toOtlpSpan(row, sources);
  const read = normalizeSpan(span);
  const normal = typeof row.costUsd === 'number' ? { ...read, cost: costOf(row.costUsd, read) } : read;
  return {
    ...span,
    seq: row.seq,
    normal,
    costUsd: row.costUsd ?? null,
    messages: readSpanMessages(span, normal, logs.spoken.get(row.spanId)),
    logs: logs.errors.get(row.spanId) ?? [],
  };
};

const costOf = (total: number, { cost }: NormalSpan): NormalSpan['cost'] =>
  cost && { ...cost, total, source: cost.source === 'reported' ? 'reported' : 'list' };

/** The steps of a trace's spans in causal order (otel.md B4): the same for every order in which the spans came. */
export const readSteps = (spans: readonly StepSpan[]): Step[] => toSteps(orderTimeline(spans));

/** The same steps, under the spans that they come of, in causal order. */
export const readSpanSteps = (spans: readonly StepSpan[]): SpanSteps[] => toSpanSteps(orderTimeline(spans));
