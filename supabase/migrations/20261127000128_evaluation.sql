-- Evaluators, what became of each time that one was to look at something, and findings that are told to a run's analysis from outside.

create table debrief.evaluator (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  name text not null,
  description text,
  type text not null,
  version integer not null,
  definition json not null,
  target_filter json not null,
  sampling_rate double precision not null default 1 check (sampling_rate between 0 and 1),
  enabled boolean not null default true,
  template_id text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, name),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on column debrief.evaluator.type is 'Of the definition, for lists.';
comment on column debrief.evaluator.definition is 'Of its newest version: what decides a score. Nothing filters inside: it may hold any character.';
create index evaluator_of_project on debrief.evaluator (workspace_id, project_id, id);
call debrief.scope_to_workspace('evaluator');

create table debrief.evaluator_version (
  workspace_id uuid not null default debrief.current_workspace(),
  evaluator_id uuid not null,
  version integer not null,
  definition json not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, evaluator_id, version),
  foreign key (workspace_id, evaluator_id) references debrief.evaluator (workspace_id, id) on delete cascade
);
comment on table debrief.evaluator_version is 'Never changed: a job says by which of them its score was made.';
call debrief.scope_to_workspace('evaluator_version');

create table debrief.evaluator_job (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  evaluator_id uuid not null,
  evaluator_version integer not null,
  target text not null,
  trace_id uuid,
  trace_external_id text,
  observation_id text,
  dataset_run_id text,
  status text not null default 'pending' check (status in ('pending', 'running', 'completed', 'failed', 'cancelled')),
  result json,
  error text,
  attempts integer not null default 0,
  input_digest bytea,
  claim uuid,
  claimed_at timestamptz(3),
  model text,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd double precision,
  created_at timestamptz(3) not null default now(),
  started_at timestamptz(3),
  finished_at timestamptz(3),
  primary key (workspace_id, id),
  unique (workspace_id, evaluator_id, evaluator_version, target),
  foreign key (workspace_id, evaluator_id, evaluator_version)
    references debrief.evaluator_version (workspace_id, evaluator_id, version) on delete cascade,
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on column debrief.evaluator_job.target is 'What is looked at, as one text: there is one job for it and a version of an evaluator.';
comment on column debrief.evaluator_job.trace_id is 'Null: it looks at the runs of a run over a data set.';
comment on column debrief.evaluator_job.input_digest is
  'Of what it was done with. A run that is analysed again is evaluated again only if what is evaluated has changed.';
comment on column debrief.evaluator_job.claim is 'Of the worker that took it last: one that lost it writes nothing.';
comment on column debrief.evaluator_job.cost_usd is 'Null: no model was asked, or its prices are not known.';
create index evaluator_job_of_trace on debrief.evaluator_job (workspace_id, trace_id) where trace_id is not null;
call debrief.scope_to_workspace('evaluator_job');

create table debrief.reported_detection (
  workspace_id uuid not null default debrief.current_workspace(),
  trace_id uuid not null,
  source text not null,
  detection json not null,
  subject json not null,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, trace_id, source),
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on table debrief.reported_detection is 'What others than the detectors found in a run: it stands in each analysis of the run until they take it back.';
call debrief.scope_to_workspace('reported_detection');
