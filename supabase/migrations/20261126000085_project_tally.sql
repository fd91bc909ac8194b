-- How many runs and spans a project holds, so that lists say it without counting. Each change adds a row: a counter that all commits of
-- a project update would make them wait for each other. A sweep sums the rows up.

create table debrief.project_tally (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null default gen_random_uuid(),
  project_id uuid not null,
  traces bigint not null default 0,
  spans bigint not null default 0,
  primary key (workspace_id, project_id, id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on table debrief.project_tally is 'The sum of a project''s rows is what it holds now.';
comment on column debrief.project_tally.spans is 'Events that are spans. Whoever stores or deletes them writes it; `traces` is written by triggers.';
call debrief.scope_to_workspace('project_tally');

create function debrief.tally_new_traces() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into debrief.project_tally (workspace_id, project_id, traces)
  select workspace_id, project_id, count(*) from changed group by workspace_id, project_id;
  return null;
end $$;

create function debrief.tally_deleted_traces() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into debrief.project_tally (workspace_id, project_id, traces)
  select workspace_id, project_id, -count(*) from changed group by workspace_id, project_id;
  return null;
end $$;

create trigger tally_new after insert on debrief.trace referencing new table as changed
  for each statement execute function debrief.tally_new_traces();
create trigger tally_deleted after delete on debrief.trace referencing old table as changed
  for each statement execute function debrief.tally_deleted_traces();

do $$
begin
  -- Forced row-level security hides what is there already from the migrating role.
  perform set_config('role', 'debrief_system', true);
  insert into debrief.project_tally (workspace_id, project_id, traces)
  select workspace_id, project_id, count(*) from debrief.trace group by workspace_id, project_id;
  perform set_config('role', 'none', true);
end $$;
