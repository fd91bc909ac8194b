-- What the spans of a run lie between: lists of spans by their end or duration walk the runs by it, and look into no more of them than
-- can still have a span for the page. An index on event would cost every span; these cost a run.

alter table debrief.trace
  add column spans_first_end_at timestamptz,
  add column spans_shortest_ms double precision,
  add column spans_longest_ms double precision,
  add column spans_end_minute timestamptz(0)
    generated always as (date_bin('1 minute', spans_end_at, timestamptz '2000-01-01 00:00:00+00')) stored;
comment on column debrief.trace.spans_end_at is 'No imported span ends later; one that has not ended counts by its start.';
comment on column debrief.trace.spans_first_end_at is 'No imported span ends earlier. Null, as the two of durations: none has ended.';
comment on column debrief.trace.spans_shortest_ms is 'No imported span that has ended lasted shorter.';
comment on column debrief.trace.spans_longest_ms is 'No imported span lasted longer.';
comment on column debrief.trace.spans_end_minute is
  'spans_end_at cut to the minute: indexed in its place, so that a run that goes on seldom touches an index and its updates stay HOT.';

do $$
begin
  -- Forced row-level security hides what is there already from the migrating role.
  perform set_config('role', 'debrief_system', true);
  update debrief.trace t
     set spans_first_end_at = s.first_end_at, spans_shortest_ms = s.shortest_ms, spans_longest_ms = s.longest_ms
    from (select workspace_id, trace_id, min(ended_at) as first_end_at,
                 min(coalesce(duration_ms, extract(epoch from ended_at - started_at) * 1000)) as shortest_ms,
                 max(coalesce(duration_ms, extract(epoch from ended_at - started_at) * 1000)) as longest_ms
            from debrief.event where project_id is not null and ended_at is not null group by workspace_id, trace_id) s
   where t.workspace_id = s.workspace_id and t.id = s.trace_id;
  perform set_config('role', 'none', true);
end $$;

create index trace_by_last_span_end on debrief.trace (workspace_id, project_id, spans_end_minute) where spans_first_end_at is not null;
create index trace_by_first_span_end on debrief.trace (workspace_id, project_id, spans_first_end_at, id) where spans_first_end_at is not null;
create index trace_by_longest_span on debrief.trace (workspace_id, project_id, spans_longest_ms, id) where spans_longest_ms is not null;
create index trace_by_shortest_span on debrief.trace (workspace_id, project_id, spans_shortest_ms, id) where spans_shortest_ms is not null;
