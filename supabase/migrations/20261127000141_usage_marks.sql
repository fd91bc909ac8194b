-- What further spans of a run are counted by, so that what is stored need not be read again with each of its commits.
alter table debrief.trace add column if not exists usage_marks json;
comment on column debrief.trace.usage_marks is
  'Which generations have others below them, and which spans are still to come. Null: the next commit reads all spans of the run to count them.';
