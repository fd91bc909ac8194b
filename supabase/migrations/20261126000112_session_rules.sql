-- Model calls of all runs, newest first: few of the events are, so the index is small.

create index event_newest_llm_calls on debrief.event (workspace_id, (coalesce(started_at, received_at)), trace_id, seq) where type = 'llm_call';
