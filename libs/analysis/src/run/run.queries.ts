import type { WorkspaceClient, WorkspaceTx } from '@debrief/infra';
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
  client: WorkspaceClient,
  traceId: string,
  { aboveSeq, limit, bytes }: { readonly aboveSeq: number; readonly limit: number; readonly bytes: number },
): Promise<RunEventRow[]> => {
  // Measured once, further in: Postgres would unpack the text again for each mention. Not unpacked before the page is known: it could be large.
  const { rows } = await client.query<RunEventRow>({
    name: 'run-events',
    text: `select seq, type, name, agent, level, span_id as "spanId", parent_id as "parentId", started_at as "startedAt", duration_ms as "durationMs",
                  model, input_tokens as "inputTokens", output_tokens as "outputTokens", cost_usd as "costUsd", text as payload,
                  raw is not null as "isSpan", metadata, bytes
             from (select *, sum(own) over (order by seq) as bytes
                     from (select *, coalesce(raw, payload) as text, octet_length(coalesce(raw, payload)::text) as own
                             from event
                            where workspace_id = (select current_workspace()) and trace_id = $1 and seq > $2::int8 order by seq limit $3::int4) e) placed
            where bytes - own < $4::int8
            order by seq`,
    values: [traceId, aboveSeq, limit, bytes],
  });
  return rows;
};

/** Those of some seqs that the run has. */
export const findSeqs = async (tx: WorkspaceTx, traceId: string, seqs: readonly number[]): Promise<Set<number>> => {
  const { rows } = await sql<{
    seq: number;
  }>`select seq from event where trace_id = ${traceId}::uuid and seq = any(${[...seqs]}::int8[])`.execute(tx);
  return new Set(rows.map(({ seq }) => seq));
};
