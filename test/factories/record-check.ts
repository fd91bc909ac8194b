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
