import type { Database, WorkspaceTx } from '@debrief/infra';
import { findSources, type OtlpSpan, sourceIdsOf, toOtlpSpan } from '@debrief/ingestion';
import type { JsonText, Scope } from '@debrief/kernel';
import { sql } from 'kysely';
import type { SpanSummary } from './spans.types';

type SpanKey = Pick<SpanSummary, 'traceId' | 'seq'>;
/** By what a sent span is found, and what its row knows of it. */
type SpanPlace = Pick<SpanSummary, 'traceId' | 'seq' | 'traceExternalId' | 'spanId' | 'parentSpanId'>;

interface RawRow extends SpanKey {
  readonly raw: JsonText;
}

const selectRaw = async (tx: WorkspaceTx, keys: readonly SpanKey[]): Promise<RawRow[]> => {
  const { rows } = await sql<RawRow>`
    select e.trace_id, e.seq, e.raw
      from unnest(${keys.map(({ traceId }) => traceId)}::uuid[], ${keys.map(({ seq }) => seq)}::int8[]) as k(trace_id, seq)
      join event e on e.trace_id = k.trace_id and e.seq = k.seq
     where e.raw is not null`.execute(tx);
  return rows;
};

/** Spans as they were sent, by their place; what is no imported span has none. */
export const readSentSpans = async <Span extends SpanPlace>(
  tx: WorkspaceTx,
  spans: readonly Span[],
): Promise<ReadonlyMap<Span, OtlpSpan>> => {
  const rows = await selectRaw(tx, spans);
  const sources = await findSources(
    tx,
    rows.flatMap(({ raw }) => sourceIdsOf(raw)),
  );
  const byKey = new Map(rows.map((row) => [`${row.traceId}:${row.seq}`, row.raw]));
  return new Map(
    spans.flatMap((span) => {
      const raw = byKey.get(`${span.traceId}:${span.seq}`);
      if (raw === undefined) return [];
      const { traceExternalId: traceId, spanId, parentSpanId: parentId } = span;
      return [[span, toOtlpSpan({ traceId, spanId, parentId, raw }, sources)] as const];
    }),
  );
};

/** Spans whose sent form is held at once: each may have a mebibyte. */
const spansAtOnce = 16;

/**
 * Goes through spans with what was sent of each, a few at a time and each time in a transaction of its own, so that many large ones
 * cost no memory.
 * @yields so many spans, in their order; null for what was not imported
 */
export async function* eachSent(
  database: Database,
  scope: Scope,
  spans: readonly SpanSummary[],
): AsyncGenerator<(readonly [SpanSummary, OtlpSpan | null])[]> {
  for (let from = 0; from < spans.length; from += spansAtOnce) {
    const some = spans.slice(from, from + spansAtOnce);
    const sent = await database.inWorkspace(scope, (tx) => readSentSpans(tx, some));
    yield some.map((span) => [span, sent.get(span) ?? null] as const);
  }
}
