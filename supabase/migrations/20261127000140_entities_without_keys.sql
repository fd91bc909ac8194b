-- A piece is stored with its run, whose row is the check that there is such a project, as it is of events: a foreign key costs as much as the row.
-- A project goes when it holds no run any more, and with a run go its pieces.
alter table debrief.entity drop constraint if exists entity_workspace_id_project_id_fkey;
alter table debrief.entity_event drop constraint if exists entity_event_workspace_id_project_id_fkey;
