-- Spans: events that came in with a duration, a place in a tree and facts of their own (otel.md). They lie in `event` like all others.

alter table debrief.event
  add column project_id uuid,
  add column ended_at timestamptz,
  add column span_kind smallint,
  add column status_code text check (status_code in ('OK', 'ERROR')),
  add column observation_type text,
  add column category text,
  add column framework text,
  add column provider text,
  add column response_model text,
  add column session_id text,
  add column user_id text,
  add column environment text,
  add column total_tokens bigint,
  add column cache_read_tokens bigint,
  add column cache_write_tokens bigint,
  add column reasoning_tokens bigint,
  add column input_cost double precision,
  add column output_cost double precision,
  add column cache_read_cost double precision,
  add column cache_write_cost double precision,
  add column reasoning_cost double precision,
  add column cost_source text check (cost_source in ('reported', 'list', 'none')),
  add column finish_reasons text[],
  add column input_preview text,
  add column output_preview text,
  add column span_event_count integer,
  add column span_link_count integer,
  add column rules_version integer,
  add column raw json;
comment on column debrief.event.project_id is 'Set for spans alone: lists of spans go through a project, and only they pay for the index.';
comment on column debrief.event.raw is 'The span as sent, after masking; resource and scope by their id in otel_source. What rules derive from it can be derived anew.';
comment on column debrief.event.rules_version is 'Of the rules that derived the other columns from `raw`.';
create index event_newest_spans on debrief.event (workspace_id, project_id, started_at, trace_id, seq) where project_id is not null;

alter table debrief.trace
  add column name text,
  add column user_id text,
  add column release text,
  add column version text,
  add column spans_start_at timestamptz,
  add column spans_end_at timestamptz,
  add column span_facts json,
  add column observation_count bigint not null default 0,
  add column total_tokens bigint not null default 0,
  add column cache_read_tokens bigint not null default 0,
  add column cache_write_tokens bigint not null default 0,
  add column reasoning_tokens bigint not null default 0,
  add column input_cost numeric,
  add column output_cost numeric,
  add column cache_read_cost numeric,
  add column cache_write_cost numeric,
  add column reasoning_cost numeric,
  add column models text[] not null default '{}',
  add column providers text[] not null default '{}',
  add column frameworks text[] not null default '{}',
  add column input_preview text,
  add column output_preview text,
  add column root_ended boolean not null default false;
comment on column debrief.trace.name is 'Of the root span, else of the earliest.';
comment on column debrief.trace.spans_start_at is 'Of the earliest span, to the microsecond; started_at holds milliseconds, by which lists are paged.';
comment on column debrief.trace.span_facts is 'Which span gave which of the trace''s fields: what a span that comes later is compared with.';
comment on column debrief.trace.observation_count is 'Spans that are more than plain `span`.';
create index trace_newest_of_project on debrief.trace (workspace_id, project_id, started_at, id);

-- Resources and scopes repeat with every span: once per distinct value.
create table debrief.otel_source (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  digest bytea not null,
  kind text not null check (kind in ('resource', 'scope')),
  value json not null,
  primary key (workspace_id, id),
  unique (workspace_id, kind, digest)
);
call debrief.scope_to_workspace('otel_source');

-- A run that was deleted does not come back with the spans that its exporter still holds.
create table debrief.deleted_trace (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  external_id text not null,
  deleted_at timestamptz(3) not null default now(),
  primary key (workspace_id, project_id, external_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
create index deleted_trace_oldest on debrief.deleted_trace (deleted_at);
call debrief.scope_to_workspace('deleted_trace');
