import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { toRfc3339 } from '../moments';
import { nativeSpansWhere } from '../native/native-rows';
import { spanSummaryColumns } from '../span-summary-columns';
import type { SpanSummary } from '../spans.types';
import type { Arrival, ArrivedEvent } from './arrivals';

/** What narrows a feed. Moments are microseconds since 1970, on the start of a span: `from` inclusive, `to` exclusive. */
export interface FeedFilter {
  readonly from?: number;
  readonly to?: number;
  readonly isObservation?: boolean;
}

/** Commits of events to a project's runs that begin below a position, the newest first. */
export const selectArrivals = async (
  tx: WorkspaceTx,
  projectId: string,
  below: number,
  limit: number,
): Promise<Arrival[]> => {
  const { rows } = await sql<Arrival>`
    select trace_id, first_position, seqs::text as seqs from append_ledger
     where kind = 'event' and project_id = ${projectId} and first_position < ${below}::int8
     order by last_position desc limit ${limit}`.execute(tx);
  return rows;
};

export type FeedSpan = SpanSummary & { readonly position: number };

/**
 * What some events are as spans, those that pass, in their order. A span that changed since stands where it last did; what ends another
 * native event is shown with it.
 */
export const selectArrivedSpans = async (
  tx: WorkspaceTx,
  events: readonly ArrivedEvent[],
  { from, to, isObservation }: FeedFilter,
): Promise<FeedSpan[]> => {
  const tests = [sql`true`];
  if (from !== undefined) tests.push(sql`e.started_at >= ${toRfc3339(from)}::timestamptz`);
  if (to !== undefined) tests.push(sql`e.started_at < ${toRfc3339(to)}::timestamptz`);
  if (isObservation !== undefined)
    tests.push(sql`(coalesce(e.observation_type, 'span') <> 'span' or e.model is not null) = ${isObservation}`);
  const passes = sql.join(tests, sql` and `);
  const { rows } = await sql<FeedSpan>`
    with k as materialized (
      select * from unnest(${events.map(({ traceId }) => traceId)}::uuid[], ${events.map(({ seq }) => seq)}::int8[],
                           ${events.map(({ position }) => position)}::int8[]) as k(trace_id, seq, position))
    select ${spanSummaryColumns}, k.position
      from k join event e on e.trace_id = k.trace_id and e.seq = k.seq
             join trace t on t.workspace_id = e.workspace_id and t.id = e.trace_id
     where e.project_id is not null and ${passes}
       and (e.revision = 0 or not exists (select from append_ledger l where l.trace_id = k.trace_id and l.kind = 'event'
                                             and l.last_position > k.position and l.first_position > k.position and l.seqs @> k.seq))
     union all
    select ${spanSummaryColumns}, k.position
      from k, ${nativeSpansWhere(sql`n.trace_id = k.trace_id and n.seq = k.seq and ${passes}`)}
     order by position desc`.execute(tx);
  return rows;
};
