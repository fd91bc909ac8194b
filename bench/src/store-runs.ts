import { Client } from 'pg';

/** Runs that nobody sends: so many events would take the append path minutes. */
export interface StoredRuns {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly runs: number;
  /** In fives: a question, a model call, a tool call and its result, an answer. */
  readonly eventsPerRun: number;
  /** Characters of each answer. */
  readonly textLength?: number;
}

/** Puts native runs straight into the tables, a session each, a second apart. @param adminUrl of a superuser */
export const storeRuns = async (adminUrl: string, wanted: StoredRuns): Promise<void> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { workspaceId, projectId, runs, eventsPerRun, textLength = 400 } = wanted;
    await client.query(
      `insert into debrief.trace (workspace_id, id, project_id, external_id, session_id, status, started_at, event_count, max_seq)
       select $1, (left(debrief.uuid_floor(now())::text, 24) || lpad(to_hex(n), 12, '0'))::uuid, $2, 'run-' || n, 'session-' || n, 'completed',
              date_trunc('day', now()) - make_interval(secs => $3::int - n), $4::int, $4::int - 1
         from generate_series(1, $3::int) n`,
      [workspaceId, projectId, runs, eventsPerRun],
    );
    await client.query(
      `insert into debrief.event (workspace_id, trace_id, seq, idempotency_key, content_hash, type, level, started_at, model, duration_ms, input_tokens,
                                  output_tokens, cost_usd, payload)
       select t.workspace_id, t.id, n, t.external_id || ':' || n, '\\x00', k.type, 'default', t.started_at + make_interval(secs => n), k.model, k.duration,
              k.tokens, k.tokens, k.cost, k.payload::json
         from debrief.trace t
        cross join generate_series(0, $2::int - 1) n
        cross join lateral (values
          (0, 'user_message', null, null, null, null, '{"content":"Where is my order?"}'),
          (1, 'llm_call', 'model-' || n % 7, 100.0 + n, 10, 0.001,
           '{"model":"model-' || n % 7 || '","input_tokens":10,"output_tokens":10,"cost_usd":0.001,"latency_ms":' || 100 + n || '}'),
          (2, 'tool_call', null, null, null, null, '{"tool_name":"find_order","call_id":"c' || n || '","arguments":{"order":' || n || '}}'),
          (3, 'tool_result', null, null, null, null, '{"call_id":"c' || n - 1 || '","result":{"status":"sent"}}'),
          (4, 'agent_message', null, null, null, null, '{"content":"' || repeat('x', $3::int) || '"}')
        ) k(place, type, model, duration, tokens, cost, payload)
        where t.project_id = $1 and k.place = n % 5`,
      [projectId, eventsPerRun, textLength],
    );
    await client.query('analyze debrief.trace, debrief.event');
  } finally {
    await client.end();
  }
};
