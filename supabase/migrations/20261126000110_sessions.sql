-- Whether another run of a session was active later, asked of each run that a list of sessions goes through. The minute is indexed
-- already, so an append that leaves it as it is stays a HOT update.
create index trace_of_session_latest on debrief.trace (workspace_id, session_id, last_event_minute);
