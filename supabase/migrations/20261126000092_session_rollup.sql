-- What lists of sessions and the messages of large runs are read from, so that neither adds up nor lays out everything anew.

-- A session exists through its runs. The row holds what pages are ordered and counted by; what its runs add up to is read from them.
create table debrief.session (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  session_id text not null,
  started_at timestamptz(3) not null,
  trace_count bigint not null,
  primary key (workspace_id, project_id, session_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
) with (fillfactor = 80);
comment on table debrief.session is 'Written by triggers on trace alone: no writer of a run can forget it.';
comment on column debrief.session.started_at is 'Of the first run.';
create index session_newest on debrief.session (workspace_id, project_id, started_at, session_id);
call debrief.scope_to_workspace('session');

alter table debrief.project_tally add column sessions bigint not null default 0;
comment on column debrief.project_tally.sessions is 'Written by triggers, as `traces` is.';

-- An imported run that names no conversation has its own id in the session's place: it belongs to none. A native one is its own.
create function debrief.session_of(run debrief.trace) returns text
  immutable parallel safe language sql
  return case when (run).surface = 'native' or (run).session_id <> (run).external_id then (run).session_id end;

create function debrief.keep_session() returns trigger language plpgsql set search_path = '' as $$
declare
  before text := case when tg_op <> 'INSERT' then debrief.session_of(old) end;
  after text := case when tg_op <> 'DELETE' then debrief.session_of(new) end;
  kept debrief.session;
begin
  if after is not null then
    insert into debrief.session as s (workspace_id, project_id, session_id, started_at, trace_count)
    values (new.workspace_id, new.project_id, after, new.started_at, 1)
        on conflict (workspace_id, project_id, session_id)
        do update set trace_count = s.trace_count + case when after = before then 0 else 1 end,
                      started_at = least(s.started_at, excluded.started_at)
    returning s.* into kept;
    if kept.trace_count = 1 and after is distinct from before then
      insert into debrief.project_tally (workspace_id, project_id, sessions) values (new.workspace_id, new.project_id, 1);
    end if;
  end if;
  if before is null then return null; end if;
  if before is distinct from after then
    update debrief.session s set trace_count = s.trace_count - 1
     where s.workspace_id = old.workspace_id and s.project_id = old.project_id and s.session_id = before
    returning s.* into kept;
    if kept.trace_count = 0 then
      delete from debrief.session s
       where s.workspace_id = old.workspace_id and s.project_id = old.project_id and s.session_id = before;
      insert into debrief.project_tally (workspace_id, project_id, sessions) values (old.workspace_id, old.project_id, -1);
      return null;
    end if;
  end if;
  -- The first run has gone, or moved back. The row is locked by now, so this statement sees all that its former holders committed, and of
  -- this transaction all that it did: it may find no run where others of its deletions are still to be counted.
  if old.started_at = kept.started_at and (before is distinct from after or new.started_at > old.started_at) then
    update debrief.session s
       set started_at = coalesce((select min(t.started_at) from debrief.trace t
                                   where t.workspace_id = s.workspace_id and t.project_id = s.project_id
                                     and t.session_id = s.session_id and debrief.session_of(t) is not null), s.started_at)
     where s.workspace_id = old.workspace_id and s.project_id = old.project_id and s.session_id = before;
  end if;
  return null;
end $$;

-- At the commit, when the transaction holds the workspace's counter (see CONTRIBUTING.md): appends then come one after the other, and
-- cannot wait for each other's sessions in a circle. An append that changes neither session nor start pays for a comparison alone.
create constraint trigger session_new after insert or delete on debrief.trace deferrable initially deferred
  for each row execute function debrief.keep_session();
create constraint trigger session_changed after update on debrief.trace deferrable initially deferred
  for each row when (old.session_id is distinct from new.session_id or old.started_at is distinct from new.started_at)
  execute function debrief.keep_session();

-- What a large run says, as its view has it: laid out when it is analysed, since it takes a tenth of a millisecond a span.
create table debrief.trace_messages (
  workspace_id uuid not null default debrief.current_workspace(),
  trace_id uuid not null,
  position bigint not null,
  events bigint not null,
  logs bigint not null,
  rules_version text not null,
  view bytea not null,
  primary key (workspace_id, trace_id),
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on table debrief.trace_messages is 'Holds while position, events, logs and rules_version are those of now; else the view is laid out at reading.';
comment on column debrief.trace_messages.position is 'Of the last commit of events to the run in append_ledger.';
comment on column debrief.trace_messages.logs is 'Log records of the run that say something.';
comment on column debrief.trace_messages.view is 'JSON, compressed by zstd.';
alter table debrief.trace_messages alter column view set storage external;
call debrief.scope_to_workspace('trace_messages');

-- What lists are narrowed by most: a user, a conversation, failures.
create index trace_of_user on debrief.trace (workspace_id, project_id, user_id, started_at, id) where user_id is not null;
create index event_of_session on debrief.event (workspace_id, session_id) where project_id is not null and session_id is not null;
create index event_failed_spans on debrief.event (workspace_id, project_id, started_at, trace_id, seq) where project_id is not null and status_code = 'ERROR';

do $$
begin
  -- Forced row-level security hides what is there already from the migrating role.
  perform set_config('role', 'debrief_system', true);
  insert into debrief.session (workspace_id, project_id, session_id, started_at, trace_count)
  select t.workspace_id, t.project_id, t.session_id, min(t.started_at), count(*)
    from debrief.trace t where debrief.session_of(t) is not null group by t.workspace_id, t.project_id, t.session_id;
  insert into debrief.project_tally (workspace_id, project_id, sessions)
  select workspace_id, project_id, count(*) from debrief.session group by workspace_id, project_id;
  perform set_config('role', 'none', true);
end $$;
