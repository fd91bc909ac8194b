-- Failing runs, grouped by what failed.

create table debrief.incident (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  fingerprint text not null,
  label text not null,
  labels text[] not null,
  title text not null,
  root_cause text,
  severity text not null check (severity in ('low', 'medium', 'high', 'critical')),
  is_severity_set boolean not null default false,
  status text not null default 'new' check (status in ('new', 'triaged', 'fixing', 'verified', 'ignored')),
  owner_id uuid,
  session_count bigint not null default 0,
  occurrence_count bigint not null default 0,
  critical_step_seq bigint,
  confidence double precision not null default 0,
  pr_url text,
  fix_agent_result json,
  reopened_count integer not null default 0,
  first_seen_at timestamptz(3) not null default now(),
  last_seen_at timestamptz(3) not null default now(),
  verified_at timestamptz(3),
  merged_into uuid,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, fingerprint),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  foreign key (workspace_id, merged_into) references debrief.incident (workspace_id, id)
);
comment on table debrief.incident is
  'One per project and fingerprint. Counts go on when retention removes runs: they are the history, incident_trace is what is left to look at.';
comment on column debrief.incident.labels is 'Its own label and those of the incidents that were merged into it.';
comment on column debrief.incident.is_severity_set is 'A person set the severity: evidence no longer moves it.';
comment on column debrief.incident.merged_into is
  'Where the runs of this fingerprint go. Never a chain: an incident that others were merged into takes them along.';
create index incident_last_seen on debrief.incident (workspace_id, last_seen_at, id);
create index incident_merged on debrief.incident (workspace_id, merged_into) where merged_into is not null;
call debrief.scope_to_workspace('incident');

create table debrief.incident_trace (
  workspace_id uuid not null default debrief.current_workspace(),
  incident_id uuid not null,
  trace_id uuid not null,
  fingerprint text not null,
  label text not null,
  occurrences integer not null,
  critical_step_seq bigint,
  confidence double precision not null,
  is_linked boolean not null default false,
  seen_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, incident_id, trace_id, fingerprint),
  unique (workspace_id, trace_id, fingerprint),
  foreign key (workspace_id, incident_id) references debrief.incident (workspace_id, id) on delete cascade,
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on column debrief.incident_trace.fingerprint is 'Of the detections; after a merge it is not the incident''s own.';
comment on column debrief.incident_trace.is_linked is 'An analysis named the incident by its id, instead of by a detection.';
call debrief.scope_to_workspace('incident_trace');

create table debrief.regression_trace (
  workspace_id uuid not null default debrief.current_workspace(),
  trace_id uuid not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, trace_id),
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on table debrief.regression_trace is 'Runs that a regression run made: they never count in an incident.';
call debrief.scope_to_workspace('regression_trace');
