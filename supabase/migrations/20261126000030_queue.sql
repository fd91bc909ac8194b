-- Where BullMQ keeps its jobs when Postgres is the queue, and what the worker notes about itself. Neither belongs to a workspace,
-- so neither lies in schema `debrief`. BullMQ makes its own tables (libs/infra/src/jobs/queue-schema.ts, run by the same migrator).

do $$
begin
  begin
    create role debrief_queue nologin noinherit;
  exception when duplicate_object or unique_violation then null;
  end;
  -- Who may act as debrief_system (api and worker) may act as the queue's role: one grant to a login covers both.
  grant debrief_queue to debrief_system with inherit false, set true;
exception when internal_error or unique_violation then null; -- "tuple concurrently updated": another database's migration granted it
end $$;

create schema if not exists bullmq;
-- create: BullMQ makes a sequence at the first job of each queue.
grant usage, create on schema bullmq to debrief_queue;

create schema debrief_worker;
grant usage on schema debrief_worker to debrief_system;

create table debrief_worker.sweep (
  name text primary key,
  claimed_at timestamptz(3) not null
);
comment on table debrief_worker.sweep is 'One row per sweep: the worker that moves claimed_at forward does the sweep, in the same transaction.';
grant select, insert, update on debrief_worker.sweep to debrief_system;

-- The relay takes what is due, oldest first; a row may wait for its hour.
drop index debrief.job_outbox_oldest;
create index job_outbox_due on debrief.job_outbox (run_at);

alter table debrief.api_key add column expiry_recorded_at timestamptz(3);
comment on column debrief.api_key.expiry_recorded_at is 'When the audit log was told that the key ran out; it is told once.';
create index api_key_unrecorded_expiry on debrief.api_key (expires_at)
  where expires_at is not null and expiry_recorded_at is null and revoked_at is null;
