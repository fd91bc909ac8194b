-- Where a run comes from: checkpoints of its files, the commits that it is linked to, and the pipelines that made it (platform.md B5).

create table debrief.checkpoint (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  external_id text not null,
  trace_id uuid not null,
  observation_id text,
  name text not null,
  type text not null check (type in ('manual', 'auto', 'tool_call', 'error', 'milestone', 'pre_edit', 'post_edit', 'restore', 'rollback')),
  description text,
  git_commit_sha text,
  git_branch text,
  git_repo_url text,
  files_snapshot json,
  files_changed json not null default '[]',
  total_files bigint not null,
  total_size_bytes bigint not null,
  restored_from text,
  restored_at timestamptz(3),
  after_seq bigint not null,
  taken_at timestamptz(3) not null,
  content_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on column debrief.checkpoint.files_snapshot is 'Path → {hash, size}: what was there, never what was in it.';
comment on column debrief.checkpoint.restored_from is 'Id, as clients know it, of the checkpoint that this one goes back to. It may be gone.';
comment on column debrief.checkpoint.after_seq is 'The highest seq that the run''s client had sent when the checkpoint came: it stands after that event.';
comment on column debrief.checkpoint.content_hash is 'Keyed hash of what was sent, before masking: tells a resend from another checkpoint of the same id.';
create index checkpoint_of_trace on debrief.checkpoint (workspace_id, trace_id, id);
create index checkpoint_newest on debrief.checkpoint (workspace_id, project_id, id);
call debrief.scope_to_workspace('checkpoint');

create table debrief.ci_run (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  external_id text not null,
  provider text not null,
  provider_run_id text not null,
  provider_run_url text,
  pipeline_name text,
  job_name text not null default '',
  workflow_name text,
  git_commit_sha text,
  git_branch text,
  git_tag text,
  git_ref text,
  git_repo_url text,
  pr_number bigint,
  pr_title text,
  pr_source_branch text,
  pr_target_branch text,
  runner_name text,
  runner_os text,
  runner_arch text,
  triggered_by text,
  trigger_event text,
  attempt integer not null default 1,
  status text not null check (status in ('pending', 'running', 'success', 'failure', 'cancelled', 'skipped')),
  conclusion text,
  error_message text,
  started_at timestamptz(3) not null,
  completed_at timestamptz(3),
  incident_id uuid,
  fix_run_id uuid,
  regression_run_id uuid,
  verdict text check (verdict in ('inconclusive', 'regressed', 'fixed', 'improved', 'unchanged')),
  content_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  unique (workspace_id, project_id, provider, provider_run_id, job_name, attempt),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  check ((status in ('success', 'failure', 'cancelled', 'skipped')) = (completed_at is not null))
);
comment on column debrief.ci_run.job_name is 'Empty where the provider has none: part of what makes a run one.';
comment on column debrief.ci_run.regression_run_id is
  'The comparison whose runs after the change these traces are. No foreign key: it stays named when its incident is removed.';
comment on column debrief.ci_run.content_hash is 'Keyed hash of what was sent when it was made, before masking.';
create index ci_run_newest on debrief.ci_run (workspace_id, project_id, id);
create index ci_run_of_regression on debrief.ci_run (workspace_id, regression_run_id) where regression_run_id is not null;
call debrief.scope_to_workspace('ci_run');

create table debrief.ci_run_trace (
  workspace_id uuid not null default debrief.current_workspace(),
  ci_run_id uuid not null,
  trace_id uuid not null,
  case_trace_external_id text,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, ci_run_id, trace_id),
  foreign key (workspace_id, ci_run_id) references debrief.ci_run (workspace_id, id) on delete cascade,
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on column debrief.ci_run_trace.case_trace_external_id is 'The failing run that this one is the same as after the change; null: none is known.';
create index ci_run_trace_of_trace on debrief.ci_run_trace (workspace_id, trace_id);
call debrief.scope_to_workspace('ci_run_trace');

create table debrief.git_link (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  external_id text not null,
  trace_id uuid not null,
  observation_id text,
  link_type text not null check (link_type in ('start', 'commit', 'restore', 'branch', 'diff', 'current', 'end', 'referenced')),
  commit_sha text collate "C" not null check (commit_sha ~ '^[0-9a-f]{7,64}$'),
  parent_sha text,
  branch text,
  tag text,
  repo_url text,
  commit_message text,
  commit_author text,
  commit_author_email text,
  commit_timestamp timestamptz(3),
  files_added json not null default '[]',
  files_modified json not null default '[]',
  files_deleted json not null default '[]',
  files_changed json not null default '[]',
  additions bigint,
  deletions bigint,
  ci_run_id uuid,
  content_hash bytea not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  unique (workspace_id, trace_id, commit_sha, link_type),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade,
  foreign key (workspace_id, ci_run_id) references debrief.ci_run (workspace_id, id) on delete set null (ci_run_id)
);
comment on column debrief.git_link.files_changed is 'As sent, where the client does not tell what was added, modified and deleted.';
create index git_link_newest on debrief.git_link (workspace_id, project_id, id);
create index git_link_of_commit on debrief.git_link (workspace_id, project_id, commit_sha);
create index git_link_of_ci_run on debrief.git_link (workspace_id, ci_run_id) where ci_run_id is not null;
call debrief.scope_to_workspace('git_link');

alter table debrief.regression_run add column awaits_candidates boolean not null default false;
comment on column debrief.regression_run.awaits_candidates is
  'A pipeline still names runs after the change: the comparison is not over before it says that there are no more, or its time is up.';

-- Which commits of an agent had runs that did not fail is looked up by its newest runs.
create index trace_of_agent on debrief.trace (workspace_id, project_id, agent, started_at);
