import { clientOf, type WorkspaceTx } from '@debrief/infra';
import {
  findSources,
  listRunLogs,
  type MessageSpan,
  normalizeSpan,
  readSpanMessages,
  sourceIdsOf,
  type StepSpan,
  toMessageSpan,
  toOtlpSpan,
} from '@debrief/ingestion';
import { parseJson } from '@debrief/kernel';
import { orderTimeline } from '../order-timeline';
import type { SpanSummary, TraceSummary } from '../spans.types';
import { readSpans } from '../read-spans';
import { nothingSaid, readNativeMessage, toSpokenSpan } from './native-messages';
import { selectSpokenEvents, selectSpokenSpans } from './spoken-spans.queries';

/** A run's spans in timeline order with what each says, also those that say nothing: the tree is theirs, too. */
export const readMessageSpans = async (
  tx: WorkspaceTx,
  trace: TraceSummary,
): Promise<{ spans: MessageSpan[]; isTruncated: boolean }> => {
  const { spans, resultsOf, isTruncated } = await readSpans(tx, trace);
  const sent = await readSent(tx, trace);
  const native = trace.surface === 'native' ? await readNative(tx, trace) : null;
  const toMessages = (span: SpanSummary): MessageSpan => {
    const imported = sent.spans.get(span.seq);
    // What was sent is large, and of no use any more.
    sent.spans.delete(span.seq);
    if (imported) return imported(span);
    const seqs = [span.seq, resultsOf.get(span.seq)].filter((seq) => seq !== undefined);
    const messages = seqs.flatMap((seq) => native?.messages.get(seq) ?? []);
    return toSpokenSpan(span, messages.length === 0 ? nothingSaid : { ...nothingSaid, messages });
  };
  return {
    spans: orderTimeline(spans).map(toMessages),
    isTruncated: isTruncated || sent.isTruncated || (native?.isTruncated ?? false),
  };
};

/** The same of a run that is made of spans alone, where all were read for something else. */
export const heardMessageSpans = (spans: readonly StepSpan[]): MessageSpan[] => {
  const placed = spans.map((span) => ({
    span,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    start: Number(span.startUnixNano / 1_000n),
    seq: span.seq,
  }));
  return orderTimeline(placed).map(({ span }) => {
    const said = toMessageSpan(span, span.normal, span.messages ?? nothingSaid);
    return { ...said, cost: said.cost === null ? null : (span.costUsd ?? 0) };
  });
};

const readSent = async (tx: WorkspaceTx, trace: TraceSummary) => {
  const { spoken: logs } = await listRunLogs(clientOf(tx), trace.projectId, trace.externalId);
  const { rows, isTruncated } = await selectSpokenSpans(tx, trace.id, [...logs.keys()]);
  const sources = await findSources(
    tx,
    rows.flatMap(({ raw }) => sourceIdsOf(raw)),
  );
  const spans = new Map(
    rows.map(({ seq, raw }) => [
      seq,
      ({ traceExternalId: traceId, spanId, parentSpanId: parentId, totalCost }: SpanSummary): MessageSpan => {
        const span = toOtlpSpan({ traceId, spanId, parentId, raw }, sources);
        const normal = normalizeSpan(span);
        const said = toMessageSpan(span, normal, readSpanMessages(span, normal, logs.get(spanId)));
        // Read now: what is to be read later keeps all of the span in memory.
        const { messages, toolDefinitions } = said.messages;
        // What it cost was decided when it came, by the prices of its workspace.
        return { ...said, messages: { messages, toolDefinitions }, cost: said.cost === null ? null : totalCost };
      },
    ]),
  );
  return { spans, isTruncated };
};

const readNative = async (tx: WorkspaceTx, { id }: TraceSummary) => {
  const { rows, isTruncated } = await selectSpokenEvents(tx, id);
  return {
    messages: new Map(rows.map(({ seq, type, payload }) => [seq, readNativeMessage(type, parseJson(payload)) ?? []])),
    isTruncated,
  };
};
