import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { readable } from '../filters/condition-sql';
import { sessionOf } from '../trace-summary.queries';

type Fragment = RawBuilder<unknown>;

/** When a native event began; an index has them in this order. */
export const nativeStart = (event: string): Fragment =>
  sql`coalesce(${sql.ref(`${event}.started_at`)}, ${sql.ref(`${event}.received_at`)})`;

/** A short text of a native event's payload. */
export const payloadText = (event: string, field: string): Fragment =>
  sql`left(${readable(sql.ref(`${event}.payload`))} ->> ${field}::text, 256)`;

export const isMarker = (event: string, name: 'span_start' | 'span_end'): RawBuilder<SqlBool> => {
  const column = (of: string): Fragment => sql.ref(`${event}.${of}`);
  return sql`(${column('type')} = 'state_change' and ${column('name')} = ${sql.lit(name)} and ${column('span_id')} is not null)`;
};

/** What the span of a marker is called. */
export const spanName = (event: string): Fragment =>
  sql`case when ${sql.ref(`${event}.type`)} = 'state_change' and ${sql.ref(`${event}.name`)} in ('span_start', 'span_end')
            then ${payloadText(event, 'span_name')} end`;

const callId = (event: string): Fragment => payloadText(event, 'call_id');
const ofRun = (event: string): Fragment =>
  sql`${sql.ref(`${event}.workspace_id`)} = n.workspace_id and ${sql.ref(`${event}.trace_id`)} = n.trace_id and ${sql.ref(`${event}.project_id`)} is null`;

const start = nativeStart('n');
const isOpened = sql`(n.type = 'tool_call' or ${isMarker('n', 'span_start')})`;

/**
 * Something of the first event `r` behind `n` that ends it: the result of a call, the marker of a span's end. Nothing is looked for
 * where nobody asks.
 */
export const ofEnding = (wanted: Fragment): Fragment => sql`
  case when ${isOpened} then (
    select ${wanted} from event r
     where ${ofRun('r')} and r.seq > n.seq
       and case when n.type = 'tool_call' then r.type = 'tool_result' and ${callId('r')} is not distinct from ${callId('n')}
                else ${isMarker('r', 'span_end')} and r.span_id = n.span_id end
     order by r.seq limit 1) end`;

/** What ends another event is shown with it. */
const standsAlone = sql`
  case when n.type = 'tool_result' then not coalesce((
              select true from event b where ${ofRun('b')} and b.seq < n.seq and b.type = 'tool_call'
                 and ${callId('b')} is not distinct from ${callId('n')} order by b.seq desc limit 1), false)
       when ${isMarker('n', 'span_end')} then not coalesce((
              select true from event b where ${ofRun('b')} and b.seq < n.seq and ${isMarker('b', 'span_start')}
                 and b.span_id = n.span_id order by b.seq desc limit 1), false)
       else true end`;

const lasting = (event: string): Fragment =>
  sql`${start} + coalesce(make_interval(secs => ${sql.ref(`${event}.duration_ms`)} / 1000), interval '0')`;

/** A call without a result and a span without its end have not ended. */
const endedAt = sql`
  case when ${isOpened}
       then ${ofEnding(sql`greatest(${start}, case when n.type = 'tool_call' and r.duration_ms is not null then ${lasting('r')} else ${nativeStart('r')} end)`)}
       else ${lasting('n')} end`;

const name = sql`coalesce(${spanName('n')}, n.name, n.model, n.type)`;

const hasFailed = sql`(n.level = 'error' or ${ofEnding(sql`r.level`)} = 'error')`;

/** An event that neither lasts nor is a call is a moment to Platform clients. */
const observationKind = sql`
  case when n.type in ('llm_call', 'tool_call', 'retrieval') or ${isMarker('n', 'span_start')} or ${isMarker('n', 'span_end')} then null else 'event' end`;

const statusMessage = sql`
  case when n.level = 'error' then coalesce(${payloadText('n', 'message')}, ${payloadText('n', 'error')})
       else ${ofEnding(sql`case when r.level = 'error' then ${payloadText('r', 'error')} end`)} end`;

/** What an event of a type is as a span; any other is a plain one. */
const kinds = {
  llm_call: { observation_type: 'generation', category: 'llm' },
  tool_call: { observation_type: 'tool', category: 'tool' },
  retrieval: { observation_type: 'retriever', category: 'retriever' },
} as const;
const plain = { observation_type: 'span', category: 'other' } as const;

export type KindColumn = keyof typeof plain;

const kindOf = (column: KindColumn): Fragment => sql`
  case n.type ${sql.join(
    Object.entries(kinds).map(([type, kind]) => sql`when ${sql.lit(type)} then ${sql.lit(kind[column])}`),
    sql` `,
  )} else ${sql.lit(plain[column])} end`;

/**
 * Whether an event `n` is a span with one of these values, said of its type: of that Postgres knows how many there are, of an expression it
 * expects so few that it sorts all events instead of walking an index to the first that pass.
 */
export const isOfKind = (column: KindColumn, values: readonly string[]): RawBuilder<SqlBool> => {
  const types = Object.entries(kinds).filter(([, kind]) => values.includes(kind[column]));
  const named = sql`n.type = any(${types.map(([type]) => type)}::text[])`;
  return values.includes(plain[column])
    ? sql`(${named} or n.type <> all(${Object.keys(kinds)}::text[]))`
    : sql<SqlBool>`${named}`;
};

/**
 * What native events are as spans (otel.md C3), in the columns that spans have: `e`, with its run `t`. The same as `toNativeSpans`
 * makes of the events of one run: a pair of markers is one span, a call lasts until its result, any other event is a span of its own.
 * Where a call id is used twice, each call lasts until the first result behind it.
 * @param which narrows the events `n` and their runs `t`
 */
export const nativeSpansWhere = (which: Fragment): Fragment => sql`
  event n join trace t on t.workspace_id = n.workspace_id and t.id = n.trace_id
  cross join lateral (
    select n.workspace_id, n.trace_id, n.seq, t.project_id, n.agent, n.model, n.metadata, n.input_tokens, n.output_tokens, n.cost_usd,
           case when ${isMarker('n', 'span_start')} then n.span_id else n.trace_id || ':' || n.seq end as span_id,
           case when ${isMarker('n', 'span_start')} then n.parent_id else coalesce(n.span_id, n.parent_id) end as parent_id,
           ${name} as name, ${start} as started_at, ${endedAt} as ended_at, null::float8 as duration_ms,
           case when ${hasFailed} then 'ERROR' end as status_code,
           ${kindOf('observation_type')} as observation_type, ${kindOf('category')} as category,
           t.environment, ${sessionOf} as session_id, t.user_id, coalesce(n.input_tokens, 0) + coalesce(n.output_tokens, 0) as total_tokens,
           null::json as raw, null::text as framework, null::text as provider, 0 as span_kind, null::text[] as finish_reasons,
           0::int8 as cache_read_tokens, 0::int8 as cache_write_tokens, 0::int8 as reasoning_tokens, 0::float8 as input_cost,
           0::float8 as output_cost, 0::float8 as cache_read_cost, 0::float8 as cache_write_cost, 0::float8 as reasoning_cost,
           case when ${hasFailed} then 'error' else 'default' end as level, ${observationKind} as observation_kind, ${statusMessage} as status_message, null::boolean as is_app_root,
           null::text as version, null::text as prompt_name, null::int4 as prompt_version, null::timestamptz as first_token_at,
           null::text as response_model, n.received_at,
           0 as span_event_count, 0 as span_link_count, null::text as input_preview, null::text as output_preview) e
  where n.project_id is null and ${which} and ${standsAlone}`;

/** Whether a project has runs whose events may be no spans. */
export const hasNativeRuns = async (tx: WorkspaceTx, projectId: string): Promise<boolean> => {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from trace where project_id = ${projectId} and surface = 'native') as found`.execute(tx);
  return rows[0]?.found ?? false;
};
