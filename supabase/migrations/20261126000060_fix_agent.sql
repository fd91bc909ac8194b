-- Accounts at providers of language models, and what fix agents did with them.

create table debrief.model_provider (
  workspace_id uuid not null default debrief.current_workspace() references debrief.workspace on delete cascade,
  name text not null,
  position smallint not null,
  provider text not null check (provider in ('anthropic', 'openai', 'openai_compatible')),
  model text not null,
  base_url text,
  api_key bytea,
  api_key_preview text,
  input_price double precision,
  output_price double precision,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, name)
);
comment on column debrief.model_provider.position is 'The order in which the workspace lists them: the first is the default.';
comment on column debrief.model_provider.api_key is 'Encrypted. Bound to the row''s name and host: a key never goes to a host that it was not entered for.';
comment on column debrief.model_provider.input_price is 'US dollars for a million tokens; null: the cost is not known.';
call debrief.scope_to_workspace('model_provider');

create table debrief.fix_run (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  incident_id uuid not null,
  trace_id uuid,
  status text not null default 'queued' check (status in ('queued', 'running', 'succeeded', 'fallback', 'failed')),
  requested_by text not null,
  input json not null,
  runner text,
  base_commit text,
  outcome json,
  diff text,
  github_pr json,
  fallback_reason text,
  steps integer not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd double precision,
  duration_ms bigint,
  attempts integer not null default 0,
  lease uuid,
  lease_until timestamptz(3),
  asked_at timestamptz(3) not null default now(),
  created_at timestamptz(3) not null default now(),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  primary key (workspace_id, id),
  foreign key (workspace_id, incident_id) references debrief.incident (workspace_id, id) on delete cascade
);
comment on column debrief.fix_run.trace_id is 'The run that the fix agent was shown: the incident''s representative at that time. No key: it may expire.';
comment on column debrief.fix_run.outcome is
  'Summary, plan and the like, once they are decided. A run that is taken up again after that asks no model a second time.';
comment on column debrief.fix_run.lease is 'Who works on it. Every write of a worker asks for it: one that lost its lease changes nothing.';
comment on column debrief.fix_run.asked_at is 'When its job was last asked for.';
create unique index fix_run_under_way on debrief.fix_run (workspace_id, incident_id) where status in ('queued', 'running');
create index fix_run_of_incident on debrief.fix_run (workspace_id, incident_id, id);
create index fix_run_unfinished on debrief.fix_run (asked_at) where status in ('queued', 'running');
call debrief.scope_to_workspace('fix_run');

create table debrief.fix_run_log (
  workspace_id uuid not null default debrief.current_workspace(),
  fix_run_id uuid not null,
  seq integer not null,
  at timestamptz(3) not null default now(),
  kind text not null check (kind in ('note', 'model', 'tool_call', 'tool_result')),
  content json not null,
  primary key (workspace_id, fix_run_id, seq),
  foreign key (workspace_id, fix_run_id) references debrief.fix_run (workspace_id, id) on delete cascade
);
comment on column debrief.fix_run_log.content is 'Masked and bounded. json: what a model writes may hold any character.';
call debrief.scope_to_workspace('fix_run_log');
