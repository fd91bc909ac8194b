import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { RecordRow } from '../reading/record.queries';
import type { SessionRunRow } from '../reading/session-run.queries';
import { agent, eventsWithRuns, moment } from './generation-columns';

/** Where a page of model calls ended: its moment as Postgres writes it, the run's internal id, the seq. */
export type GenerationPlace = readonly [moment: string, traceId: string, seq: number];

export interface GenerationRow extends RecordRow {
  readonly place: GenerationPlace;
  readonly run: SessionRunRow;
}

export interface GenerationRange {
  readonly after: GenerationPlace | undefined;
  readonly offset: number;
  readonly limit: number;
}

type FlatRow = Omit<RecordRow, 'traceId'> & SessionRunRow & { readonly moment: string };

/** Model calls that pass, newest first, ties by run and seq. */
export const listGenerations = async (
  tx: WorkspaceTx,
  test: RawBuilder<SqlBool>,
  { after, offset, limit }: GenerationRange,
): Promise<GenerationRow[]> => {
  const behind =
    after === undefined
      ? sql``
      : sql`and (${moment}, e.trace_id, e.seq) < (${after[0]}::timestamptz, ${after[1]}::uuid, ${after[2]}::int8)`;
  const { rows } = await sql<FlatRow>`
    select e.seq, e.type, ${agent} as agent, e.level, e.span_id, e.parent_id, ${moment} as at, (${moment})::text as moment,
           coalesce(e.raw, e.payload) as text, e.raw is not null as is_span, e.metadata, 0 as bytes,
           t.workspace_id, t.id, t.external_id, t.session_id, t.surface, t.status, t.started_at, t.ended_at, t.incident_ids, t.event_count
      from ${eventsWithRuns}
     where ${test} ${behind}
     order by ${moment} desc, e.trace_id desc, e.seq desc
     limit ${limit} offset ${offset}`.execute(tx);
  return rows.map((row) => ({
    ...row,
    traceId: row.id,
    place: [row.moment, row.id, row.seq],
    run: row,
  }));
};

/** Of the calls of some runs those (by run and span id) that only hold calls which report usage (otel.md B3). */
export const listWrappers = async (
  tx: WorkspaceTx,
  traceIds: readonly string[],
): Promise<{ readonly traceId: string; readonly spanId: string }[]> => {
  const { rows } = await sql<{ traceId: string; spanId: string }>`
    with recursive ${holders(sql`select e.trace_id, e.parent_id as span_id from event e
                                  where e.trace_id = any(${[...traceIds]}::uuid[]) and ${isBilled}`)}
    select trace_id, span_id from holders where is_generation`.execute(tx);
  return rows;
};

/** A model call or an embedding that reports what it used. */
export const isBilled = sql<SqlBool>`(e.observation_type in ('generation', 'embedding') and e.parent_id is not null
  and (e.total_tokens > 0 or e.cost_usd > 0))`;

/**
 * All spans around the spans of a first set. A span's key in its run is its id. Laterals with an offset are looked up one by one: joins are
 * planned for more rows than there are, and then read all events.
 */
export const holders = (first: RawBuilder<unknown>) => sql`
  above (trace_id, span_id) as (
    ${first}
     union
    select a.trace_id, p.parent_id from above a
     cross join lateral (select p.parent_id from event p where p.trace_id = a.trace_id and p.idempotency_key = a.span_id
                            and p.raw is not null and p.parent_id is not null offset 0) p
  ),
  holders as (
    select a.trace_id, a.span_id, p.is_generation from above a
     cross join lateral (select p.observation_type = 'generation' as is_generation from event p
                          where p.trace_id = a.trace_id and p.idempotency_key = a.span_id and p.raw is not null offset 0) p
  )`;
