-- Data sets: cases to run an agent on, the runs over them, and which trace each run gave for which case (platform.md B3).

create table debrief.dataset (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  external_id text not null,
  name text not null,
  description text,
  metadata json,
  input_schema json,
  expected_output_schema json,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  unique (workspace_id, project_id, name),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on column debrief.dataset.input_schema is 'JSON Schema that the input of each item fits. Null: anything.';
call debrief.scope_to_workspace('dataset');

create table debrief.dataset_item (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  dataset_id uuid not null,
  id uuid not null,
  external_id text not null,
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'ARCHIVED')),
  input json,
  expected_output json,
  metadata json,
  source_trace_id text,
  source_observation_id text,
  incident_ids uuid[] not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  foreign key (workspace_id, dataset_id) references debrief.dataset (workspace_id, id) on delete cascade
);
comment on column debrief.dataset_item.source_trace_id is 'External id of the run that it was made from, which may be gone.';
comment on column debrief.dataset_item.incident_ids is 'Incidents that it was made from. No foreign key: the case outlives the incident.';
create index dataset_item_of_dataset on debrief.dataset_item (workspace_id, dataset_id, id);
create index dataset_item_of_project on debrief.dataset_item (workspace_id, project_id, id);
create index dataset_item_of_trace on debrief.dataset_item (workspace_id, project_id, source_trace_id)
  where source_trace_id is not null;
call debrief.scope_to_workspace('dataset_item');

create table debrief.dataset_run (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  dataset_id uuid not null,
  id uuid not null,
  external_id text not null,
  name text not null,
  description text,
  metadata json,
  item_count bigint not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  unique (workspace_id, dataset_id, name),
  foreign key (workspace_id, dataset_id) references debrief.dataset (workspace_id, id) on delete cascade
);
comment on column debrief.dataset_run.item_count is 'Active items of the data set when the run was made.';
create index dataset_run_of_dataset on debrief.dataset_run (workspace_id, dataset_id, id);
call debrief.scope_to_workspace('dataset_run');

create table debrief.dataset_run_item (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  run_id uuid not null,
  item_id uuid not null,
  id uuid not null,
  external_id text not null,
  trace_external_id text not null,
  observation_id text,
  output json,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  unique (workspace_id, run_id, item_id, trace_external_id),
  foreign key (workspace_id, run_id) references debrief.dataset_run (workspace_id, id) on delete cascade,
  foreign key (workspace_id, item_id) references debrief.dataset_item (workspace_id, id) on delete cascade
);
comment on column debrief.dataset_run_item.trace_external_id is 'SDKs name the run before they send it: it may come later, or never.';
comment on column debrief.dataset_run_item.output is 'As its sender gave it. Null: that of the observation or of the trace counts.';
create index dataset_run_item_of_run on debrief.dataset_run_item (workspace_id, run_id, id);
create index dataset_run_item_of_item on debrief.dataset_run_item (workspace_id, item_id);
create index dataset_run_item_of_trace on debrief.dataset_run_item (workspace_id, project_id, trace_external_id);
call debrief.scope_to_workspace('dataset_run_item');
