import type { WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { sql } from 'kysely';
import type { RunEvent } from './run';

/** An event as it lies in the table; `bytes` is the text read so far in this page, this event's included. */
export type RunEventRow = Omit<RunEvent, 'payload' | 'metadata' | 'startedAt' | 'spanSeq'> & {
  readonly startedAt: Date | null;
  /** Of a span: the span as sent. */
  readonly payload: JsonText;
  readonly isSpan: boolean;
  readonly metadata: JsonText | null;
  readonly bytes: number;
};

/** Events above a seq in seq order, up to the one that fills `bytes`. */
export const listRunEvents = async (
  tx: WorkspaceTx,
  traceId: string,
  { aboveSeq, limit, bytes }: { readonly aboveSeq: number; readonly limit: number; readonly bytes: number },
): Promise<RunEventRow[]> => {
  // Measured once, further in: Postgres would unpack the text again for each mention. Not unpacked before the page is known: it could be large.
  const { rows } = await sql<RunEventRow>`
    select seq, type, name, agent, level, span_id, parent_id, started_at, duration_ms, model, input_tokens, output_tokens, cost_usd,
           text as payload, raw is not null as is_span, metadata, bytes
      from (select *, sum(own) over (order by seq) as bytes
              from (select *, coalesce(raw, payload) as text, octet_length(coalesce(raw, payload)::text) as own
                      from event where trace_id = ${traceId}::uuid and seq > ${aboveSeq}::int8 order by seq limit ${limit}) e) placed
     where bytes - own < ${bytes}
     order by seq`.execute(tx);
  return rows;
};

/** Those of some seqs that the run has. */
export const findSeqs = async (tx: WorkspaceTx, traceId: string, seqs: readonly number[]): Promise<Set<number>> => {
  const { rows } = await sql<{
    seq: number;
  }>`select seq from event where trace_id = ${traceId}::uuid and seq = any(${[...seqs]}::int8[])`.execute(tx);
  return new Set(rows.map(({ seq }) => seq));
};
