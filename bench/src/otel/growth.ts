import { Client } from 'pg';
import { type DebriefServer, startDebrief } from './debrief';
import { exportTraces, type FilledServer, timeQueries, tracesRead } from './queries';

const small = 100_000;
const large = Number(process.env.BENCH_EVENTS ?? 10_000_000);
const eventsPerTrace = 10;
/** Orders that no index of spans has. */
const otherOrders = {
  'spans by end': '/spans?limit=50&order_by=timestamp_end',
  'spans by first end': '/spans?limit=50&order_by=timestamp_end:asc',
  'longest spans': '/spans?limit=50&order_by=duration_ms',
  'shortest spans': '/spans?limit=50&order_by=duration_ms:asc',
  'spans by name': '/spans?limit=50&order_by=span_name:asc',
  'spans by last name': '/spans?limit=50&order_by=span_name',
};
/** Traces that one statement makes. */
const step = 10_000;
const goal = 1.5;

/**
 * P4: the queries of P3 at ten million events and a million traces, against another instance with 100,000, asked in turn. Resolves to 1
 * when missed.
 */
export const benchGrowth = async (): Promise<number> => {
  const sizes = [small, large];
  const grown: (FilledServer & { readonly server: DebriefServer })[] = [];
  try {
    for (const size of sizes) grown.push(await grow(size));
    const times = await timeQueries(grown, otherOrders);
    const rows = Object.entries(times).map(([query, [before = Number.NaN, after = Number.NaN]]) => ({
      query,
      [`${small.toLocaleString('en')} events ms`]: round(before),
      [`${large.toLocaleString('en')} events ms`]: round(after),
      ratio: round(after / before),
      goal: `<= ${goal}`,
    }));
    console.log('\np50 of the same queries as the data grows (generated rows, ten a trace)');
    console.table(rows);
    return rows.every(({ ratio }) => ratio <= goal) ? 0 : 1;
  } finally {
    for (const { server } of grown) await server.stop();
  }
};

/** An instance with so many generated events, and some traces that came in as exporters send them. */
const grow = async (events: number): Promise<FilledServer & { readonly server: DebriefServer }> => {
  const server = await startDebrief();
  const admin = new Client({ connectionString: server.instance.postgres.adminUrl });
  await admin.connect();
  try {
    const [workspace] = server.instance.workspaces;
    if (!workspace) throw new Error('the instance has no workspace');
    await fill(admin, { workspaceId: workspace.workspaceId, projectId: workspace.projectId }, events / eventsPerTrace);
    const traceIds = await exportTraces(server, tracesRead, Date.now());
    await server.settle?.(tracesRead);
    return { server, traceIds };
  } finally {
    await admin.end();
  }
};

interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
}

/** Rows as ingestion leaves them, without their payloads' bulk: lists do not read it. */
const fill = async (admin: Client, place: Place, traces: number): Promise<void> => {
  for (let first = 0; first < traces; first += step) {
    await admin.query(makeTraces, [place.workspaceId, place.projectId, first, Math.min(first + step, traces) - 1]);
    await admin.query(makeEvents, [place.workspaceId, place.projectId, first, Math.min(first + step, traces) - 1]);
  }
  await admin.query(`insert into debrief.project_tally (workspace_id, project_id, spans) values ($1, $2, $3)`, [
    place.workspaceId,
    place.projectId,
    traces * eventsPerTrace,
  ]);
  await admin.query('vacuum (analyze) debrief.trace');
  await admin.query('vacuum (analyze) debrief.session');
  await admin.query('vacuum (analyze) debrief.event');
};

// The run's number decides its id and its moment, so that both statements agree. All lie in this month's partition: a million at two
// seconds' distance fill 23 days.
const runs = `
  select n, at, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' ||
                 substr(md5(n::text), 4, 15))::uuid as id,
         'session-' || n / 5 as session, 'user-' || n % 1000 as "user", n % 50 = 0 as failed,
         (array['production', 'production', 'production', 'staging', 'development'])[n % 5 + 1] as environment,
         (array['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4', 'gemini-2.5-pro'])[n % 4 + 1] as model,
         (array['openai', 'openai', 'anthropic', 'google'])[n % 4 + 1] as provider
    from (select n, date_trunc('month', now()) + n * interval '2 s' as at from generate_series($3::int, $4::int) as n) numbered`;
const makeTraces = `
  insert into debrief.trace (workspace_id, id, project_id, external_id, session_id, surface, name, user_id, environment, status, started_at,
                             spans_start_at, spans_end_at, spans_first_end_at, spans_shortest_ms, spans_longest_ms, spans_first_name, spans_last_name, last_event_at, last_event_minute, event_count, error_count, observation_count,
                             input_tokens, output_tokens, total_tokens, cost_usd, tags, models, providers, frameworks, metadata, input_preview,
                             output_preview, root_ended)
  select $1, id, $2, md5(n::text), session, 'otel', 'invoke_agent support', "user", environment,
         case when failed then 'failed' else 'completed' end, at, at, at + (10 + n % 60) * interval '10 ms', at + (1 + n % 60) * interval '10 ms',
         10 * (1 + n % 60), 10 * (1 + n % 60), 'GET', 'execute_tool', at, date_trunc('minute', at),
         ${eventsPerTrace}, failed::int, 7, 270 + n % 900, 36, 306 + n % 900, (306 + n % 900) * 0.00001,
         array['team-' || n % 7, 'tier-' || n % 3], array[model], array[provider], '{}', json_build_object('tenant', 'tenant-' || n % 300),
         'Where is my order ' || n || '?', 'It was shipped yesterday.', true
    from (${runs}) r`;
const makeEvents = `
  insert into debrief.event (workspace_id, trace_id, seq, idempotency_key, content_hash, type, started_at, ended_at, span_id, parent_id, name, agent,
                             level, status_code, duration_ms, model, input_tokens, output_tokens, total_tokens, payload, project_id, span_kind,
                             observation_type, category, framework, provider, session_id, user_id, environment, input_preview,
                             output_preview, span_event_count, span_link_count, rules_version, raw)
  select $1, id, seq, span, md5(n || '/' || seq)::bytea, 'span', at + seq * interval '10 ms', at + (seq + 1 + n % 60) * interval '10 ms', span,
         case seq when 0 then null else lpad('0', 16, '0') end, (array['execute_tool', 'chat', 'GET'])[seq % 3 + 1], 'support',
         case when is_error then 'error' else 'default' end, case when is_error then 'ERROR' end, 10 * (1 + n % 60),
         case seq % 3 when 1 then model end, 90 + n % 300, 12, 102 + n % 300, '{}', $2, 1,
         (array['tool', 'generation', 'span'])[seq % 3 + 1], (array['tool', 'llm', 'http'])[seq % 3 + 1],
         'Unknown', case seq % 3 when 1 then provider end, session, "user", environment, 'Where is my order ' || n || '?',
         'It was shipped yesterday.', 0, 0, 1,
         json_build_object('name', 'chat', 'attributes', json_build_object('order.id', 'A-' || n, 'retry', seq % 3, 'region', 'eu-' || n % 4),
                           'resource', '00000000-0000-8000-8000-000000000000', 'scope', '00000000-0000-8000-8000-000000000000')
    from (${runs}) r, generate_series(0, ${eventsPerTrace - 1}) as seq,
         lateral (select lpad(to_hex(seq), 16, '0') as span, failed and seq = 4 as is_error) s`;

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
