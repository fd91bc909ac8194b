-- Media that clients upload by themselves (platform.md D): of runs in media_use, and of the items of data sets here.

create table debrief.media_item_use (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  item_external_id text not null,
  media_id uuid not null,
  announced_at timestamptz(3),
  primary key (workspace_id, project_id, item_external_id, media_id),
  foreign key (workspace_id, media_id) references debrief.media (workspace_id, id)
);
comment on column debrief.media_item_use.item_external_id is 'Of the item as its sender names it: SDKs upload before they make the item.';
comment on column debrief.media_item_use.announced_at is 'While it is not known whether the item ever came: looked at a day later. Null: it did.';
create index media_item_use_announced on debrief.media_item_use (announced_at) where announced_at is not null;
create index media_item_use_of_media on debrief.media_item_use (workspace_id, media_id);
call debrief.scope_to_workspace('media_item_use');

alter table debrief.media_use add column announced_at timestamptz(3);
comment on column debrief.media_use.announced_at is 'While it is not known whether the run ever came: looked at a day later. Null: it did.';
create index media_use_announced on debrief.media_use (announced_at) where announced_at is not null;

-- Items go in several ways, with their data set and their project, too.
create function debrief.release_media_of_items() returns trigger language plpgsql set search_path = '' as $$
begin
  with gone as (
    delete from debrief.media_item_use u using changed c
     where u.workspace_id = c.workspace_id and u.project_id = c.project_id and u.item_external_id = c.external_id
    returning u.workspace_id, u.media_id)
  update debrief.media m set released_at = now() from gone where m.workspace_id = gone.workspace_id and m.id = gone.media_id;
  return null;
end $$;
create trigger release_media after delete on debrief.dataset_item referencing old table as changed
  for each statement execute function debrief.release_media_of_items();
