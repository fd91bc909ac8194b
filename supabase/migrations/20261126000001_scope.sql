-- Who may see what. Every table of the product lives in schema `debrief`, which Supabase's REST does not expose, and is
-- bound to one workspace by `scope_to_workspace`. The roles are reached only through `set_config('role', …, true)`.

create schema if not exists debrief;
-- Partitions lie in a schema that no application role may enter: through the parent row-level security always holds.
create schema if not exists debrief_partitions;

do $$
begin
  -- Roles belong to the cluster, not to the database: two databases may be migrated at once.
  begin
    create role debrief_app nologin noinherit;
  exception when duplicate_object or unique_violation then null;
  end;
  begin
    create role debrief_system nologin noinherit;
  exception when duplicate_object or unique_violation then null;
  end;
  -- The migrating role may act as both: needed where api and worker log in with the same role that migrates.
  execute format('grant debrief_app, debrief_system to %I with inherit false, set true', current_user);
exception when internal_error or unique_violation then null; -- "tuple concurrently updated": the other one granted it
end $$;

grant usage on schema debrief to debrief_app, debrief_system;

create function debrief.current_workspace() returns uuid
  stable parallel safe language sql
  return nullif(current_setting('app.workspace_id', true), '')::uuid;

comment on function debrief.current_workspace is
  'The workspace of this transaction, or null: then no row is visible and none can be written.';

-- The application role sees its workspace; the system role (few, named jobs) sees all. Forced, so that owning is no way round.
create procedure debrief.scope_to_workspace(table_name text, privileges text default 'select, insert, update, delete')
  language plpgsql as $$
begin
  execute format('alter table debrief.%I enable row level security', table_name);
  execute format('alter table debrief.%I force row level security', table_name);
  execute format(
    'create policy in_workspace on debrief.%I to debrief_app
       using (workspace_id = (select debrief.current_workspace()))
       with check (workspace_id = (select debrief.current_workspace()))', table_name);
  execute format('create policy as_system on debrief.%I to debrief_system using (true) with check (true)', table_name);
  execute format('grant %s on debrief.%I to debrief_app, debrief_system', privileges, table_name);
end $$;
