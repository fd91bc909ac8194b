import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { SpanSummary, TraceSummary } from '../spans.types';
import type { DebriefNote } from './note.types';

/**
 * Whether texts of an event `e` were cut: then the list of them stands before the sources that end every `raw`. What was cut had a
 * mebibyte, so whatever lies in its row uncompressed was not.
 */
const isCut = sql`(pg_column_size(e.raw) > 2000 and right(e.raw::text, 120) ~ '\\],"resource":"[0-9a-f-]{36}","scope":"[0-9a-f-]{36}"\\}$')`;

/** A native event has the cost that its client reported, or none. */
const costSource = sql`coalesce(e.cost_source, case when e.cost_usd is null then 'none' else 'reported' end)`;

/** Of runs, by internal id. */
export const selectTraceNotes = async (
  tx: WorkspaceTx,
  traces: readonly Pick<TraceSummary, 'id'>[],
): Promise<Map<string, DebriefNote>> => {
  const { rows } = await sql<DebriefNote & { id: string }>`
    select t.id, null as seq, null as event_type, t.labels, t.incident_ids, false as is_wrapper,
           case when t.cost_usd is null then 'none'
                when exists (select from event e where e.trace_id = t.id and ${costSource} = 'reported') then 'reported' else 'list' end as cost_source,
           exists (select from event e where e.trace_id = t.id and ${isCut}) as is_truncated
      from trace t where t.id = any(${traces.map(({ id }) => id)}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, ...note }) => [id, note]));
};

type Key = Pick<SpanSummary, 'traceId' | 'seq'>;

export const keyOf = ({ traceId, seq }: Key): string => `${traceId}:${seq}`;

/**
 * Of spans, by `keyOf`. Wrappers are found from below, as an index leads from a span to its parent: `above` has whatever stands above a
 * call with usage in the runs of the spans.
 */
export const selectSpanNotes = async (
  tx: WorkspaceTx,
  spans: readonly (Key & Pick<SpanSummary, 'observationType'>)[],
): Promise<Map<string, DebriefNote>> => {
  const callers = new Set(spans.filter((span) => span.observationType === 'generation').map(({ traceId }) => traceId));
  const { rows } = await sql<DebriefNote & Key>`
    with recursive above as (
      select e.trace_id, e.parent_id from event e
       where e.trace_id = any(${[...callers]}::uuid[]) and e.parent_id is not null and e.project_id is not null
         and e.observation_type in ('generation', 'embedding') and (e.total_tokens > 0 or e.cost_usd > 0)
       union
      select e.trace_id, e.parent_id
        from above join event e on e.trace_id = above.trace_id and e.idempotency_key = above.parent_id
       where e.parent_id is not null and e.project_id is not null)
    select e.trace_id, e.seq, e.type as event_type, t.labels, t.incident_ids, ${costSource} as cost_source,
           coalesce(${isCut}, false) as is_truncated,
           coalesce(e.observation_type = 'generation' and (e.trace_id, e.span_id) in (select trace_id, parent_id from above), false) as is_wrapper
      from unnest(${spans.map(({ traceId }) => traceId)}::uuid[], ${spans.map(({ seq }) => seq)}::int8[]) as k(trace_id, seq)
      join event e on e.trace_id = k.trace_id and e.seq = k.seq
      join trace t on t.id = e.trace_id`.execute(tx);
  return new Map(rows.map(({ traceId, ...note }) => [keyOf({ traceId, seq: note.seq! }), note as DebriefNote]));
};
