-- What lists of observations (platform.md B1, D) show and ask of a span, beside what trace explorers do.
alter table debrief.event
  add column observation_kind text,
  add column is_app_root boolean,
  add column status_message text,
  add column version text,
  add column prompt_name text,
  add column prompt_version integer,
  add column first_token_at timestamptz;
comment on column debrief.event.observation_kind is 'Where a Platform client knows it by another type than observation_type: `event`, a moment without a duration.';
comment on column debrief.event.is_app_root is 'Its sender calls it the root of what his application did, whatever span it lies in.';
comment on column debrief.event.first_token_at is 'When its answer began.';

-- An observation is asked for by its id alone.
create index event_by_span on debrief.event (workspace_id, span_id) where project_id is not null;
create index event_native_marker on debrief.event (workspace_id, span_id)
  where project_id is null and type = 'state_change' and name = 'span_start' and span_id is not null;

-- What failed is asked for most, and is little.
create index event_failed_observations on debrief.event (workspace_id, project_id, started_at, trace_id, seq)
  where project_id is not null and level = 'error';
