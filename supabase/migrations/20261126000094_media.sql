-- Media: bytes that came inside of messages and attributes (otel.md B6), each once a project, and the runs that name them.

create table debrief.media (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  media_type text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  storage_path text not null,
  created_at timestamptz(3) not null default now(),
  stored_at timestamptz(3),
  released_at timestamptz(3) default now(),
  removed_at timestamptz(3),
  primary key (workspace_id, id)
);
comment on column debrief.media.project_id is 'No foreign key: the object of a deleted project is removed after it.';
comment on column debrief.media.stored_at is 'Null: its object may be there, or not.';
comment on column debrief.media.released_at is 'When it was last without a use, or may have been: looked at an hour later. Null: it was in use then.';
comment on column debrief.media.removed_at is 'Its object goes, then the row. The same bytes that come again get a row and an object of their own.';
create unique index media_of_project on debrief.media (workspace_id, project_id, sha256) where removed_at is null;
create index media_released on debrief.media (released_at) where released_at is not null;
call debrief.scope_to_workspace('media');

create table debrief.media_use (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  trace_external_id text not null,
  media_id uuid not null,
  primary key (workspace_id, project_id, trace_external_id, media_id),
  foreign key (workspace_id, media_id) references debrief.media (workspace_id, id)
);
comment on column debrief.media_use.trace_external_id is 'As spans and log records say it: a record may come before its trace.';
create index media_use_of_media on debrief.media_use (workspace_id, media_id);
call debrief.scope_to_workspace('media_use');

-- Log records that say what a span says (otel.md B6) may come before it.
alter table debrief.trace add column has_spoken_logs boolean not null default false;
comment on column debrief.trace.has_spoken_logs is 'Whether log records stand for events of its spans: spans that come later have to ask for them.';

create index otel_log_spoken on debrief.otel_log (workspace_id, project_id, trace_external_id, span_id, occurred_at, id)
  where span_id is not null and event_name like 'gen\_ai.%';

-- What somebody, or something, thinks of a run, a part of it, a session or a run over a data set (platform.md B1).
create table debrief.score (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  external_id text not null,
  trace_external_id text,
  session_id text,
  observation_id text,
  dataset_run_id text,
  name text not null,
  value double precision,
  string_value text,
  data_type text not null check (data_type in ('NUMERIC', 'CATEGORICAL', 'BOOLEAN', 'TEXT')),
  source text not null check (source in ('API', 'EVAL', 'ANNOTATION')),
  comment text,
  config_id text,
  metadata json,
  environment text,
  scored_at timestamptz not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  check (value is not null or string_value is not null)
);
comment on column debrief.score.external_id is 'As its sender names it; of an evaluation in a trace a hash of what it says, so that it is there once.';
comment on column debrief.score.trace_external_id is 'Of the run, which may come later. Null: it is of a session or of a run over a data set.';
comment on column debrief.score.environment is 'Null: that of the run.';
create index score_of_trace on debrief.score (workspace_id, project_id, trace_external_id) where trace_external_id is not null;
create index score_newest on debrief.score (workspace_id, project_id, scored_at, id);
call debrief.scope_to_workspace('score');
