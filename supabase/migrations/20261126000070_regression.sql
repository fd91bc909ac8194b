-- Failing runs against the same runs after a change, what answered their tool calls, and the proof of what came out.

create table debrief.replay_target (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  kind text not null check (kind in ('webhook', 'pull')),
  url text,
  secret bytea,
  enabled boolean not null default true,
  deadline_seconds integer not null default 1800 check (deadline_seconds between 30 and 86400),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, project_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  check ((kind = 'webhook') = (url is not null and secret is not null))
);
comment on column debrief.replay_target.secret is 'Encrypted: what signs the webhook.';
call debrief.scope_to_workspace('replay_target');

create table debrief.regression_run (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  incident_id uuid not null,
  status text not null default 'queued' check (status in ('queued', 'running', 'completed', 'failed')),
  incident_labels text[] not null,
  about_trace_id uuid,
  replay_kind text check (replay_kind in ('webhook', 'pull')),
  replay_ref text,
  pr_url text,
  fix_run_id uuid,
  deadline_at timestamptz(3) not null,
  detector_set text,
  verdict text check (verdict in ('inconclusive', 'regressed', 'fixed', 'improved', 'unchanged')),
  before_pass integer not null default 0,
  before_fail integer not null default 0,
  after_pass integer not null default 0,
  after_fail integer not null default 0,
  new_labels text[] not null default '{}',
  p_value double precision,
  interval_low double precision,
  interval_high double precision,
  fallback_reason text,
  proof json,
  created_at timestamptz(3) not null default now(),
  started_at timestamptz(3),
  completed_at timestamptz(3),
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  foreign key (workspace_id, incident_id) references debrief.incident (workspace_id, id) on delete cascade,
  check ((status in ('completed', 'failed')) = (completed_at is not null))
);
comment on column debrief.regression_run.incident_labels is 'Labels of the incident when the run began: what must not fire after the change.';
comment on column debrief.regression_run.about_trace_id is 'The trace by which the stream shows the run.';
comment on column debrief.regression_run.proof is 'The signed document, as it was when the run was completed.';
create index regression_run_of_incident on debrief.regression_run (workspace_id, incident_id, id);
-- The sweep looks only at what is not over.
create index regression_run_open on debrief.regression_run (deadline_at) where completed_at is null;
call debrief.scope_to_workspace('regression_run');

create table debrief.regression_case (
  workspace_id uuid not null default debrief.current_workspace(),
  run_id uuid not null,
  id uuid not null,
  place integer not null,
  trace_id uuid not null,
  trace_external_id text not null,
  user_goal text,
  cassette_hash text,
  facts json,
  outcome text check (outcome in ('pass', 'fail', 'unknown')),
  reason text,
  primary key (workspace_id, run_id, id),
  unique (workspace_id, run_id, trace_id),
  foreign key (workspace_id, run_id) references debrief.regression_run (workspace_id, id) on delete cascade
);
comment on table debrief.regression_case is 'One recorded run of the incident. No foreign key to trace: the case stays when retention removes that.';
comment on column debrief.regression_case.facts is 'What the judgement of the recorded run rests on, events hash included; null until it is judged.';
-- Which cassettes are still needed.
create index regression_case_by_cassette on debrief.regression_case (workspace_id, cassette_hash) where cassette_hash is not null;
call debrief.scope_to_workspace('regression_case');

create table debrief.regression_attempt (
  workspace_id uuid not null default debrief.current_workspace(),
  run_id uuid not null,
  case_id uuid not null,
  attempt integer not null check (attempt between 1 and 5),
  is_candidate boolean not null,
  trace_external_id text not null,
  trace_id uuid,
  hits integer not null default 0,
  misses integer not null default 0,
  sends integer not null default 0,
  send_at timestamptz(3),
  sent_at timestamptz(3),
  send_problem text,
  facts json,
  divergence json,
  outcome text check (outcome in ('pass', 'fail', 'unknown')),
  reason text,
  primary key (workspace_id, run_id, case_id, attempt),
  unique (workspace_id, run_id, trace_external_id),
  foreign key (workspace_id, run_id, case_id) references debrief.regression_case (workspace_id, run_id, id) on delete cascade
);
comment on table debrief.regression_attempt is 'One run after the change: a candidate that was named, or a result trace that the replay target is to record.';
comment on column debrief.regression_attempt.send_at is
  'When the replay target is to be told (again); taking the work moves it on by a lease. Null: there is nothing to send.';
create index regression_attempt_by_trace on debrief.regression_attempt (workspace_id, trace_id) where outcome is null;
call debrief.scope_to_workspace('regression_attempt');

create table debrief.regression_cassette (
  workspace_id uuid not null default debrief.current_workspace(),
  hash text not null,
  used_at timestamptz(3) not null default now(),
  primary key (workspace_id, hash)
);
comment on table debrief.regression_cassette is 'Recorded answers by their content: a later change of the trace changes no run that was begun. Removed when no run needs them.';
call debrief.scope_to_workspace('regression_cassette');

create table debrief.regression_cassette_answer (
  workspace_id uuid not null default debrief.current_workspace(),
  hash text not null,
  key text not null,
  nth integer not null,
  tool_name text not null,
  result json not null,
  error json not null,
  primary key (workspace_id, hash, key, nth),
  foreign key (workspace_id, hash) references debrief.regression_cassette (workspace_id, hash) on delete cascade
);
call debrief.scope_to_workspace('regression_cassette_answer');

create table debrief.regression_tool_call (
  workspace_id uuid not null default debrief.current_workspace(),
  run_id uuid not null,
  case_id uuid not null,
  attempt integer not null,
  place integer not null,
  call_id text,
  key text not null,
  nth integer not null,
  is_hit boolean not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, run_id, case_id, attempt, place),
  foreign key (workspace_id, run_id, case_id, attempt)
    references debrief.regression_attempt (workspace_id, run_id, case_id, attempt) on delete cascade
);
comment on table debrief.regression_tool_call is 'What a replayed run asked of its cassette. With a call_id a repeated request gets the same answer and counts once.';
create unique index regression_tool_call_repeat on debrief.regression_tool_call (workspace_id, run_id, case_id, attempt, call_id)
  where call_id is not null;
create index regression_tool_call_key on debrief.regression_tool_call (workspace_id, run_id, case_id, attempt, key);
call debrief.scope_to_workspace('regression_tool_call');
