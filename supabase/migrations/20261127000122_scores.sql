-- Scores that clients send (platform.md B1, C2): what one id was said to be in several statements, and the configs that values must fit.

alter table debrief.score
  add column author_user_id text,
  add column queue_id text,
  add column said_at timestamptz(3),
  add column said_by text,
  add column history json;
comment on column debrief.score.said_at is 'When the last statement about it was made, by its sender''s clock. Null: when it was stored.';
comment on column debrief.score.said_by is 'Digest of that statement, so that a resend is known. Null: it says all there is to say, and what was said before counts no more.';
comment on column debrief.score.history is 'All statements, where there are several: the row is their fold, whatever order they come in.';
create index score_of_session on debrief.score (workspace_id, project_id, session_id) where session_id is not null;
create index score_of_dataset_run on debrief.score (workspace_id, project_id, dataset_run_id) where dataset_run_id is not null;
create index score_of_name on debrief.score (workspace_id, project_id, name, scored_at, id);
create index score_stored on debrief.score (workspace_id, project_id, created_at);

create table debrief.score_config (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  name text not null,
  data_type text not null check (data_type in ('NUMERIC', 'CATEGORICAL', 'BOOLEAN', 'TEXT')),
  is_archived boolean not null default false,
  min_value double precision,
  max_value double precision,
  categories json,
  description text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on column debrief.score_config.categories is 'Of CATEGORICAL and BOOLEAN: a list of {label, value}.';
create index score_config_of_project on debrief.score_config (workspace_id, project_id, id);
call debrief.scope_to_workspace('score_config');

-- What people say of a run, a part of it, a session or a prompt. It goes with its run.
create table debrief.comment (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  object_type text not null check (object_type in ('TRACE', 'OBSERVATION', 'SESSION', 'PROMPT')),
  object_id text not null,
  trace_id uuid,
  content text not null,
  author_user_id text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on column debrief.comment.trace_id is 'The run of a trace or an observation.';
create index comment_of_object on debrief.comment (workspace_id, project_id, object_type, object_id);
create index comment_of_trace on debrief.comment (workspace_id, trace_id) where trace_id is not null;
create index comment_of_project on debrief.comment (workspace_id, project_id, id);
call debrief.scope_to_workspace('comment');

-- How many scores a project holds, as its runs are counted.
alter table debrief.project_tally add column scores bigint not null default 0;
comment on column debrief.project_tally.scores is 'Written by triggers, as `traces` is.';

create function debrief.tally_new_scores() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into debrief.project_tally (workspace_id, project_id, scores)
  select workspace_id, project_id, count(*) from changed group by workspace_id, project_id;
  return null;
end $$;

create function debrief.tally_deleted_scores() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into debrief.project_tally (workspace_id, project_id, scores)
  select c.workspace_id, c.project_id, -count(*) from changed c
    join debrief.project p on p.workspace_id = c.workspace_id and p.id = c.project_id
   group by c.workspace_id, c.project_id;
  return null;
end $$;

create trigger tally_new after insert on debrief.score referencing new table as changed
  for each statement execute function debrief.tally_new_scores();
create trigger tally_deleted after delete on debrief.score referencing old table as changed
  for each statement execute function debrief.tally_deleted_scores();

do $$
begin
  -- Forced row-level security hides what is there already from the migrating role.
  perform set_config('role', 'debrief_system', true);
  insert into debrief.project_tally (workspace_id, project_id, scores)
  select workspace_id, project_id, count(*) from debrief.score group by workspace_id, project_id;
  perform set_config('role', 'none', true);
end $$;
