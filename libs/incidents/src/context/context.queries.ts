import type { WorkspaceTx } from '@debrief/infra';
import type { StoredEventRow } from '@debrief/replay';
import { sql } from 'kysely';

const mostEvents = 500;
const mostBytes = 2 * 1024 * 1024;

/** What of a run stands in a context. */
export const findContextTrace = (tx: WorkspaceTx, traceId: string) =>
  tx
    .selectFrom('trace')
    .select(['externalId', 'workspaceId', 'projectId', 'userGoal'])
    .where('id', '=', traceId)
    .executeTakeFirst();

/**
 * The events of some seqs with `window` events before and after each, in seq order. The nearest come first into 500 events and about
 * 2 MiB, so that one large payload cannot fill the answer; at least one event is there.
 */
export const listEventsAround = async (
  tx: WorkspaceTx,
  traceId: string,
  { seqs, window }: { readonly seqs: readonly number[]; readonly window: number },
): Promise<StoredEventRow[]> => {
  const { rows } = await sql<StoredEventRow>`
    with near as (
      select close.seq, min(close.distance) as distance
        from unnest(${seqs}::int8[]) anchor(seq)
       cross join lateral (
         select seq, row_number() over (order by seq desc) - 1 as distance
           from (select seq from event where trace_id = ${traceId}::uuid and seq <= anchor.seq
                  order by seq desc limit ${window + 1}) before
         union all
         select seq, row_number() over (order by seq)
           from (select seq from event where trace_id = ${traceId}::uuid and seq > anchor.seq
                  order by seq limit ${window}) after) close
       group by close.seq
       order by distance, close.seq limit ${mostEvents}),
    weighed as (
      select e.*, octet_length(e.payload::text) as own,
             sum(octet_length(e.payload::text)) over (order by near.distance, e.seq) as bytes
        from near join event e on e.trace_id = ${traceId}::uuid and e.seq = near.seq)
    select trace_id, seq, type, "timestamp", idempotency_key, span_id, parent_id, payload, metadata, extra, revision, received_at
      from weighed where bytes - own < ${mostBytes} order by seq`.execute(tx);
  return rows;
};
