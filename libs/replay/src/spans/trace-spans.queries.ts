import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { readable } from './filters/condition-sql';
import { microsOf } from './micros-of';
import type { NativeEventRow } from './native-spans';
import { spanSummaryColumns, spansWithTraces } from './span-summary.queries';
import type { SpanSummary } from './spans.types';

const inTrace = (traceId: string) => sql`e.trace_id = ${traceId}`;

/** A run's imported spans in seq order, so many at most: without renaming, which takes a fifth of the time of a large run. */
export const selectSpansOfTrace = async (tx: WorkspaceTx, traceId: string, limit: number): Promise<SpanSummary[]> => {
  const { rows } = await sql<SpanSummary>`
    select ${spanSummaryColumns} from ${spansWithTraces}
     where ${inTrace(traceId)} and e.project_id is not null
     order by e.seq limit ${limit}`.execute(tx.withoutPlugins());
  return rows;
};

/** An imported span by its id, which is its key in the run. */
export const findSpan = async (tx: WorkspaceTx, traceId: string, spanId: string): Promise<SpanSummary | undefined> => {
  const { rows } = await sql<SpanSummary>`
    select ${spanSummaryColumns} from ${spansWithTraces}
     where ${inTrace(traceId)} and e.project_id is not null and e.idempotency_key = ${spanId}`.execute(tx);
  return rows[0];
};

const text = (field: string) => sql`left(${readable(sql`e.payload`)} ->> ${field}::text, 256)`;
const isPaired = sql`e.type in ('tool_call', 'tool_result')`;
const isMarker = sql`e.type = 'state_change' and e.name in ('span_start', 'span_end')`;

/** A run's native events in seq order, so many at most. Of their payloads only two short texts are read. */
export const selectNativeEvents = async (
  tx: WorkspaceTx,
  traceId: string,
  limit: number,
): Promise<NativeEventRow[]> => {
  const { rows } = await sql<NativeEventRow>`
    select e.seq, e.type, e.span_id, e.parent_id, e.name, e.agent, e.level, ${microsOf(sql`coalesce(e.started_at, e.received_at)`)} as start,
           e.duration_ms, e.model, e.input_tokens, e.output_tokens, e.cost_usd, case when ${isPaired} then ${text('call_id')} end as call_id,
           case when ${isMarker} then ${text('span_name')} end as span_name
      from event e
     where ${inTrace(traceId)} and e.project_id is null
     order by e.seq limit ${limit}`.execute(tx);
  return rows;
};
