-- Prompts (platform.md B2): a named text or list of messages, its versions, and the labels that point at them.

create table debrief.prompt_numbering (
  workspace_id uuid not null default debrief.current_workspace(),
  project_id uuid not null,
  name text not null,
  last_version integer not null default 0,
  primary key (workspace_id, project_id, name),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on table debrief.prompt_numbering is 'The numbers that a name has given out. It outlives the prompt: what clients keep under a name and a number never becomes another text. Whoever changes a prompt locks its row.';
call debrief.scope_to_workspace('prompt_numbering');

create table debrief.prompt (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  project_id uuid not null,
  name text not null,
  type text not null check (type in ('text', 'chat')),
  description text,
  tags text[] not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, project_id, name),
  foreign key (workspace_id, project_id) references debrief.project (workspace_id, id) on delete cascade
);
comment on column debrief.prompt.updated_at is 'Of the prompt, its newest version or a label that moved.';
create index prompt_newest on debrief.prompt (workspace_id, project_id, id);
call debrief.scope_to_workspace('prompt');

create table debrief.prompt_version (
  workspace_id uuid not null default debrief.current_workspace(),
  id uuid not null,
  prompt_id uuid not null,
  version integer not null check (version > 0),
  content json not null,
  content_bytes integer not null,
  config json not null,
  commit_message text,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, prompt_id, version),
  foreign key (workspace_id, prompt_id) references debrief.prompt (workspace_id, id) on delete cascade
);
comment on column debrief.prompt_version.content is 'A text, or a list of messages.';
comment on column debrief.prompt_version.content_bytes is 'Of content and config: what a page of a list adds up.';
-- A version never changes: nobody holds that grant.
call debrief.scope_to_workspace('prompt_version', 'select, insert, delete');

create table debrief.prompt_label (
  workspace_id uuid not null default debrief.current_workspace(),
  prompt_id uuid not null,
  label text not null,
  version integer not null,
  primary key (workspace_id, prompt_id, label),
  foreign key (workspace_id, prompt_id, version) references debrief.prompt_version (workspace_id, prompt_id, version) on delete cascade
);
comment on table debrief.prompt_label is 'One version a label. `latest` is none of them: it is the highest version.';
create index prompt_label_of_version on debrief.prompt_label (workspace_id, prompt_id, version);
call debrief.scope_to_workspace('prompt_label');
