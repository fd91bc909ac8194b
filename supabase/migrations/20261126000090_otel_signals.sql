-- Logs and metrics of OpenTelemetry (otel.md B6), each record and each data point once.

create table debrief.otel_log (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  digest bytea not null,
  trace_external_id text,
  span_id text,
  session_id text,
  occurred_at timestamptz not null,
  observed_at timestamptz,
  received_at timestamptz(3) not null default now(),
  severity_number integer not null,
  severity_text text,
  event_name text,
  body json,
  attributes json not null,
  service_name text,
  scope_name text,
  resource_id uuid not null,
  scope_id uuid not null,
  flags bigint not null,
  dropped_attributes_count bigint not null,
  truncated json,
  primary key (workspace_id, id),
  unique (workspace_id, project_id, digest),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id)
);
comment on column debrief.otel_log.digest is 'Of what was sent, with its ordinal among equal records of one request: a resend meets it.';
comment on column debrief.otel_log.trace_external_id is 'As the record says it: the trace may come later, or never.';
comment on column debrief.otel_log.occurred_at is 'When it was observed, or came, where the record does not say.';
create index otel_log_newest on debrief.otel_log (workspace_id, project_id, occurred_at, id);
create index otel_log_of_trace on debrief.otel_log (workspace_id, project_id, trace_external_id, occurred_at, id)
  where trace_external_id is not null;
create index otel_log_received on debrief.otel_log (workspace_id, project_id, received_at);
call debrief.scope_to_workspace('otel_log');

create table debrief.otel_metric_point (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  id uuid not null,
  digest bytea not null,
  series bytea not null,
  metric_name text not null,
  metric_type text not null check (metric_type in ('gauge', 'sum', 'histogram', 'exponential_histogram', 'summary')),
  unit text not null,
  description text not null,
  temporality text not null check (temporality in ('unspecified', 'delta', 'cumulative')),
  is_monotonic boolean not null,
  occurred_at timestamptz not null,
  begun_at timestamptz,
  received_at timestamptz(3) not null default now(),
  attributes json not null,
  value numeric,
  count numeric,
  sum numeric,
  min numeric,
  max numeric,
  bucket_counts json,
  explicit_bounds json,
  exponential json,
  quantiles json,
  exemplars json,
  service_name text,
  resource_id uuid not null,
  scope_id uuid not null,
  flags bigint not null,
  primary key (workspace_id, id),
  unique (workspace_id, project_id, digest),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id)
);
comment on column debrief.otel_metric_point.series is 'Of resource, scope, name and attributes: points of one series follow each other.';
comment on column debrief.otel_metric_point.value is 'As numeric: exact for integers of 64 bits, and it knows NaN and infinities.';
create index otel_metric_point_newest on debrief.otel_metric_point (workspace_id, project_id, occurred_at, id);
create index otel_metric_point_of_series on debrief.otel_metric_point (workspace_id, project_id, metric_name, series, occurred_at, id);
create index otel_metric_point_received on debrief.otel_metric_point (workspace_id, project_id, received_at);
call debrief.scope_to_workspace('otel_metric_point');
