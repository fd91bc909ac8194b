import type { WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { sql } from 'kysely';

/** A record as it lies in the table; `bytes` is the text read so far in this page, this record's included. */
export interface RecordRow {
  readonly traceId: string;
  readonly seq: number;
  readonly type: string;
  readonly agent: string | null;
  readonly level: string;
  readonly spanId: string | null;
  readonly parentId: string | null;
  /** The client's clock, else receipt. */
  readonly at: Date;
  /** Of a span: the span as sent. */
  readonly text: JsonText;
  readonly isSpan: boolean;
  readonly metadata: JsonText | null;
  readonly bytes: number;
}

export interface RecordPage {
  /** Of the first trace only what follows this seq. */
  readonly aboveSeq: number;
  /** What came later is not read. */
  readonly asOf?: Date;
  readonly limit: number;
  readonly bytes: number;
}

/** The records of some traces, trace by trace in their order and each in seq order, up to the one that fills `bytes`. */
export const listRecords = async (
  tx: WorkspaceTx,
  traceIds: readonly string[],
  { aboveSeq, asOf, limit, bytes }: RecordPage,
): Promise<RecordRow[]> => {
  const isThere = asOf === undefined ? sql`true` : sql`e.received_at <= ${asOf}`;
  const { rows } = await sql<RecordRow>`
    select * from (
      select trace_id, seq, type, agent, level, span_id, parent_id, coalesce(started_at, received_at) as at, text, raw is not null as is_span,
             metadata, place, sum(octet_length(text::text)) over (order by place, seq) as bytes, octet_length(text::text) as own
        from (select r.*, t.place, coalesce(r.raw, r.payload) as text
                from unnest(${[...traceIds]}::uuid[]) with ordinality t(id, place)
               cross join lateral (select * from event e
                                    where e.trace_id = t.id and e.seq > case when t.place = 1 then ${aboveSeq}::int8 else -1 end and ${isThere}
                                    order by e.seq limit ${limit}) r
               order by t.place, r.seq limit ${limit}) e
    ) placed
     where bytes - own < ${bytes}
     order by place, seq`.execute(tx);
  return rows;
};
