import type { SpanSummary, TraceSummary } from '../spans.types';

/** What of a native event makes it a span. Moments are microseconds since 1970. */
export interface NativeEventRow {
  readonly seq: number;
  readonly type: string;
  /** Of the span that the event lies in; of a marker its own. */
  readonly spanId: string | null;
  readonly parentId: string | null;
  readonly name: string | null;
  readonly agent: string | null;
  readonly level: string;
  readonly start: number;
  readonly durationMs: number | null;
  readonly model: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  /** Of `tool_call` and `tool_result`. */
  readonly callId: string | null;
  /** Of markers. */
  readonly spanName: string | null;
}

type Home = Pick<TraceSummary, 'id' | 'externalId' | 'sessionId' | 'userId' | 'environment'>;
type Kind = Pick<SpanSummary, 'observationType' | 'category'>;

const plain: Kind = { observationType: 'span', category: 'other' };
const kinds: ReadonlyMap<string, Kind> = new Map([
  ['llm_call', { observationType: 'generation', category: 'llm' }],
  ['tool_call', { observationType: 'tool', category: 'tool' }],
  ['retrieval', { observationType: 'retriever', category: 'retriever' }],
]);

/**
 * Native events as spans (otel.md C3): a pair of markers is one span, a tool call lasts until its result, any other event is a span of
 * its own, whose id is the event's (`<trace>:<seq>`), inside the span that it names.
 * @param events in seq order
 * @returns the spans, and which result (by seq) answers which call
 */
export const toNativeSpans = (
  events: readonly NativeEventRow[],
  home: Home,
): { readonly spans: SpanSummary[]; readonly resultsOf: ReadonlyMap<number, number> } => {
  const spans: SpanSummary[] = [];
  const resultsOf = new Map<number, number>();
  const openMarkers = new Map<string, number>();
  const openCalls: { readonly index: number; readonly seq: number; readonly callId: string | null }[] = [];
  const end = (index: number, event: NativeEventRow): void => {
    const span = spans[index];
    if (!span) return;
    const hasFailed = event.level === 'error' || span.statusCode === 'ERROR';
    spans[index] = {
      ...span,
      end: Math.max(endOf(span.start, event), span.start),
      statusCode: hasFailed ? 'ERROR' : null,
    };
  };
  for (const event of events) {
    if (isMarker(event, 'span_start')) {
      openMarkers.set(event.spanId, spans.length);
      spans.push({ ...toSpan(event, home), spanId: event.spanId, parentSpanId: event.parentId, end: null });
      continue;
    }
    const marker = isMarker(event, 'span_end') ? openMarkers.get(event.spanId) : undefined;
    if (marker !== undefined) {
      openMarkers.delete(event.spanId ?? '');
      end(marker, { ...event, durationMs: null });
      continue;
    }
    const call = event.type === 'tool_result' ? openCalls.findIndex(({ callId }) => callId === event.callId) : -1;
    const [opened] = call === -1 ? [] : openCalls.splice(call, 1);
    if (opened) {
      end(opened.index, event);
      resultsOf.set(opened.seq, event.seq);
      continue;
    }
    if (event.type === 'tool_call') openCalls.push({ index: spans.length, seq: event.seq, callId: event.callId });
    spans.push(toSpan(event, home));
  }
  return { spans, resultsOf };
};

const isMarker = (event: NativeEventRow, name: string): event is NativeEventRow & { readonly spanId: string } =>
  event.type === 'state_change' && event.name === name && event.spanId !== null;

const endOf = (start: number, { start: at, durationMs }: NativeEventRow): number =>
  durationMs === null ? at : start + Math.round(durationMs * 1000);

const toSpan = (event: NativeEventRow, home: Home): SpanSummary => ({
  traceId: home.id,
  traceExternalId: home.externalId,
  seq: event.seq,
  spanId: `${home.id}:${event.seq}`,
  parentSpanId: event.spanId ?? event.parentId,
  name: event.spanName ?? event.name ?? event.model ?? event.type,
  kind: 0,
  ...(kinds.get(event.type) ?? plain),
  framework: null,
  statusCode: event.level === 'error' ? 'ERROR' : null,
  start: event.start,
  // A call without a result has not ended.
  end: event.type === 'tool_call' ? null : endOf(event.start, event),
  environment: home.environment,
  sessionId: home.sessionId,
  userId: home.userId,
  model: event.model,
  provider: null,
  agent: event.agent,
  finishReasons: null,
  inputTokens: event.inputTokens ?? 0,
  outputTokens: event.outputTokens ?? 0,
  totalTokens: (event.inputTokens ?? 0) + (event.outputTokens ?? 0),
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  reasoningTokens: 0,
  inputCost: 0,
  outputCost: 0,
  cacheReadCost: 0,
  cacheWriteCost: 0,
  reasoningCost: 0,
  totalCost: event.costUsd ?? 0,
  eventCount: 0,
  linkCount: 0,
  inputPreview: null,
  outputPreview: null,
});
