import type { WorkspaceTx } from '@debrief/infra';
import type { OtlpLogRecord } from '@debrief/ingestion';
import { type JsonText, parseJson } from '@debrief/kernel';
import { sql } from 'kysely';
import { microsOf } from '../micros-of';
import type { TraceSummary } from '../spans.types';

/** Stored bytes that are read for one view, as of spans. */
const maxBytes = 8 * 1024 * 1024;

interface SpokenLogRow {
  readonly spanId: string;
  readonly eventName: string;
  readonly body: JsonText | null;
  readonly attributes: JsonText;
  readonly timestamp: number;
}

/** Log records of a run that stand for events of a span (otel.md B6), by its id and in their order, until so many bytes. */
export const selectSpokenLogs = async (
  tx: WorkspaceTx,
  { id, externalId }: Pick<TraceSummary, 'id' | 'externalId'>,
): Promise<Map<string, OtlpLogRecord[]>> => {
  const { rows } = await sql<SpokenLogRow>`
    select * from (
      select l.span_id, l.event_name, l.body, l.attributes, ${microsOf(sql`l.occurred_at`)} as timestamp, l.occurred_at, l.id,
             sum(coalesce(pg_column_size(l.body), 0) + pg_column_size(l.attributes)) over (order by l.occurred_at, l.id)::int8 as bytes
        from trace t
        join otel_log l on l.workspace_id = t.workspace_id and l.project_id = t.project_id and l.trace_external_id = t.external_id
       where t.id = ${id} and l.span_id is not null
         and l.event_name like 'gen\\_ai.%') said
     where bytes < ${maxBytes} order by occurred_at, id`.execute(tx);
  const bySpan = new Map<string, OtlpLogRecord[]>();
  for (const row of rows) {
    const records = bySpan.get(row.spanId);
    if (records) records.push(toLogRecord(row, externalId));
    else bySpan.set(row.spanId, [toLogRecord(row, externalId)]);
  }
  return bySpan;
};

const noSource = { attributes: {}, schemaUrl: '' };

/** What messages are read from; the rest of the record says nothing. */
const toLogRecord = (
  { spanId, eventName, body, attributes, timestamp }: SpokenLogRow,
  traceId: string,
): OtlpLogRecord => ({
  timeUnixNano: BigInt(timestamp) * 1_000n,
  observedTimeUnixNano: 0n,
  severityNumber: 0,
  severityText: '',
  body: body === null ? null : parseJson(body),
  eventName,
  attributes: parseJson(attributes) as OtlpLogRecord['attributes'],
  droppedAttributesCount: 0,
  flags: 0,
  traceId,
  spanId,
  resource: noSource,
  scope: { ...noSource, name: '', version: '' },
});
