import { Client } from 'pg';

/** Every way in which events, trace rows, ledger and counter of a workspace can contradict each other. */
const checks: Readonly<Record<string, string>> = {
  'a trace row that is not the sum of its events': `
    select t.external_id, t.event_count, s.n
      from debrief.trace t cross join lateral (
             select count(*) n, count(*) filter (where level = 'error') errors,
                    count(*) filter (where case when project_id is null then type in ('llm_call', 'tool_call', 'retrieval')
                                                       else observation_type <> 'span' or model is not null end) observations,
                    coalesce(max(seq) filter (where seq < 4503599627370496), -1) high
               from debrief.event e where e.workspace_id = t.workspace_id and e.trace_id = t.id) s
     where t.workspace_id = $1 and (t.event_count, t.error_count, t.observation_count, t.max_seq) is distinct from (s.n, s.errors, s.observations, s.high)`,
  'a trace row whose usage is not the sum of its events': `
    select t.external_id, t.input_tokens, s.input
      from debrief.trace t cross join lateral (
             select coalesce(sum(input_tokens), 0) input, coalesce(sum(output_tokens), 0) output, sum(cost_usd::text::numeric) cost,
                    bool_or(project_id is not null) has_spans
               from debrief.event e where e.workspace_id = t.workspace_id and e.trace_id = t.id) s
     where t.workspace_id = $1 and s.has_spans is not true -- of nested spans only some are counted
       and (t.input_tokens, t.output_tokens, t.cost_usd) is distinct from (s.input, s.output, s.cost)`,
  'a span outside the bounds of its trace row': `
    select t.external_id, e.span_id, e.ended_at, e.duration_ms, e.name from debrief.event e join debrief.trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
     where e.workspace_id = $1 and e.project_id is not null
       and (left(e.name, 256) collate "C" between t.spans_first_name and t.spans_last_name
            and (e.ended_at is null or e.ended_at between t.spans_first_end_at and t.spans_end_at
                                       and e.duration_ms between t.spans_shortest_ms and t.spans_longest_ms)) is not true`,
  'a gap or an overlap between ledger rows': `
    select * from (select first_position, last_position, lag(last_position, 1, 0::bigint) over (order by last_position) before
                     from debrief.append_ledger where workspace_id = $1) l
     where first_position <> before + 1 or last_position < first_position`,
  'a counter that does not stand at the last position': `
    select position, l.last from debrief.stream_position p,
           lateral (select coalesce(max(last_position), 0) last from debrief.append_ledger where workspace_id = p.workspace_id) l
     where p.workspace_id = $1 and p.position <> l.last`,
  'a ledger row with more or fewer positions than events': `
    select first_position, last_position, seqs from debrief.append_ledger l
     where workspace_id = $1 and kind = 'event'
       and last_position - first_position + 1 <> (select sum(upper(r) - lower(r)) from unnest(l.seqs) r)`,
  'a ledger entry without its event, or one given twice': `
    select trace_id, s from debrief.append_ledger l, unnest(l.seqs) r, generate_series(lower(r), upper(r) - 1) s
     where workspace_id = $1 and kind = 'event'
    except all select trace_id, seq from debrief.event e, generate_series(0, e.revision) where workspace_id = $1`,
  'an event that the ledger does not know': `
    select trace_id, seq from debrief.event e, generate_series(0, e.revision) where workspace_id = $1
    except all
    select trace_id, s from debrief.append_ledger l, unnest(l.seqs) r, generate_series(lower(r), upper(r) - 1) s
     where workspace_id = $1 and kind = 'event'`,
  'a session that is not the sum of its runs': `
    with counted as (
      select project_id, session_id, min(started_at) started_at, count(*) trace_count from debrief.trace
       where workspace_id = $1 and (surface = 'native' or session_id <> external_id) group by 1, 2)
    select * from counted c full join (select * from debrief.session where workspace_id = $1) s using (project_id, session_id)
     where (c.started_at, c.trace_count) is distinct from (s.started_at, s.trace_count)`,
  'a tally that is not what a project holds': `
    select * from (select project_id, sum(traces) traces, sum(sessions) sessions from debrief.project_tally
                    where workspace_id = $1 group by 1) t
     where traces <> (select count(*) from debrief.trace r where r.project_id = t.project_id)
        or sessions <> (select count(*) from debrief.session s where s.project_id = t.project_id)`,
  'an idempotency key that is stored twice': `
    select trace_id, idempotency_key from debrief.event where workspace_id = $1 group by 1, 2 having count(*) > 1`,
};

/** What contradicts itself in a workspace's records, behind the product's back. @param client a superuser's */
export const findContradictions = async (client: Client, workspaceId: string): Promise<string[]> => {
  const problems: string[] = [];
  for (const [name, sql] of Object.entries(checks)) {
    const { rows } = await client.query(sql, [workspaceId]);
    if (rows.length > 0) problems.push(`${name}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return problems;
};

export const withAdmin = async <T>(adminUrl: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
