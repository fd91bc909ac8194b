-- What the detectors made of a run, and when a run is to be looked at.

alter table debrief.trace add column analyze_at timestamptz(3);
comment on column debrief.trace.analyze_at is
  'When the run is to be analysed. Taking the work moves it on by a lease, storing the analysis clears it: what is lost on the way comes again.';
-- Of the few runs that wait; an append that leaves the moment alone stays a HOT update.
create index trace_to_analyze on debrief.trace (analyze_at) where analyze_at is not null;

create table debrief.analysis (
  workspace_id uuid not null default debrief.current_workspace(),
  trace_id uuid not null,
  verdict json not null,
  source text not null check (source in ('detectors', 'server')),
  detector_set text not null,
  event_count bigint not null,
  max_seq bigint,
  is_truncated boolean not null default false,
  fallback_reason text,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, trace_id),
  foreign key (workspace_id, trace_id) references debrief.trace (workspace_id, id) on delete cascade
);
comment on table debrief.analysis is 'The latest analysis of a run. source `server`: written by PUT; it stands until events change or someone analyses.';
comment on column debrief.analysis.event_count is 'Events that the run had when it was read: fewer than it has now means stale.';
call debrief.scope_to_workspace('analysis');
