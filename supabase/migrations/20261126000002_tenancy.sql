-- Workspaces, their members, projects and keys, and what was done to them.

create table debrief.workspace (
  workspace_id uuid primary key,
  name text not null check (length(name) between 1 and 128),
  plan text not null default 'free' check (plan in ('free', 'pro', 'enterprise')),
  settings jsonb not null default '{}',
  created_by uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
call debrief.scope_to_workspace('workspace');

create table debrief.member (
  workspace_id uuid not null default debrief.current_workspace() references debrief.workspace on delete cascade,
  id uuid not null,
  user_id uuid,
  email text,
  role text not null check (role in ('owner', 'member', 'viewer')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, user_id),
  check (user_id is not null or email is not null)
);
comment on column debrief.member.user_id is 'Null until the person who was invited by e-mail signs in.';
create unique index member_email on debrief.member (workspace_id, lower(email));
create index member_of_user on debrief.member (user_id);
create index member_of_email on debrief.member (lower(email)) where user_id is null;
call debrief.scope_to_workspace('member');

create table debrief.project (
  workspace_id uuid not null default debrief.current_workspace() references debrief.workspace on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 128),
  slug text not null,
  retention_days integer not null default 30 check (retention_days between 0 and 3650),
  strict_seq boolean not null default false,
  settings jsonb not null default '{}',
  deleted_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id)
);
comment on column debrief.project.deleted_at is 'Set by DELETE: the project is gone for everybody; a job removes its traces, then the row.';
create unique index project_name on debrief.project (workspace_id, lower(name)) where deleted_at is null;
create unique index project_slug on debrief.project (workspace_id, slug) where deleted_at is null;
call debrief.scope_to_workspace('project');

create table debrief.api_key (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  name text not null,
  public_key text not null,
  key_hash bytea not null,
  preview text not null,
  scopes text[] not null check (scopes <@ array['ingest', 'read', 'write'] and cardinality(scopes) > 0),
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  last_used_at timestamptz(3),
  created_by uuid,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on column debrief.api_key.key_hash is 'HMAC-SHA-256 of the secret under the instance''s own secret; the secret itself is stored nowhere.';
-- The one look-up that comes before any workspace is known. Not unique: the hash of 256 random bits needs no such promise,
-- and a unique index across tenants would tell one of another.
create index api_key_by_hash on debrief.api_key (key_hash);
create index api_key_by_public_key on debrief.api_key (public_key);
create index api_key_of_project on debrief.api_key (workspace_id, project_id, created_at);
call debrief.scope_to_workspace('api_key');

create table debrief.audit_log (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  at timestamptz(3) not null default now(),
  actor_type text not null check (actor_type in ('user', 'api_key', 'server', 'job')),
  actor_id text not null,
  action text not null,
  target_type text not null,
  target_id text not null,
  project_id uuid,
  details jsonb not null default '{}',
  request_id text not null,
  primary key (workspace_id, id)
);
comment on table debrief.audit_log is 'One row for each change, written in the change''s own transaction. Never updated: nobody holds that grant.';
create index audit_log_by_target on debrief.audit_log (workspace_id, target_id, id);
call debrief.scope_to_workspace('audit_log', 'select, insert');

create table debrief.idempotency_record (
  workspace_id uuid not null default debrief.current_workspace(),
  principal text not null,
  route text not null,
  key text not null,
  request_hash bytea not null,
  status integer,
  response bytea,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, principal, route, key)
);
comment on table debrief.idempotency_record is 'The answer given under an Idempotency-Key, kept for 24 h; status is null while the first request still runs.';
comment on column debrief.idempotency_record.response is 'Encrypted: an answer may hold a new key''s secret.';
create index idempotency_record_age on debrief.idempotency_record (created_at);
call debrief.scope_to_workspace('idempotency_record');
