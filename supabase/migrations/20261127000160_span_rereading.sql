-- A span's columns are derived from `raw` when it is stored. How far stored spans have been read anew by the rules of now.
create table debrief.span_rereading (
  workspace_id uuid primary key default debrief.current_workspace() references debrief.workspace on delete cascade,
  rules_version integer not null,
  due_at timestamptz(3) not null,
  asked_at timestamptz(3),
  after_trace_id uuid,
  finished_at timestamptz(3),
  read_spans bigint not null default 0,
  changed_spans bigint not null default 0
);
comment on column debrief.span_rereading.due_at is
  'By then no process stores spans by older rules any more. Runs that were made since have none.';
comment on column debrief.span_rereading.asked_at is 'When a job was asked for that goes on; one that was lost is asked for again.';
comment on column debrief.span_rereading.after_trace_id is 'The last run that is done; runs are walked in the order of their ids.';
call debrief.scope_to_workspace('span_rereading');
