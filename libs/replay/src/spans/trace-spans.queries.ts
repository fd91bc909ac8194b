import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { microsOf } from './micros-of';
import { nativeStart, payloadText, spanName } from './native/native-rows';
import type { NativeEventRow } from './native/native-spans';
import { type PackedSpan, packedColumns, unpackSpans } from './packed-spans';
import type { SpanSummary, TraceSummary } from './spans.types';

type Run = Pick<TraceSummary, 'id' | 'externalId' | 'spanCount'>;

/** A run's imported spans that pass; the run itself is known. */
const selectImported = async (tx: WorkspaceTx, run: Run, rest: RawBuilder<unknown>): Promise<SpanSummary[]> => {
  // Renaming would take a fifth of the time of a large run.
  const { rows } = await sql<PackedSpan>`
    select ${packedColumns} from event e where e.trace_id = ${run.id} and e.project_id is not null ${rest}`.execute(
    tx.withoutPlugins(),
  );
  return unpackSpans(rows, run);
};

/**
 * A run's imported spans in no order; of a run that has more, the first so many by their start: the root, which ends and so arrives last, is
 * among them.
 */
export const selectSpansOfTrace = (tx: WorkspaceTx, run: Run, limit: number): Promise<SpanSummary[]> => {
  // Sorting takes a quarter of the query's time.
  const order = run.spanCount < limit ? sql`` : sql`order by e.started_at, e.seq`;
  return selectImported(tx, run, sql`${order} limit ${limit}`);
};

/** An imported span by its id, which is its key in the run. */
export const findSpan = async (tx: WorkspaceTx, run: Run, spanId: string): Promise<SpanSummary | undefined> =>
  (await selectImported(tx, run, sql`and e.idempotency_key = ${spanId}`))[0];

/** A run's native events in seq order, so many at most. Of their payloads only two short texts are read. */
export const selectNativeEvents = async (
  tx: WorkspaceTx,
  traceId: string,
  limit: number,
): Promise<NativeEventRow[]> => {
  const isPaired = sql`e.type in ('tool_call', 'tool_result')`;
  const { rows } = await sql<NativeEventRow>`
    select e.seq, e.type, e.span_id, e.parent_id, e.name, e.agent, e.level, ${microsOf(nativeStart('e'))} as start,
           e.duration_ms, e.model, e.input_tokens, e.output_tokens, e.cost_usd,
           case when ${isPaired} then ${payloadText('e', 'call_id')} end as call_id,
           ${spanName('e')} as span_name
      from event e
     where e.trace_id = ${traceId} and e.project_id is null
     order by e.seq limit ${limit}`.execute(tx);
  return rows;
};
