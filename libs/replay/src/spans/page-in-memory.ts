import { type Facts, matches } from './filters/matches';
import { type ListTotal, type RowRange, toTotal } from './list-page';
import type { Placed, SpanListQuery, SpanSummary, TraceSummary } from './spans.types';

/** A span in the columns that lists filter and order by. */
const factsOf = (span: SpanSummary, tags: readonly string[]): Facts => ({
  trace_id: span.traceExternalId,
  span_id: span.spanId,
  session_id: span.sessionId,
  user_id: span.userId,
  environment: span.environment,
  tags,
  span_category: span.category,
  observation_type: span.observationType,
  framework: span.framework,
  status_code: span.statusCode,
  gen_ai_request_model: span.model,
  gen_ai_system: span.provider,
  gen_ai_agent_name: span.agent,
  timestamp_start: span.start,
  timestamp_end: span.end,
  start_time: span.start,
  end_time: span.end,
  duration_ms: span.end === null ? null : (span.end - span.start) / 1000,
  span_name: span.name,
});

/**
 * A page of spans that are made at read: of a native run, whose events have no columns to filter by.
 * @returns the rows of the range and the total, as the queries of stored spans do
 */
export const pageInMemory = (
  spans: readonly SpanSummary[],
  { trace, query, range }: { readonly trace: TraceSummary; readonly query: SpanListQuery; readonly range: RowRange },
): { rows: Placed<SpanSummary>[]; total: ListTotal } => {
  const passing = spans
    .map((span) => ({ span, facts: factsOf(span, trace.tags) }))
    .filter(({ span, facts }) => isWanted(span, query) && query.conditions.every((one) => matches(facts, one)));
  const key = ({ facts }: (typeof passing)[number]) => facts[query.order.column] ?? null;
  const way = query.order.direction === 'asc' ? 1 : -1;
  passing.sort((a, b) => compareNullsLast(key(a), key(b), way) || way * (a.span.seq - b.span.seq));
  const lastSeq = range.after?.[2];
  const from = lastSeq === undefined ? range.offset : passing.findIndex(({ span }) => span.seq === lastSeq) + 1;
  const rows = passing
    .slice(from, from + range.limit)
    .map(({ span }) => ({ ...span, position: [null, span.traceId, span.seq] }));
  return { rows, total: toTotal(passing.length) };
};

const isWanted = (span: SpanSummary, { isObservation }: SpanListQuery): boolean =>
  isObservation === undefined || (span.observationType !== 'span' || span.model !== null) === isObservation;

const compareNullsLast = (a: unknown, b: unknown, way: number): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return (a as number) < (b as number) ? -way : way;
};
