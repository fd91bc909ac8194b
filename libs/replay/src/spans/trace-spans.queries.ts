import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { microsOf } from './micros-of';
import { nativeStart, payloadText, spanName } from './native/native-rows';
import type { NativeEventRow } from './native/native-spans';
import { spansOfRun, spanSummaryColumns } from './span-summary.queries';
import type { SpanSummary } from './spans.types';

/** A run's imported spans, the first so many by their start: the root, which ends and so arrives last, is among them. */
export const selectSpansOfTrace = async (tx: WorkspaceTx, traceId: string, limit: number): Promise<SpanSummary[]> => {
  const { rows } = await sql<SpanSummary>`
    select ${spanSummaryColumns} from ${spansOfRun(traceId)} order by e.started_at, e.seq limit ${limit}`.execute(tx);
  return rows;
};

/** An imported span by its id, which is its key in the run. */
export const findSpan = async (tx: WorkspaceTx, traceId: string, spanId: string): Promise<SpanSummary | undefined> => {
  const { rows } = await sql<SpanSummary>`
    select ${spanSummaryColumns} from ${spansOfRun(traceId, sql`e.idempotency_key = ${spanId}`)}`.execute(tx);
  return rows[0];
};

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
