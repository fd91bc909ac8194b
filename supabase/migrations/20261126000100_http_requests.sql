-- HTTP requests that services report (telemetry.md), and what joins them with runs.

-- An id as it is compared: 32 hex digits, as W3C writes trace ids, in lower case; any other as it is.
create function debrief.wire_id(id text) returns text
  immutable parallel safe language sql
  return case when id ~ '^[0-9A-Fa-f]{32}$' then lower(id collate "C") else id end;

-- The id that a native run's SDK propagates to the services that it calls. NUL and lone surrogates, which `json` keeps escaped, cannot
-- be read out of it: metadata that holds one joins nothing by it.
create function debrief.propagated_id(surface text, metadata json) returns text
  immutable parallel safe language sql
  return case
    when surface = 'native' and metadata::text like '%"trace\_id"%' and metadata::text !~ '\\u(0000|[dD][89a-fA-F])'
      then case when json_typeof(metadata) = 'object' and json_typeof(metadata -> 'trace_id') = 'string'
                     and length(metadata ->> 'trace_id') <= 256
                then debrief.wire_id(metadata ->> 'trace_id') end
  end;

-- Columns, not indexes on expressions: row-level security lets only plain comparisons reach an index.
alter table debrief.trace
  add column folded_id text generated always as (nullif(debrief.wire_id(external_id), external_id)) stored,
  add column propagated_id text generated always as (debrief.propagated_id(surface, metadata)) stored;
comment on column debrief.trace.folded_id is 'The id as requests are joined by it, where it is not the id itself.';
comment on column debrief.trace.propagated_id is 'trace_id of a native run''s metadata: requests that carry it belong to the run, too.';
create index trace_by_folded_id on debrief.trace (workspace_id, project_id, folded_id) where folded_id is not null;
create index trace_by_propagated_id on debrief.trace (workspace_id, project_id, propagated_id) where propagated_id is not null;

create table debrief.http_request (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  trace_id text not null,
  direction text not null check (direction in ('inbound', 'outbound')),
  method text not null,
  host text not null,
  path text not null,
  is_path_truncated boolean not null,
  status_code integer not null,
  duration_ms integer not null,
  request_size bigint,
  response_size bigint,
  user_id text,
  error_fingerprint text,
  sent_at timestamptz(3) not null,
  occurred_at timestamptz(3) not null,
  received_at timestamptz(3) not null default now(),
  primary key (workspace_id, id)
);
comment on table debrief.http_request is
  'No foreign key to the project, which would cost half as much again: the key that appends is looked at in the same transaction, and ends with its project.';
comment on column debrief.http_request.id is
  'A UUIDv7 of the time that was sent and of a digest of the item: a resend meets it, so one index serves both, and grows at its right edge.';
comment on column debrief.http_request.trace_id is 'As debrief.wire_id gives it. The run may come later, or never.';
comment on column debrief.http_request.sent_at is 'The item''s timestamp, whatever the client''s clock says.';
comment on column debrief.http_request.occurred_at is 'sent_at, but at most 5 minutes after receipt.';
comment on column debrief.http_request.status_code is '0: no response.';
create index http_request_newest on debrief.http_request (workspace_id, project_id, occurred_at, id);
create index http_request_of_trace on debrief.http_request (workspace_id, project_id, trace_id, occurred_at, id);
create index http_request_failed on debrief.http_request (workspace_id, project_id, occurred_at, id)
  where status_code = 0 or status_code >= 400;
create index http_request_received on debrief.http_request (workspace_id, project_id, received_at);
call debrief.scope_to_workspace('http_request');

alter table debrief.project_tally add column requests bigint not null default 0;
comment on column debrief.project_tally.requests is 'HTTP requests. Whoever stores or deletes them writes it.';

create table debrief.http_evidence (
  workspace_id uuid not null default debrief.current_workspace(),
  trace_id uuid not null,
  request_id uuid not null,
  primary key (workspace_id, trace_id, request_id),
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade,
  foreign key (workspace_id, request_id) references debrief.http_request (workspace_id, id) on delete cascade
);
comment on table debrief.http_evidence is 'Requests that the stored analysis of a run names: while an incident of the run is open they stay as long as it does.';
create index http_evidence_of_request on debrief.http_evidence (workspace_id, request_id);
call debrief.scope_to_workspace('http_evidence');
