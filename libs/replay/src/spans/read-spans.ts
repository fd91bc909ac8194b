import type { WorkspaceTx } from '@debrief/infra';
import { notFound } from '@debrief/kernel';
import { toNativeSpans } from './native/native-spans';
import type { SpanSummary, TraceSummary } from './spans.types';
import { selectNativeEvents, selectSpansOfTrace } from './trace-spans.queries';
import { findTraceSummary } from './trace-summary.queries';

/** A run is shown with so many spans; the rest is paged. */
export const wholeTraceLimit = 10_000;

/** @throws DomainError NOT_FOUND */
export const getTraceSummary = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<TraceSummary> => {
  const trace = await findTraceSummary(tx, projectId, externalId);
  if (!trace) throw notFound('trace', externalId);
  return trace;
};

export interface ReadSpans {
  readonly spans: readonly SpanSummary[];
  /** Native tool calls that have been answered: seq of the call → seq of its result. */
  readonly resultsOf: ReadonlyMap<number, number>;
  readonly isTruncated: boolean;
}

/** A run's spans, imported ones and what its native events are as spans: the first 10,000. */
export const readSpans = async (tx: WorkspaceTx, trace: TraceSummary): Promise<ReadSpans> => {
  const imported = await selectSpansOfTrace(tx, trace, wholeTraceLimit + 1);
  const events = trace.surface === 'native' ? await selectNativeEvents(tx, trace.id, wholeTraceLimit + 1) : [];
  const native = toNativeSpans(events.slice(0, wholeTraceLimit), trace);
  const spans = [...native.spans, ...imported];
  const isTruncated = spans.length > wholeTraceLimit || events.length > wholeTraceLimit;
  return { spans: spans.slice(0, wholeTraceLimit), resultsOf: native.resultsOf, isTruncated };
};
