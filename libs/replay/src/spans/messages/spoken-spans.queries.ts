import type { WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { type RawBuilder, sql } from 'kysely';
import { spokenTypes } from './native-messages';

/** Stored bytes that are read for one view: they may be compressed, to a quarter perhaps. */
const maxBytes = 8 * 1024 * 1024;

interface Sized {
  /** Bytes up to here, as stored. */
  readonly bytes: number;
}

export interface SentRow extends Sized {
  readonly seq: number;
  readonly raw: JsonText;
}

export interface NativeRow extends Sized {
  readonly seq: number;
  readonly type: string;
  readonly payload: JsonText;
}

/**
 * The imported spans of a run that may say something, as they were sent, by their start until so many bytes: a span without previews,
 * events and errors that is a plain one says nothing.
 * @param spokenIds of spans that log records say something of
 */
export const selectSpokenSpans = async (
  tx: WorkspaceTx,
  traceId: string,
  spokenIds: readonly string[],
): Promise<{ rows: SentRow[]; isTruncated: boolean }> => {
  const { rows } = await sql<SentRow>`
    select said.seq, said.raw, said.bytes from (
      select e.seq, e.raw, e.started_at, ${bytesUpTo(sql`e.raw`, sql`e.started_at, e.seq`)} as bytes from event e
       where e.trace_id = ${traceId} and e.raw is not null
         and (e.input_preview is not null or e.output_preview is not null or e.span_event_count > 0 or e.status_code = 'ERROR'
              or e.observation_type <> 'span' or e.span_id = any(${spokenIds}::text[]))) said
     where bytes - pg_column_size(raw) < ${maxBytes} order by started_at, seq`.execute(tx);
  return withEnd(rows);
};

/** The events of a native run that say something, in seq order until so many bytes. */
export const selectSpokenEvents = async (
  tx: WorkspaceTx,
  traceId: string,
): Promise<{ rows: NativeRow[]; isTruncated: boolean }> => {
  const { rows } = await sql<NativeRow>`
    select * from (
      select e.seq, e.type, e.payload, ${bytesUpTo(sql`e.payload`, sql`e.seq`)} as bytes from event e
       where e.trace_id = ${traceId} and e.project_id is null and e.type = any(${[...spokenTypes]}::text[])) said
     where bytes - pg_column_size(payload) < ${maxBytes} order by seq`.execute(tx);
  return withEnd(rows);
};

const bytesUpTo = (column: RawBuilder<unknown>, order: RawBuilder<unknown>): RawBuilder<number> =>
  sql`sum(pg_column_size(${column})) over (order by ${order})::int8`;

/** The row that reaches the limit is read, and none behind it. */
const withEnd = <T extends Sized>(rows: T[]): { rows: T[]; isTruncated: boolean } => ({
  rows,
  isTruncated: (rows.at(-1)?.bytes ?? 0) >= maxBytes,
});
