-- Endpoints of a workspace that are told what happened, and each message on its way to one of them.

create table debrief.webhook_endpoint (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid,
  url text not null,
  description text not null,
  events text[] not null,
  secret bytea not null,
  previous_secret bytea,
  previous_secret_ends_at timestamptz(3),
  enabled boolean not null default true,
  disabled_reason text check (disabled_reason in ('gone', 'failing')),
  failing_since timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade,
  check (not (enabled and disabled_reason is not null)),
  check ((previous_secret is null) = (previous_secret_ends_at is null))
);
comment on column debrief.webhook_endpoint.project_id is 'Null: events of all projects.';
comment on column debrief.webhook_endpoint.secret is 'Encrypted: what signs the messages. The previous one signs beside it until its end.';
comment on column debrief.webhook_endpoint.disabled_reason is 'Why the product disabled it; null when an owner did.';
comment on column debrief.webhook_endpoint.failing_since is 'First failure after which nothing was delivered.';
call debrief.scope_to_workspace('webhook_endpoint');

create table debrief.webhook_delivery (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  endpoint_id uuid not null,
  message_id text not null,
  event_type text not null,
  payload json not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  retries integer not null default 0,
  next_attempt_at timestamptz(3) default now(),
  claimed_until timestamptz(3),
  response_status integer,
  reason text,
  duration_ms integer,
  response_excerpt text,
  last_attempt_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references debrief.webhook_endpoint (workspace_id, id) on delete cascade,
  check ((status = 'pending') = (next_attempt_at is not null))
);
comment on column debrief.webhook_delivery.message_id is 'The header webhook-id: of one event the same to all endpoints, and at each attempt.';
comment on column debrief.webhook_delivery.attempts is 'How often it was taken up to be sent: who records a result names the count that it took.';
comment on column debrief.webhook_delivery.retries is 'Place in the schedule of retries; a redelivery begins it anew.';
comment on column debrief.webhook_delivery.claimed_until is 'A worker is sending it. Past that moment the worker is taken for dead, and the message is sent again.';
comment on column debrief.webhook_delivery.reason is 'Why the last attempt failed, in a word.';
create index webhook_delivery_of_endpoint on debrief.webhook_delivery (workspace_id, endpoint_id, id);
create index webhook_delivery_under_way on debrief.webhook_delivery (workspace_id, endpoint_id, claimed_until) where status = 'pending';
-- For the sweeps: what is due, and what is old.
create index webhook_delivery_due on debrief.webhook_delivery (next_attempt_at) where status = 'pending';
create index webhook_delivery_age on debrief.webhook_delivery (created_at);
call debrief.scope_to_workspace('webhook_delivery');
