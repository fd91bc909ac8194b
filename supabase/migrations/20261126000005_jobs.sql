-- Work to do later, written in the transaction that makes it necessary. The relay moves a row to the queue, then deletes it.

create table debrief.job_outbox (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  name text not null,
  payload jsonb not null,
  run_at timestamptz(3) not null default now(),
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, id)
);
create index job_outbox_oldest on debrief.job_outbox (created_at);
call debrief.scope_to_workspace('job_outbox');
