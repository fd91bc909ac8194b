-- What evaluators are to say of the runs of a regression run, whose incident they opened (platform.md B4, B5).

create table debrief.regression_evaluation (
  workspace_id uuid not null default debrief.current_workspace(),
  run_id uuid not null,
  trace_id uuid not null,
  evaluator_id uuid not null,
  label text not null,
  evaluator_version integer,
  problem text,
  answered_at timestamptz(3),
  primary key (workspace_id, run_id, trace_id, evaluator_id),
  foreign key (workspace_id, run_id) references debrief.regression_run (workspace_id, id) on delete cascade
);
comment on table debrief.regression_evaluation is 'What an evaluator found is a detection of the run; that it has looked, and which version of it, stands here.';
comment on column debrief.regression_evaluation.label is 'The label of the incident that it gives.';
comment on column debrief.regression_evaluation.problem is 'Why it could say nothing; null: it has said what it found.';
create index regression_evaluation_open on debrief.regression_evaluation (workspace_id, trace_id) where answered_at is null;
call debrief.scope_to_workspace('regression_evaluation');
