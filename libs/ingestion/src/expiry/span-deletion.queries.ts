import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { deleteEntitiesOfSpans } from '../entities/entity-deletion.queries';

/** A span by the ids that clients know. */
export interface SpanName {
  /** External id of its trace. */
  readonly traceId: string;
  readonly spanId: string;
}

export interface TouchedTrace {
  readonly id: string;
  readonly externalId: string;
  readonly surface: string;
  /** What is left of it. */
  readonly eventCount: number;
}

/** Traces of a project by their external ids, as rows to lock. */
export const selectTraceIds = async (
  tx: WorkspaceTx,
  projectId: string,
  externalIds: readonly string[],
): Promise<string[]> => {
  const { rows } = await sql<{ id: string }>`
    select id from trace where project_id = ${projectId} and external_id = any(${externalIds}::text[])`.execute(tx);
  return rows.map(({ id }) => id);
};

/**
 * Deletes spans of locked traces, with what their rows add to the tally of the project and to the counts and times of their traces.
 * @returns the traces that lost some
 */
export const deleteSpanRows = async (
  tx: WorkspaceTx,
  traceIds: readonly string[],
  spans: readonly SpanName[],
): Promise<{ spans: number; traces: TouchedTrace[] }> => {
  const { rows } = await sql<TouchedTrace & { gone: number }>`
    with gone as (
      delete from event e using unnest(${spans.map(({ traceId }) => traceId)}::text[], ${spans.map(({ spanId }) => spanId)}::text[]) k(external_id, span_id),
                                trace t
       where t.id = any(${traceIds}::uuid[]) and t.external_id = k.external_id and e.trace_id = t.id and e.idempotency_key = k.span_id
         and e.project_id is not null
      returning e.trace_id, e.project_id, e.level = 'error' as is_error, (e.observation_type <> 'span' or e.model is not null) as is_observation),
    tallied as (
      insert into project_tally (project_id, spans) select project_id, -count(*) from gone group by project_id),
    lost as (
      select trace_id, count(*) as spans, count(*) filter (where is_error) as errors, count(*) filter (where is_observation) as observations
        from gone group by trace_id)
    update trace t
       set event_count = t.event_count - l.spans, error_count = t.error_count - l.errors, observation_count = t.observation_count - l.observations,
           usage_marks = null
      from lost l where t.id = l.trace_id
    returning t.id, t.external_id, t.surface, t.event_count, l.spans as gone`.execute(tx);
  await deleteEntitiesOfSpans(tx, traceIds, spans);
  // What was laid out of a run holds what its spans said.
  await sql`delete from trace_messages where trace_id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(tx);
  return { spans: rows.reduce((sum, { gone }) => sum + gone, 0), traces: rows };
};

/** Sets the times and bounds of traces to those of the spans that they have left. */
export const updateSpanTimes = async (tx: WorkspaceTx, traceIds: readonly string[]): Promise<void> => {
  await sql`
    update trace t set spans_start_at = s.starts_at, spans_end_at = s.ends_at,
                       spans_first_end_at = s.first_end_at, spans_shortest_ms = s.shortest_ms, spans_longest_ms = s.longest_ms,
                       spans_first_name = s.first_name, spans_last_name = s.last_name,
                       started_at = case when t.surface = 'otel' then date_trunc('milliseconds', s.starts_at) else t.started_at end
      from (select trace_id, min(started_at) as starts_at, max(coalesce(ended_at, started_at)) as ends_at,
                   min(ended_at) as first_end_at, min(duration_ms) as shortest_ms, max(duration_ms) as longest_ms,
                   min(left(name, 256) collate "C") as first_name, max(left(name, 256) collate "C") as last_name from event
             where trace_id = any(${traceIds}::uuid[]) and project_id is not null group by trace_id) s
     where t.id = s.trace_id`.execute(tx);
};
