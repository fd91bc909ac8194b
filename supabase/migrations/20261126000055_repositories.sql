-- The code behind a project: GitHub installations, connected repositories, and what was proposed to them.

create table debrief.github_installation (
  workspace_id uuid not null default debrief.current_workspace() references debrief.workspace on delete cascade,
  id uuid not null,
  installation_id bigint not null,
  account text not null,
  repository_ids bigint[] not null,
  suspended_at timestamptz(3),
  state_at timestamptz(3) not null,
  bound_by uuid not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, installation_id)
);
comment on table debrief.github_installation is 'An installation of the GitHub App that a person with access to it bound to this workspace.';
comment on column debrief.github_installation.repository_ids is 'What that person may push to: only these can be connected.';
comment on column debrief.github_installation.state_at is 'GitHub''s time of what is known; an older event changes nothing.';
-- Events name an installation and no workspace. Not unique: two workspaces may each have proved their access to it.
create index github_installation_by_number on debrief.github_installation (installation_id);
call debrief.scope_to_workspace('github_installation');

create table debrief.connected_repo (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  provider text not null default 'github' check (provider = 'github'),
  repo text not null,
  url text not null,
  repository_id bigint,
  installation uuid,
  default_branch text not null,
  allowed_paths text[] not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, project_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  foreign key (workspace_id, installation) references debrief.github_installation (workspace_id, id)
    on delete set null (installation)
);
comment on column debrief.connected_repo.installation is 'Null: nothing can be done with the repository, but previews know its branch and paths.';
create index connected_repo_by_installation on debrief.connected_repo (workspace_id, installation);
call debrief.scope_to_workspace('connected_repo');

create table debrief.proposed_pull_request (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  incident_id uuid not null,
  fix_run_id uuid not null,
  repository_id bigint not null,
  repo text not null,
  number integer not null,
  url text not null,
  branch text not null,
  head_sha text not null,
  state text not null check (state in ('open', 'closed', 'merged')),
  state_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, fix_run_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on column debrief.proposed_pull_request.state_at is 'GitHub''s time of the state; an older event changes nothing.';
create index proposed_pull_request_by_number on debrief.proposed_pull_request (workspace_id, repository_id, number);
create index proposed_pull_request_of_incident on debrief.proposed_pull_request (workspace_id, incident_id, id);
call debrief.scope_to_workspace('proposed_pull_request');

create table debrief.github_receipt (
  workspace_id uuid not null default debrief.current_workspace() references debrief.workspace on delete cascade,
  kind text not null check (kind in ('delivery', 'state')),
  receipt text not null,
  received_at timestamptz(3) not null default now(),
  primary key (workspace_id, kind, receipt)
);
comment on table debrief.github_receipt is 'What may take effect once: deliveries of events, and the states with which people come back from GitHub. Kept for 7 days.';
create index github_receipt_age on debrief.github_receipt (workspace_id, received_at);
call debrief.scope_to_workspace('github_receipt', 'select, insert, delete');
