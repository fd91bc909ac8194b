-- Traces and observations that come in pieces (platform.md C2): each piece is kept, and what is shown is folded from all of them.

create table debrief.entity (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  kind text not null check (kind in ('trace', 'observation')),
  external_id text not null,
  trace_external_id text,
  primary key (workspace_id, project_id, kind, external_id),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
) with (fillfactor = 80);
comment on table debrief.entity is 'What pieces have come of. Its row is locked while they are folded.';
comment on column debrief.entity.trace_external_id is
  'Of the run in which it is stored; a piece that names another moves it. Null only inside of the transaction that brings its first piece.';
-- The trace first: where the planner has no statistics yet, it would else take this index for the primary key.
create index entity_of_trace on debrief.entity (trace_external_id, workspace_id, project_id);
call debrief.scope_to_workspace('entity');

create table debrief.entity_event (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  event_id text not null,
  digest bytea not null,
  entity_kind text not null,
  entity_id text not null,
  surface text not null,
  kind text not null check (kind in ('create', 'update')),
  occurred_at timestamptz not null,
  arrival bigint generated always as identity,
  clears text[] not null default '{}',
  body json not null,
  primary key (workspace_id, project_id, event_id, digest),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on table debrief.entity_event is
  'Pieces as they came, after masking. The same piece again, by its id and content, is there once. No foreign key to entity: who writes holds its row.';
comment on column debrief.entity_event.digest is 'Keyed hash of the piece as received: under an id that is used again other content is one more piece.';
comment on column debrief.entity_event.clears is 'Fields that the piece empties, before what it says itself.';
create index entity_event_of_entity on debrief.entity_event (workspace_id, project_id, entity_kind, entity_id, occurred_at);
call debrief.scope_to_workspace('entity_event');

alter table debrief.trace
  add column public boolean not null default false,
  add column bookmarked boolean not null default false,
  add column input json,
  add column output json,
  add column level text,
  add column status_message text,
  add column git_commit_sha text,
  add column git_branch text,
  add column git_repo_url text,
  add column experiment json;
comment on column debrief.trace.input is 'Of the run as a whole, where its client says it; input_preview is also of its spans.';
comment on column debrief.trace.level is 'DEBUG, DEFAULT, WARNING or ERROR, where the client says it.';
comment on column debrief.trace.experiment is 'What its spans say of the experiment that it belongs to: langfuse.experiment.*, by what follows that.';

-- Runs of spans come over several surfaces now; those without any are native.
drop index debrief.trace_native;
create index trace_native on debrief.trace (workspace_id, project_id, id) where surface = 'native';
