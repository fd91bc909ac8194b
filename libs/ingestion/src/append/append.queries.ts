import {
  byteaArray,
  float8Array,
  int4Array,
  int8Array,
  textArray,
  timestamptzArray,
  type QueryConfig,
  unnestRows,
  uuidArray,
  type WorkspaceClient,
} from '@debrief/infra';
import type { NewEvent, TraceStart, TraceStatus } from '../new-event';
import type { StoredEvent } from './classify';
import type { Rollup } from './rollup';

export interface TraceKey {
  readonly projectId: string;
  readonly externalId: string;
}

export interface LockedTrace extends TraceKey {
  readonly id: string;
  readonly status: TraceStatus;
  readonly endStatus: string | null;
  readonly endSeq: number | null;
  readonly isIdle: boolean;
  readonly eventCount: number;
  readonly maxSeq: number;
  readonly strictSeq: boolean;
}

/**
 * Locks the traces in id order, in a statement of its own: the next statement then sees all that their former holders
 * committed, and two commits cannot wait for each other. NO KEY: readers and foreign keys are not blocked.
 */
export const lockTraces = async (client: WorkspaceClient, keys: readonly TraceKey[]): Promise<LockedTrace[]> => {
  const { rows } = await client.query<LockedTrace>({
    name: 'append-lock',
    text: `select t.id, t.project_id as "projectId", t.external_id as "externalId", t.status, t.end_status as "endStatus",
                  t.end_seq as "endSeq", t.idle_at is not null as "isIdle", t.event_count as "eventCount", t.max_seq as "maxSeq",
                  p.strict_seq as "strictSeq"
             from unnest($1::uuid[], $2::text[]) as k(project_id, external_id)
             join trace t on t.workspace_id = (select current_workspace()) and t.project_id = k.project_id and t.external_id = k.external_id
             join project p on p.workspace_id = t.workspace_id and p.id = t.project_id
            order by t.id
              for no key update of t`,
    values: [uuidArray(keys.map((key) => key.projectId)), textArray(keys.map((key) => key.externalId))],
  });
  return rows;
};

export interface StartedTrace extends TraceKey {
  readonly id: string;
  readonly start: TraceStart;
}

/** Inserts the traces that nobody else inserted meanwhile. @returns the ids that are new */
export const insertStartedTraces = async (
  client: WorkspaceClient,
  traces: readonly StartedTrace[],
): Promise<Set<string>> => {
  const { rows } = await client.query<{ id: string }>({
    text: `insert into trace (id, project_id, external_id, session_id, agent, user_goal, environment, source, metadata, tags)
           select s.id, s.project_id, s.external_id, s.session_id, s.agent, s.user_goal, s.environment, s.source,
                  coalesce(s.metadata, '{}')::json, array(select json_array_elements_text(s.tags::json))
             from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
               as s(id, project_id, external_id, session_id, agent, user_goal, environment, source, metadata, tags)
            order by s.project_id, s.external_id
               on conflict (workspace_id, project_id, external_id) do nothing
           returning id`,
    values: [
      uuidArray(traces.map((t) => t.id)),
      uuidArray(traces.map((t) => t.projectId)),
      textArray(traces.map((t) => t.externalId)),
      textArray(traces.map((t) => t.start.sessionId ?? t.externalId)),
      textArray(traces.map((t) => t.start.agent)),
      textArray(traces.map((t) => t.start.userGoal)),
      textArray(traces.map((t) => t.start.environment)),
      textArray(traces.map((t) => t.start.source)),
      textArray(traces.map((t) => t.start.metadata)),
      textArray(traces.map((t) => JSON.stringify(t.start.tags))),
    ],
  });
  return new Set(rows.map((row) => row.id));
};

export interface PlacedEvent {
  readonly traceId: string;
  readonly event: NewEvent;
}

/** Finds what is stored under the keys or the seqs of these events. Exact only while the traces are locked. */
export const findStoredEvents = async (
  client: WorkspaceClient,
  events: readonly PlacedEvent[],
): Promise<(StoredEvent & { readonly traceId: string })[]> => {
  const { rows } = await client.query<StoredEvent & { traceId: string }>({
    name: 'append-probe',
    text: `select e.trace_id as "traceId", e.seq, e.idempotency_key as "idempotencyKey", e.content_hash as "contentHash"
             from unnest($1::uuid[], $2::text[]) as k(trace_id, idempotency_key)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.idempotency_key = k.idempotency_key
            union
           select e.trace_id, e.seq, e.idempotency_key, e.content_hash
             from unnest($1::uuid[], $3::int8[]) as s(trace_id, seq)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = s.trace_id and e.seq = s.seq`,
    values: [
      uuidArray(events.map(({ traceId }) => traceId)),
      textArray(events.map(({ event }) => event.idempotencyKey)),
      int8Array(events.map(({ event }) => event.seq)),
    ],
  });
  return rows;
};

const rows = unnestRows([
  ['trace_id', 'uuid[]'],
  ['seq', 'int8[]'],
  ['idempotency_key', 'text[]'],
  ['content_hash', 'bytea[]'],
  ['type', 'text[]'],
  ['sent_at', 'text[]'],
  ['started_at', 'timestamptz[]'],
  ['span_id', 'text[]'],
  ['parent_id', 'text[]'],
  ['name', 'text[]'],
  ['agent', 'text[]'],
  ['level', 'text[]'],
  ['duration_ms', 'float8[]'],
  ['model', 'text[]'],
  ['input_tokens', 'int8[]'],
  ['output_tokens', 'int8[]'],
  ['cost_usd', 'float8[]'],
  ['payload', 'text[]'],
  ['metadata', 'text[]'],
  ['extra', 'text[]'],
]);

/** No ON CONFLICT: it would probe both indexes first (+30 %). A violation means that the caller has to probe. */
export const insertEventsStatement = (events: readonly PlacedEvent[]): QueryConfig => {
  const column = <T>(pick: (event: NewEvent) => T): T[] => events.map(({ event }) => pick(event));
  return {
    name: 'append-events',
    text: `insert into event (trace_id, seq, idempotency_key, content_hash, type, "timestamp", started_at, span_id, parent_id, name, agent,
                              level, duration_ms, model, input_tokens, output_tokens, cost_usd, payload, metadata, extra)
           select i.trace_id, i.seq, i.idempotency_key, i.content_hash, i.type, i.sent_at, i.started_at, i.span_id, i.parent_id, i.name, i.agent,
                  i.level, i.duration_ms, i.model, i.input_tokens, i.output_tokens, i.cost_usd, i.payload::json, i.metadata::json, i.extra::json
             from ${rows} as i`,
    values: [
      uuidArray(events.map(({ traceId }) => traceId)),
      int8Array(column((e) => e.seq)),
      textArray(column((e) => e.idempotencyKey)),
      byteaArray(column((e) => e.contentHash)),
      textArray(column((e) => e.type)),
      textArray(column((e) => e.timestamp)),
      timestamptzArray(column((e) => (e.startedAt === null ? null : toMicroseconds(e.startedAt)))),
      textArray(column((e) => e.spanId)),
      textArray(column((e) => e.parentId)),
      textArray(column((e) => e.name)),
      textArray(column((e) => e.agent)),
      textArray(column((e) => e.level)),
      float8Array(column((e) => e.durationMs)),
      textArray(column((e) => e.model)),
      int8Array(column((e) => e.inputTokens)),
      int8Array(column((e) => e.outputTokens)),
      float8Array(column((e) => e.costUsd)),
      textArray(column((e) => e.payload)),
      textArray(column((e) => e.metadata)),
      textArray(column((e) => e.extra)),
    ],
  };
};

/** `2026-01-01T00:00:00.123456Z` as microseconds since 1970: Date.parse reads three digits of the fraction, this the rest. */
export const toMicroseconds = (utc: string): number =>
  Date.parse(utc) * 1000 + (utc.length > 24 ? Number(utc.slice(23, -1).padEnd(3, '0')) : 0);

export interface TraceRollup {
  readonly traceId: string;
  readonly rollup: Rollup;
}

/**
 * A run is analysed 0.5 s after it says that it ended, and 30 s after the last event that came later (native.md §8).
 * Costs are summed as decimals from their shortest text, so that ten times 0.1 is 1.
 */
export const updateTracesStatement = (traces: readonly TraceRollup[], events: readonly PlacedEvent[]): QueryConfig => {
  const priced = events.filter(({ event }) => event.costUsd !== null);
  const column = <T>(pick: (rollup: Rollup) => T): T[] => traces.map(({ rollup }) => pick(rollup));
  return {
    name: 'append-rollup',
    text: `update trace t
              set event_count = t.event_count + a.events, error_count = t.error_count + a.errors,
                  observation_count = t.observation_count + a.observations,
                  input_tokens = t.input_tokens + a.input_tokens, output_tokens = t.output_tokens + a.output_tokens,
                  cost_usd = case when c.cost is null then t.cost_usd else coalesce(t.cost_usd, 0) + c.cost end,
                  max_seq = greatest(t.max_seq, a.max_seq), last_event_at = now(), last_event_minute = date_trunc('minute', now()),
                  idle_at = null, status = a.status, end_status = a.end_status, end_seq = a.end_seq,
                  ended_at = case when a.ends = 1 then now() else t.ended_at end,
                  analyze_at = case when a.ends = 1 then now() + interval '0.5 s'
                                    when a.status = 'running' or t.analyze_at <= now() + interval '0.5 s' then t.analyze_at
                                    else now() + interval '30 s' end
             from unnest($1::uuid[], $2::int4[], $3::int4[], $4::int8[], $5::int8[], $6::int8[], $7::text[], $8::text[], $9::int8[], $10::int4[],
                         $13::int4[])
               as a(id, events, errors, input_tokens, output_tokens, max_seq, status, end_status, end_seq, ends, observations)
             left join (select p.trace_id, sum(p.cost::text::numeric) as cost
                          from unnest($11::uuid[], $12::float8[]) as p(trace_id, cost) group by p.trace_id) c on c.trace_id = a.id
            where t.workspace_id = (select current_workspace()) and t.id = a.id`,
    values: [
      uuidArray(traces.map(({ traceId }) => traceId)),
      int4Array(column((r) => r.events)),
      int4Array(column((r) => r.errors)),
      int8Array(column((r) => r.inputTokens)),
      int8Array(column((r) => r.outputTokens)),
      int8Array(column((r) => r.maxSeq)),
      textArray(column((r) => r.status)),
      textArray(column((r) => r.endStatus)),
      int8Array(column((r) => r.endSeq)),
      int4Array(column((r) => (r.ends ? 1 : 0))),
      uuidArray(priced.map(({ traceId }) => traceId)),
      float8Array(priced.map(({ event }) => event.costUsd)),
      int4Array(column((r) => r.observations)),
    ],
  };
};
