-- Runs, their events, and the ledger from which stream and receipts read. Why it has this shape: CONTRIBUTING.md, "The append path".

create table debrief.trace (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  external_id text not null,
  session_id text not null,
  surface text not null default 'native',
  user_goal text,
  agent text,
  environment text,
  source text,
  metadata json not null default '{}',
  tags text[] not null default '{}',
  status text not null default 'running' check (status in ('running', 'completed', 'failed', 'aborted', 'ended', 'abandoned')),
  end_status text,
  end_seq bigint,
  idle_at timestamptz(3),
  started_at timestamptz(3) not null default now(),
  ended_at timestamptz(3),
  last_event_at timestamptz(3),
  last_event_minute timestamptz(0) not null default date_trunc('minute', now()),
  event_count bigint not null default 0,
  error_count bigint not null default 0,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cost_usd numeric,
  max_seq bigint not null default -1,
  labels text[] not null default '{}',
  incident_ids uuid[] not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, project_id, external_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id)
) with (fillfactor = 80);
comment on column debrief.trace.end_seq is 'seq of the session_end that decided the status: of several the highest decides.';
comment on column debrief.trace.last_event_minute is
  'last_event_at (or the start) cut to the minute: indexed in its place, so that an append seldom touches an index and stays a HOT update.';
comment on column debrief.trace.max_seq is 'Highest seq stored that a client chose (below 2^52).';
create index trace_newest on debrief.trace (workspace_id, started_at, id);
create index trace_latest_event on debrief.trace (workspace_id, last_event_minute);
create index trace_of_session on debrief.trace (workspace_id, session_id, started_at);
create index trace_by_external_id on debrief.trace (workspace_id, external_id);
-- The sweeps that mark runs idle or abandoned look only at what still runs.
create index trace_running on debrief.trace (last_event_minute) where status = 'running';
call debrief.scope_to_workspace('trace');

-- Partitioned by the trace's id: a UUIDv7 carries the time, so a trace lies in one partition and uniqueness holds.
-- No foreign key to trace (+65 % a row): every writer holds the trace's row lock, and that is the check.
create table debrief.event (
  workspace_id uuid not null default debrief.current_workspace(),
  trace_id uuid not null,
  seq bigint not null,
  idempotency_key text not null,
  content_hash bytea not null,
  type text not null,
  "timestamp" text,
  started_at timestamptz,
  span_id text,
  parent_id text,
  name text,
  agent text,
  level text not null,
  duration_ms double precision,
  model text,
  input_tokens bigint,
  output_tokens bigint,
  cost_usd double precision,
  payload json not null,
  metadata json,
  extra json,
  revision integer not null default 0,
  received_at timestamptz(3) not null default now(),
  primary key (workspace_id, trace_id, seq),
  unique (workspace_id, trace_id, idempotency_key)
) partition by range (trace_id);
comment on column debrief.event.payload is 'json, not jsonb: it keeps NUL, lone surrogates and long numbers as they came. Nothing filters inside it.';
comment on column debrief.event.extra is 'Envelope fields that the product does not know, kept as they came.';
call debrief.scope_to_workspace('event');

create table debrief.stream_position (
  workspace_id uuid primary key references debrief.workspace on delete cascade,
  position bigint not null default 0,
  floor_position bigint not null default 0
);
comment on table debrief.stream_position is
  'One counter per workspace. Its row is locked from assignment to commit, so positions are gapless and in commit order.';
comment on column debrief.stream_position.floor_position is 'Highest position that retention has removed: a reader below it may have missed something.';
call debrief.scope_to_workspace('stream_position', 'select, insert, update');

create table debrief.append_ledger (
  workspace_id uuid not null default debrief.current_workspace(),
  first_position bigint not null,
  last_position bigint not null,
  kind text not null,
  project_id uuid not null,
  trace_id uuid not null,
  record_id uuid,
  seqs int8multirange,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, last_position)
);
comment on table debrief.append_ledger is
  'One row per commit to a trace. kind `event`: the events in seqs, their positions first_position + rank. Other kinds: one record, one position.';
create index append_ledger_of_trace on debrief.append_ledger (workspace_id, trace_id, last_position);
call debrief.scope_to_workspace('append_ledger', 'select, insert, delete');

-- The lowest UUIDv7 of a moment: its milliseconds in the first 48 bits, zeros after.
create function debrief.uuid_floor(moment timestamptz) returns uuid
  immutable language sql
  return rpad(lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0'), 32, '0')::uuid;

-- Monthly partitions, made ahead by the worker. `create … like` and `attach` take a weaker lock than `create … partition of`.
create procedure debrief.ensure_event_partitions(months_ahead integer default 3)
  language plpgsql security definer set search_path = '' as $$
declare
  month_start timestamptz := date_trunc('month', now(), 'UTC');
  part text;
  low uuid;
  high uuid;
begin
  for i in 0..months_ahead loop
    part := 'event_' || to_char(month_start at time zone 'UTC', 'YYYYMM');
    if to_regclass('debrief_partitions.' || part) is null then
      low := debrief.uuid_floor(month_start);
      high := debrief.uuid_floor(month_start + interval '1 month');
      execute format('create table debrief_partitions.%I (like debrief.event including defaults including constraints including indexes)', part);
      execute format('alter table debrief_partitions.%I enable row level security', part);
      execute format('alter table debrief_partitions.%I force row level security', part);
      execute format('alter table debrief.event attach partition debrief_partitions.%I for values from (%L) to (%L)', part, low, high);
    end if;
    month_start := month_start + interval '1 month';
  end loop;
end $$;


revoke all on procedure debrief.ensure_event_partitions(integer) from public;
grant execute on procedure debrief.ensure_event_partitions(integer) to debrief_system;
call debrief.ensure_event_partitions();
