-- Native runs among the spans of a project: explorers list runs of every surface in one order (otel.md C3).

create index event_newest_native on debrief.event (workspace_id, (coalesce(started_at, received_at)), trace_id, seq) where project_id is null;
comment on index debrief.event_newest_native is 'Native events in the order in which lists of spans show them: those without a time of their own by their receipt.';

-- Whether a project has native runs at all, and which: without any nobody looks for their events.
create index trace_native on debrief.trace (workspace_id, project_id, id) where surface <> 'otel';

comment on column debrief.trace.observation_count is 'Spans and native events that are more than plain `span`.';

do $$
begin
  -- Forced row-level security hides what is there already from the migrating role.
  perform set_config('role', 'debrief_system', true);
  update debrief.trace t set observation_count = t.observation_count + n.observations
    from (select workspace_id, trace_id, count(*) as observations from debrief.event
           where project_id is null and type in ('llm_call', 'tool_call', 'retrieval') group by workspace_id, trace_id) n
   where t.workspace_id = n.workspace_id and t.id = n.trace_id;
  perform set_config('role', 'none', true);
end $$;

alter table debrief.otel_source add column seen_at timestamptz(3) not null default now();
comment on column debrief.otel_source.seen_at is 'When it last came with an export, a day and an hour late at most: what nothing can name any more is swept.';

-- The id follows from the digest: one key is enough. With two, requests that bring the same source at once fail on the one that
-- `on conflict` does not name.
alter table debrief.otel_source drop constraint otel_source_workspace_id_kind_digest_key;
