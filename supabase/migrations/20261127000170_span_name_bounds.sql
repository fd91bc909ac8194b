-- As the bounds of ends and durations (span_bounds): lists of spans by name walk the runs by what the names of their spans lie between.
-- By code point, as "C" has it, which is one order on every server; a name counts by its first 256 characters, so that an index holds it.

alter table debrief.trace
  add column spans_first_name text collate "C",
  add column spans_last_name text collate "C";
comment on column debrief.trace.spans_first_name is 'No imported span has a name before it, by the first 256 characters.';
comment on column debrief.trace.spans_last_name is 'No imported span has a name behind it, by the first 256 characters.';

do $$
begin
  -- Forced row-level security hides what is there already from the migrating role.
  perform set_config('role', 'debrief_system', true);
  update debrief.trace t
     set spans_first_name = s.first_name, spans_last_name = s.last_name
    from (select workspace_id, trace_id, min(left(name, 256) collate "C") as first_name, max(left(name, 256) collate "C") as last_name
            from debrief.event where project_id is not null and name is not null group by workspace_id, trace_id) s
   where t.workspace_id = s.workspace_id and t.id = s.trace_id;
  perform set_config('role', 'none', true);
end $$;

create index trace_by_first_span_name on debrief.trace (workspace_id, project_id, spans_first_name, id) where spans_first_name is not null;
create index trace_by_last_span_name on debrief.trace (workspace_id, project_id, spans_last_name, id) where spans_last_name is not null;
