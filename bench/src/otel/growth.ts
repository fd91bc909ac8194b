import { Client } from 'pg';
import { makeBenchTrace } from './bench-trace';
import { startDebrief } from './debrief';
import { exportSpans, pack } from './otel-server';
import { timeQueries } from './queries';

const small = 100_000;
const large = Number(process.env.BENCH_EVENTS ?? 10_000_000);
const eventsPerTrace = 10;
/** Traces that one statement makes. */
const step = 10_000;
const goal = 1.5;

/** P4: the queries of P3 at ten million events and a million traces, against themselves at 100,000. Resolves to 1 when missed. */
export const benchGrowth = async (): Promise<number> => {
  const server = await startDebrief();
  const admin = new Client({ connectionString: server.instance.postgres.adminUrl });
  await admin.connect();
  try {
    const [workspace] = server.instance.workspaces;
    if (!workspace) throw new Error('the instance has no workspace');
    const place = { workspaceId: workspace.workspaceId, projectId: workspace.projectId };
    await fill(admin, place, 0, small / eventsPerTrace);
    const { traceId, body } = makeBenchTrace(0, Date.now());
    await exportSpans(server, pack(server, body));
    const before = await timeQueries(server, traceId);
    await fill(admin, place, small / eventsPerTrace, large / eventsPerTrace);
    const after = await timeQueries(server, traceId);
    const rows = Object.entries(before).map(([query, ms]) => ({
      query,
      [`${small.toLocaleString('en')} events ms`]: round(ms),
      [`${large.toLocaleString('en')} events ms`]: round(after[query] ?? Number.NaN),
      ratio: round((after[query] ?? Number.NaN) / ms),
      goal: `<= ${goal}`,
    }));
    console.log('\np50 of the same queries as the data grows (generated rows, ten a trace)');
    console.table(rows);
    return rows.every(({ ratio }) => ratio <= goal) ? 0 : 1;
  } finally {
    await admin.end();
    await server.stop();
  }
};

interface Place {
  readonly workspaceId: string;
  readonly projectId: string;
}

/** Rows as ingestion leaves them, without their payloads' bulk: lists do not read it. */
const fill = async (admin: Client, place: Place, from: number, to: number): Promise<void> => {
  for (let first = from; first < to; first += step) {
    await admin.query(makeTraces, [place.workspaceId, place.projectId, first, Math.min(first + step, to) - 1]);
    await admin.query(makeEvents, [place.workspaceId, place.projectId, first, Math.min(first + step, to) - 1]);
  }
  await admin.query(`insert into debrief.project_tally (workspace_id, project_id, spans) values ($1, $2, $3)`, [
    place.workspaceId,
    place.projectId,
    (to - from) * eventsPerTrace,
  ]);
  await admin.query('vacuum (analyze) debrief.trace');
  await admin.query('vacuum (analyze) debrief.event');
};

// The run's number decides its id and its moment, so that both statements agree; all lie in this month's partition.
const runs = `
  select n, date_trunc('month', now()) + n * interval '1 ms' as at,
         (lpad(to_hex((extract(epoch from date_trunc('month', now()) + n * interval '1 ms') * 1000)::bigint), 12, '0') || '7' ||
          substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid as id
    from generate_series($3::int, $4::int) as n`;
const makeTraces = `
  insert into debrief.trace (workspace_id, id, project_id, external_id, session_id, surface, name, user_id, environment, status, started_at,
                             spans_end_at, last_event_at, last_event_minute, event_count, observation_count, input_tokens, output_tokens,
                             total_tokens, cost_usd, models, providers, frameworks, input_preview, output_preview, root_ended)
  select $1, id, $2, md5(n::text), 'session-' || n / 5, 'otel', 'invoke_agent support', 'user-' || n % 1000, 'bench', 'completed', at,
         at + interval '1 minute', at, date_trunc('minute', at), ${eventsPerTrace}, 4, 900, 120, 1020, 0.003, '{gpt-4o}', '{openai}', '{Unknown}',
         'Where is my order?', 'It was shipped yesterday.', true
    from (${runs}) r`;
const makeEvents = `
  insert into debrief.event (workspace_id, trace_id, seq, idempotency_key, content_hash, type, started_at, ended_at, span_id, parent_id, name, agent,
                             level, duration_ms, model, input_tokens, output_tokens, total_tokens, payload, project_id, span_kind,
                             observation_type, category, framework, provider, session_id, user_id, environment, input_preview,
                             output_preview, span_event_count, span_link_count, rules_version)
  select $1, id, seq, to_hex(seq), md5(n || '/' || seq)::bytea, 'span', at + seq * interval '1 s', at + (seq + 1) * interval '1 s', lpad(to_hex(seq), 16, '0'),
         case seq when 0 then null else lpad('0', 16, '0') end, 'chat gpt-4o', 'support', 'default', 1000, 'gpt-4o', 90, 12, 102, '{}', $2, 1,
         case seq % 3 when 0 then 'span' when 1 then 'generation' else 'tool' end, case seq % 3 when 0 then 'other' when 1 then 'llm' else 'tool' end,
         'Unknown', 'openai', 'session-' || n / 5, 'user-' || n % 1000, 'bench', 'Where is my order?', 'It was shipped yesterday.', 0, 0, 1
    from (${runs}) r, generate_series(0, ${eventsPerTrace - 1}) as seq`;

const round = (value: number): number => Math.round(value * 1_000) / 1_000;
