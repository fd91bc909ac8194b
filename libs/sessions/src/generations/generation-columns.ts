import { readable } from '@debrief/replay';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import { sessionEventTypes } from '../session-event';
import type { SessionHome } from '../session-reader';
import type { GenerationFilter } from './generation.types';

type Fragment = RawBuilder<unknown>;

/** When a model call began: by the client's clock, else by receipt. The index is of this very expression. */
export const moment = sql`coalesce(e.started_at, e.received_at)`;

const isSpan = sql`e.raw is not null`;
/** Text that does not hold the name at all is not read as JSON. */
const fieldIn = (column: Fragment, name: string): Fragment =>
  sql`case when ${column}::text like ${`%"${name}"%`} then ${readable(column)} ->> ${name} end`;
/** A field of a native event's payload, else of its metadata. Native events have no columns for what only few of them say. */
const nativeText = (name: string): Fragment =>
  sql`case when e.raw is null then coalesce(${fieldIn(sql`e.payload`, name)}, ${fieldIn(sql`e.metadata`, name)}) end`;

/** A whole number of a native event's payload, else of its metadata; 0 where there is none. */
export const nativeCount = (...names: readonly string[]): Fragment => {
  const text = sql`coalesce(${sql.join(names.map(nativeText))})`;
  return sql`case when ${text} ~ '^[0-9]{1,15}$' then (${text})::int8 else 0 end`;
};

/** A span without an agent of its own has that of the nearest span around it (otel.md B1). */
export const agent = sql`case when e.agent is not null or e.raw is null then e.agent else (
  with recursive above (span_id, agent) as (
    select e.parent_id, null::text
     union
    select p.parent_id, p.agent from above a join event p on p.trace_id = e.trace_id and p.idempotency_key = a.span_id
     where a.agent is null and p.raw is not null
  )
  select agent from above where agent is not null) end`;

export const model = sql`coalesce(e.response_model, e.model)`;
export const provider = sql`coalesce(e.provider, ${nativeText('provider')})`;
export const totalTokens = sql`coalesce(e.total_tokens, e.input_tokens + coalesce(e.output_tokens, 0), e.output_tokens)`;
export const latencyMs = sql`coalesce(e.duration_ms, extract(epoch from e.ended_at - e.started_at) * 1000)::float8`;

/** As the mapping to events has it (sessions.md §3). Few payloads name an error at all: only those are read as JSON. */
export const status = sql`case
  when e.status_code = 'ERROR' or e.level = 'error' then 'error'
  when ${isSpan} then case when e.ended_at is null then 'pending' else 'ok' end
  when e.payload::text not like '%"error"%' then 'ok'
  when coalesce((${readable(sql`e.payload`)} -> 'error')::text, 'null') in ('null', '""', 'false') then 'ok'
  else 'error' end`;

const otherTypes = sessionEventTypes.filter((type) => type !== 'llm_call');
/** A native model call may be called something else by its client (`classifyNative`); of spans the type says it. Few have such a word. */
export const isCall = sql`e.type = 'llm_call' and not (e.raw is null and coalesce(e.metadata::text, '') like '%"eventType"%'
  and coalesce(${readable(sql`e.metadata`)} ->> 'eventType', '') = any(${otherTypes}::text[]))`;

const promptAttributes = ['langfuse.observation.prompt.name', 'langfuse.prompt.name', 'gen_ai.prompt.name'];
const promptName = sql`coalesce(${nativeText('prompt_name')}, ${sql.join(
  promptAttributes.map((name) => sql`${readable(sql`e.raw`)} -> 'attributes' ->> ${name}`),
)})`;

/** What narrows a list, as SQL on an event `e` and its run `t`. @param session where the filter names one */
export const generationTest = (
  projectId: string,
  filter: GenerationFilter,
  session: SessionHome | undefined,
): RawBuilder<SqlBool> => {
  const equal = (column: Fragment, value: string | undefined): Fragment[] =>
    value === undefined ? [] : [sql`${column} = ${value}`];
  const tests: Fragment[] = [
    isCall,
    sql`t.project_id = ${projectId}::uuid`,
    ...sessionTest(session),
    ...equal(sql`t.external_id`, filter.traceId),
    ...equal(model, filter.model),
    ...equal(provider, filter.provider),
    ...equal(agent, filter.agentName),
    ...equal(status, filter.status),
    ...equal(promptName, filter.promptName),
    ...(filter.from === undefined ? [] : [sql`${moment} >= ${filter.from}`]),
    ...(filter.to === undefined ? [] : [sql`${moment} < ${filter.to}`]),
    ...(filter.minLatencyMs === undefined ? [] : [sql`${latencyMs} >= ${filter.minLatencyMs}::float8`]),
    ...(filter.minTokens === undefined ? [] : [sql`${totalTokens} >= ${filter.minTokens}::int8`]),
  ];
  return sql<SqlBool>`${sql.join(tests, sql` and `)}`;
};

const sessionTest = (session: SessionHome | undefined): Fragment[] => {
  if (session === undefined) return [];
  return [session.onlyRun ? sql`t.id = ${session.onlyRun.id}::uuid` : sql`t.session_id = ${session.sessionId}`];
};

export const eventsWithRuns = sql`event e join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id`;
