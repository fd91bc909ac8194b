import { int8Array, textArray, uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { TraceRow } from '@debrief/ingestion';
import type { StoredEventRow } from '../event-json';
import type { EventSlice, LedgerRow } from './plan-page';

// On bare connections, as the append path and for its reasons; unnamed, so that each plan knows the partitions of the day.

/** How far a workspace's ledger goes, and up to where retention has removed it. */
export interface StreamHead {
  readonly position: number;
  readonly floor: number;
}

export const findHead = async (client: WorkspaceClient): Promise<StreamHead> => {
  const { rows } = await client.query<{ position: number; floor: number }>({
    text: 'select position, floor_position as floor from stream_position where workspace_id = (select current_workspace())',
  });
  return rows[0] ?? { position: 0, floor: 0 };
};

export interface LedgerQuery {
  readonly after: number;
  /** Absent: up to the head. */
  readonly until?: number;
  readonly projectId: string | null;
  /** Null: all traces. */
  readonly traceIds: readonly string[] | null;
  readonly kinds: readonly string[] | null;
  readonly limit: number;
}

interface HeadAndCommit extends LedgerRow {
  readonly head: number;
  readonly floor: number;
}

/**
 * Commits with a position between two bounds (after, until], in position order, and the head of the same moment: all up to it is seen.
 * Commits of deleted projects are left out.
 */
export const listLedger = async (
  client: WorkspaceClient,
  query: LedgerQuery,
): Promise<{ readonly head: StreamHead; readonly rows: LedgerRow[] }> => {
  const { rows } = await client.query<
    HeadAndCommit | (Pick<HeadAndCommit, 'head' | 'floor'> & { readonly kind: null })
  >({
    text: `select s.position as head, s.floor_position as floor, c.*
             from stream_position s
             left join lateral (
               select l.first_position as "firstPosition", l.last_position as "lastPosition", l.kind, l.project_id as "projectId",
                      l.trace_id as "traceId", t.external_id as "externalId", l.record_id as "recordId", l.seqs::text as seqs
                 from append_ledger l
                 join trace t on t.workspace_id = l.workspace_id and t.id = l.trace_id
                 join project p on p.workspace_id = l.workspace_id and p.id = l.project_id and p.deleted_at is null
                where l.workspace_id = (select current_workspace()) and l.last_position > $1 and l.first_position <= $2
                  and ($3::uuid is null or l.project_id = $3) and ($4::text[] is null or l.kind = any($4))
                  ${query.traceIds ? 'and l.trace_id = any($6::uuid[])' : ''}
                order by l.last_position
                limit $5) c on true
            where s.workspace_id = (select current_workspace())
            order by c."lastPosition"`,
    values: [
      query.after,
      query.until ?? Number.MAX_SAFE_INTEGER,
      query.projectId,
      query.kinds && textArray(query.kinds),
      query.limit,
      ...(query.traceIds ? [uuidArray(query.traceIds)] : []),
    ],
  });
  const [first] = rows;
  return {
    head: { position: first?.head ?? 0, floor: first?.floor ?? 0 },
    rows: rows.filter((row): row is HeadAndCommit => row.kind !== null),
  };
};

const eventColumns = `e.trace_id as "traceId", e.seq, e.type, e."timestamp", e.idempotency_key as "idempotencyKey", e.span_id as "spanId",
  e.parent_id as "parentId", e.payload, e.metadata, e.extra, e.revision, e.received_at as "receivedAt"`;

/**
 * Bytes that an event takes in an answer, about: its texts as stored (four times as much if compressed), and what stands around them.
 * The exact size would cost unpacking each text that the page then has no room for.
 */
const weight = `400 + coalesce(pg_column_size(e.metadata), 0) + coalesce(pg_column_size(e.extra), 0)
  + pg_column_size(e.payload) * case when pg_column_compression(e.payload) is null then 1 else 4 end`;

export interface PositionedEvent extends StoredEventRow {
  readonly position: number;
  /** Index of the slice that it belongs to. */
  readonly slice: number;
  /** Bytes up to here, this event's included. */
  readonly bytes: number;
}

/**
 * The events of some slices in position order, up to the one that fills `bytes`. Each slice has an order and a limit of its own, because
 * they lead to the primary key: while a partition has no statistics the other index looks as good, and reads the whole trace.
 */
export const listSlices = async (
  client: WorkspaceClient,
  slices: readonly EventSlice[],
  bytes: number,
): Promise<PositionedEvent[]> => {
  const { rows } = await client.query<PositionedEvent>({
    text: `select * from (
             select ${eventColumns}, s.position + e.seq - s.low as position, (s.n - 1)::int4 as slice,
                    sum(${weight}) over (order by s.position + e.seq - s.low) as bytes, ${weight} as own
               from unnest($1::uuid[], $2::int8[], $3::int8[], $4::int8[]) with ordinality as s(trace_id, low, high, position, n)
              cross join lateral (select * from event
                                   where workspace_id = (select current_workspace()) and trace_id = s.trace_id and seq >= s.low and seq < s.high
                                   order by seq limit s.high - s.low) e
           ) placed
            where bytes - own < $5
            order by position`,
    values: [
      uuidArray(slices.map(({ row }) => row.traceId)),
      int8Array(slices.map(({ low }) => low)),
      int8Array(slices.map(({ high }) => high)),
      int8Array(slices.map(({ position }) => position)),
      bytes,
    ],
  });
  return rows;
};

/** A trace's events above a seq in seq order, up to the one that fills `bytes`. */
export const listTimeline = async (
  client: WorkspaceClient,
  {
    traceId,
    aboveSeq,
    limit,
    bytes,
  }: { readonly traceId: string; readonly aboveSeq: number; readonly limit: number; readonly bytes: number },
): Promise<(StoredEventRow & { readonly bytes: number })[]> => {
  const { rows } = await client.query<StoredEventRow & { bytes: number }>({
    text: `select * from (
             select ${eventColumns}, sum(${weight}) over (order by e.seq) as bytes, ${weight} as own
               from (select * from event
                      where workspace_id = (select current_workspace()) and trace_id = $1 and seq > $2
                      order by seq limit $3) e
           ) placed
            where bytes - own < $4
            order by seq`,
    values: [traceId, aboveSeq, limit, bytes],
  });
  return rows;
};

export const listTraces = async (client: WorkspaceClient, ids: readonly string[]): Promise<TraceRow[]> => {
  const { rows } = await client.query<TraceRow>({
    text: `select id, workspace_id as "workspaceId", project_id as "projectId", external_id as "externalId", session_id as "sessionId", surface,
                  user_goal as "userGoal", agent, environment, source, metadata, tags, status, end_status as "endStatus", end_seq as "endSeq",
                  idle_at as "idleAt", started_at as "startedAt", ended_at as "endedAt", last_event_at as "lastEventAt",
                  last_event_minute as "lastEventMinute", event_count as "eventCount", error_count as "errorCount",
                  input_tokens as "inputTokens", output_tokens as "outputTokens", cost_usd as "costUsd", max_seq as "maxSeq", labels,
                  incident_ids as "incidentIds"
             from trace
            where workspace_id = (select current_workspace()) and id = any($1::uuid[])`,
    values: [uuidArray(ids)],
  });
  return rows;
};

/** Where the commit that first stored a seq begins, and its seqs; undefined when the event is unknown. */
export const findCommitOf = async (
  client: WorkspaceClient,
  traceId: string,
  seq: number,
): Promise<(Pick<LedgerRow, 'firstPosition'> & { readonly seqs: string }) | undefined> => {
  const { rows } = await client.query<{ firstPosition: number; seqs: string }>({
    text: `select first_position as "firstPosition", seqs::text as seqs
             from append_ledger
            where workspace_id = (select current_workspace()) and trace_id = $1 and kind = 'event' and seqs @> $2::int8
            order by last_position
            limit 1`,
    values: [traceId, seq],
  });
  return rows[0];
};

/**
 * Traces with an event in the last hour, the newest so many, and the position before their first commit.
 * @param projectId null: of every project
 */
export const findRecentTraces = async (
  client: WorkspaceClient,
  projectId: string | null,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly before: number }> => {
  const { rows } = await client.query<{ id: string; first: number | null }>({
    text: `select t.id, f.first_position as first
             from (select id from trace
                    where workspace_id = (select current_workspace()) and last_event_minute >= date_trunc('minute', now() - interval '1 hour')
                      and last_event_at >= now() - interval '1 hour' and ($1::uuid is null or project_id = $1)
                    order by last_event_minute desc, last_event_at desc
                    limit $2) t
             join lateral (select first_position from append_ledger l
                            where l.workspace_id = (select current_workspace()) and l.trace_id = t.id
                            order by last_position limit 1) f on true`,
    values: [projectId, limit],
  });
  return { ids: rows.map(({ id }) => id), before: Math.min(...rows.map(({ first }) => first ?? 0)) - 1 };
};
