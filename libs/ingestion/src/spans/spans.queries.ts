import { byteaArray, textArray, uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import type { ObservationType } from '../dialects/otlp/conventions/normal-span';
import { hasSpokenLogs } from '../signals/span-logs.queries';
import type { TraceStatus } from '../new-event';
import type { SpanWitness } from './trace-facts';

/** A locked trace with what its rollup is made from. */
export interface LockedSpanTrace {
  readonly id: string;
  readonly externalId: string;
  readonly surface: string;
  readonly status: TraceStatus;
  readonly isIdle: boolean;
  readonly eventCount: number;
  readonly maxSeq: number;
  readonly totalTokens: number;
  readonly costUsd: number | null;
  readonly spanFacts: JsonText | null;
  /** `UsageMarks`. */
  readonly usageMarks: JsonText | null;
  /** Log records say something of it: its row says so, or it has no spans yet and there are some. */
  readonly isSpoken: boolean;
  readonly isMarkedSpoken: boolean;
  readonly metadata: JsonText;
  readonly tags: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly frameworks: readonly string[];
}

/** As the native append path locks: in id order and in a statement of its own. */
export const lockSpanTraces = async (
  client: WorkspaceClient,
  projectId: string,
  externalIds: readonly string[],
): Promise<LockedSpanTrace[]> => {
  const { rows } = await client.query<LockedSpanTrace>({
    name: 'spans-lock',
    text: `select t.id, t.external_id as "externalId", t.surface, t.status, t.idle_at is not null as "isIdle", t.event_count as "eventCount",
                  t.max_seq as "maxSeq", t.total_tokens as "totalTokens", t.cost_usd as "costUsd", t.span_facts as "spanFacts",
                  t.usage_marks as "usageMarks",
                  t.has_spoken_logs or t.span_facts is null and ${hasSpokenLogs('t')} as "isSpoken",
                  t.has_spoken_logs as "isMarkedSpoken", t.metadata,
                  t.tags, t.models, t.providers, t.frameworks
             from unnest($2::text[]) as k(external_id)
             join trace t on t.workspace_id = (select current_workspace()) and t.project_id = $1 and t.external_id = k.external_id
            order by t.id
              for no key update of t`,
    values: [projectId, textArray(externalIds)],
  });
  return rows;
};

/** Of these traces those that were deleted in the last 24 hours: an exporter may still hold their spans. */
export const findDeletedTraces = async (
  client: WorkspaceClient,
  projectId: string,
  externalIds: readonly string[],
): Promise<Set<string>> => {
  const { rows } = await client.query<{ externalId: string }>({
    name: 'spans-deleted-traces',
    text: `select d.external_id as "externalId"
             from unnest($2::text[]) as k(external_id)
             join deleted_trace d on d.workspace_id = (select current_workspace()) and d.project_id = $1 and d.external_id = k.external_id
            where d.deleted_at > now() - interval '24 hours'`,
    values: [projectId, textArray(externalIds)],
  });
  return new Set(rows.map(({ externalId }) => externalId));
};

/** Inserts the traces that nobody else inserted meanwhile, of the surface that they are first seen on. @returns the ids that are new; their rows are locked */
export const insertSpanTraces = async (
  client: WorkspaceClient,
  projectId: string,
  traces: readonly { readonly id: string; readonly externalId: string }[],
  surface = 'otel',
): Promise<Set<string>> => {
  const sorted = traces.toSorted((a, b) => (a.externalId < b.externalId ? -1 : 1));
  const { rows } = await client.query<{ id: string }>({
    name: 'spans-traces',
    text: `insert into trace (id, project_id, external_id, session_id, surface)
           select s.id, $1, s.external_id, s.external_id, $4 from unnest($2::uuid[], $3::text[]) as s(id, external_id)
               on conflict (workspace_id, project_id, external_id) do nothing
           returning id`,
    values: [
      projectId,
      uuidArray(sorted.map(({ id }) => id)),
      textArray(sorted.map(({ externalId }) => externalId)),
      surface,
    ],
  });
  return new Set(rows.map(({ id }) => id));
};

/** What is stored under a span's id. */
export interface StoredSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly seq: number;
  readonly contentHash: Buffer;
  /** False: an event of another surface that has such a key. */
  readonly isSpan: boolean;
  /** It is folded from events, see `EntityService`. */
  readonly isFolded: boolean;
  readonly isFinished: boolean;
  readonly level: string;
  readonly isObservation: boolean;
  readonly isRoot: boolean;
  readonly isFailed: boolean;
  /** Microseconds since 1970, of a span. */
  readonly startMicros: number | null;
  readonly endMicros: number | null;
  readonly model: string | null;
  readonly provider: string | null;
  readonly framework: string | null;
  readonly observationType: ObservationType | null;
  /** Of a span: name and start as they were sent. */
  readonly sent: { readonly name: string; readonly start: bigint } | null;
}

const micros = (column: string): string => `(extract(epoch from ${column}) * 1000000)::int8`;

/** What `StoredSpan` has of an event `e`, but for `isFolded`. */
export const storedSpanColumns = `e.trace_id as "traceId", e.idempotency_key as "spanId", e.seq, e.content_hash as "contentHash",
                  e.project_id is not null as "isSpan",
                  e.ended_at is not null as "isFinished", e.level,
                  coalesce(e.observation_type <> 'span' or e.model is not null, false) as "isObservation",
                  (e.parent_id is null or coalesce(e.is_app_root, false)) as "isRoot", e.level = 'error' as "isFailed",
                  ${micros('e.started_at')} as "startMicros", ${micros('e.ended_at')} as "endMicros",
                  coalesce(e.model, e.response_model) as model, e.provider, e.framework, e.observation_type as "observationType"`;

/** Finds what is stored under span ids. Exact only while the traces are locked. */
export const findStoredSpans = async (
  client: WorkspaceClient,
  spans: readonly { readonly traceId: string; readonly spanId: string; readonly contentHash: Buffer }[],
): Promise<StoredSpan[]> => {
  const { rows } = await client.query<Omit<StoredSpan, 'sent'> & { readonly raw: JsonText | null }>({
    name: 'spans-probe',
    text: `select ${storedSpanColumns},
                  exists (select from entity n where n.workspace_id = e.workspace_id and n.project_id = e.project_id and n.kind = 'observation'
                             and n.external_id = e.span_id) as "isFolded",
                  case when e.content_hash <> k.content_hash then e.raw end as raw
             from unnest($1::uuid[], $2::text[], $3::bytea[]) as k(trace_id, span_id, content_hash)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.idempotency_key = k.span_id`,
    values: [
      uuidArray(spans.map(({ traceId }) => traceId)),
      textArray(spans.map(({ spanId }) => spanId)),
      byteaArray(spans.map(({ contentHash }) => contentHash)),
    ],
  });
  return rows.map(({ raw, ...row }) => ({ ...row, sent: raw === null ? null : readSent(raw) }));
};

const readSent = (raw: JsonText): StoredSpan['sent'] => {
  const { name, start } = JSON.parse(raw) as { name: string; start: string };
  return { name, start: BigInt(start) };
};

/** How far up stored spans are followed to find a circle; who reads a tree guards against longer ones. */
const maxAncestors = 1_000;

/** The stored spans at and above some others, each with its parent. */
export const findAncestors = async (
  client: WorkspaceClient,
  spans: readonly { readonly traceId: string; readonly spanId: string }[],
): Promise<{ traceId: string; spanId: string; parentSpanId: string | null }[]> => {
  const { rows } = await client.query<{ traceId: string; spanId: string; parentSpanId: string | null }>({
    name: 'spans-ancestors',
    text: `with recursive line as (
             select e.trace_id, e.span_id, e.parent_id, 1 as depth
               from unnest($1::uuid[], $2::text[]) as k(trace_id, span_id)
               join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.idempotency_key = k.span_id
              union
             select e.trace_id, e.span_id, e.parent_id, line.depth + 1
               from line
               join event e on e.workspace_id = (select current_workspace()) and e.trace_id = line.trace_id and e.idempotency_key = line.parent_id
              where line.depth < $3
           )
           select distinct trace_id as "traceId", span_id as "spanId", parent_id as "parentSpanId" from line`,
    values: [
      uuidArray(spans.map(({ traceId }) => traceId)),
      textArray(spans.map(({ spanId }) => spanId)),
      maxAncestors,
    ],
  });
  return rows;
};

/** Seqs of spans begin here in a trace of another surface: below are those that its client chooses. */
export const importedSeqFloor = 2 ** 52;

/** The highest seq of the imported spans of some traces of other surfaces. */
export const findImportedSeqs = async (
  client: WorkspaceClient,
  traceIds: readonly string[],
): Promise<Map<string, number>> => {
  const { rows } = await client.query<{ traceId: string; seq: number }>({
    name: 'spans-imported-seqs',
    text: `select k.trace_id as "traceId", e.seq
             from unnest($1::uuid[]) as k(trace_id)
            cross join lateral (select seq from event where workspace_id = (select current_workspace()) and trace_id = k.trace_id
                                   and seq >= $2 order by seq desc limit 1) e`,
    values: [uuidArray(traceIds), importedSeqFloor],
  });
  return new Map(rows.map(({ traceId, seq }) => [traceId, seq]));
};

/** A stored span as a witness of its trace, with what its trace's lists hold of it. */
export interface WitnessRow extends SpanWitness {
  readonly traceId: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly framework: string | null;
}

/** All spans of traces, as witnesses. */
export const listWitnesses = async (client: WorkspaceClient, traceIds: readonly string[]): Promise<WitnessRow[]> => {
  const { rows } = await client.query<WitnessRow>({
    name: 'spans-witnesses',
    text: `select e.trace_id as "traceId", e.span_id as "spanId", (e.parent_id is null or coalesce(e.is_app_root, false)) as "isRoot", ${micros('e.started_at')} as "startMicros",
                  ${micros('e.ended_at')} as "endMicros", e.duration_ms as "durationMs", e.level, e.status_code as status, e.name, e.session_id as "sessionId", e.user_id as "userId",
                  e.environment, e.agent, e.input_preview as "inputPreview", e.output_preview as "outputPreview",
                  e.observation_type as "observationType", coalesce(e.model, e.response_model) as model, e.provider, e.framework
             from unnest($1::uuid[]) as k(trace_id)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id
            where e.project_id is not null`,
    values: [uuidArray(traceIds)],
  });
  return rows;
};
