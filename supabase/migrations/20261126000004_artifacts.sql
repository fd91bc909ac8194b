-- Binaries that belong to a run. The bytes lie in the object store under storage_path.

create table debrief.artifact (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  trace_id uuid not null,
  artifact_id text not null,
  content_type text not null,
  size_bytes bigint not null check (size_bytes >= 0),
  filename text not null,
  artifact_type text,
  storage_path text not null,
  event_time_map json,
  sha256 text,
  status text not null check (status in ('registered', 'stored')),
  created_at timestamptz(3) not null default now(),
  stored_at timestamptz(3),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, artifact_id),
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
create index artifact_of_trace on debrief.artifact (workspace_id, trace_id, created_at);
create index artifact_by_artifact_id on debrief.artifact (workspace_id, artifact_id);
call debrief.scope_to_workspace('artifact');
