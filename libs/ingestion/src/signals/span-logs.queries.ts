import { textArray, type WorkspaceClient } from '@debrief/infra';
import { type JsonText, parseJson } from '@debrief/kernel';
import type { OtlpLogRecord } from '../dialects/otlp/otlp.types';

/** A span by the ids that log records name. */
export interface SpanName {
  /** External id of its trace. */
  readonly traceId: string;
  readonly spanId: string;
}

interface SpanLogRow extends SpanName {
  readonly severityNumber: number;
  readonly severityText: string | null;
  readonly eventName: string | null;
  readonly body: JsonText | null;
  readonly attributes: JsonText;
  readonly at: number;
}

/** OTLP's severity numbers from ERROR up. */
const errorSeverity = 17;
/** Names of the events of a span that log records may stand for (otel.md B6). */
export const isSpokenEvent = (eventName: string | null): boolean => eventName?.startsWith('gen_ai.') ?? false;
export const isErrorSeverity = (severityNumber: number): boolean => severityNumber >= errorSeverity;

/** Also of the index of such records. */
const isSpoken = `l.span_id is not null and l.event_name like 'gen\\_ai.%'`;
const columns = `l.trace_external_id as "traceId", l.span_id as "spanId", l.severity_number as "severityNumber",
  l.severity_text as "severityText", l.event_name as "eventName", l.body, l.attributes,
  (extract(epoch from l.occurred_at) * 1000000)::int8 as at`;
const bytes = `coalesce(octet_length(l.body::text), 0) + octet_length(l.attributes::text)`;

/** Of one span: the rest of what its records say is left out. */
const maxSpanBytes = 1024 * 1024;

/** What log records say in some spans, in the order of each. */
export const listSpokenLogs = async (
  client: WorkspaceClient,
  projectId: string,
  spans: readonly SpanName[],
): Promise<Map<string, OtlpLogRecord[]>> => {
  const { rows } = await client.query<SpanLogRow>({
    name: 'spoken-logs',
    text: `select said.* from unnest($2::text[], $3::text[]) as k(trace_id, span_id)
            cross join lateral (
              select ${columns}, sum(${bytes}) over (order by l.occurred_at, l.id) - (${bytes}) as before, l.id
                from otel_log l
               where l.workspace_id = (select current_workspace()) and l.project_id = $1 and l.trace_external_id = k.trace_id
                 and l.span_id = k.span_id and ${isSpoken}
               order by l.occurred_at, l.id) said
            where said.before < $4
            order by said.at, said.id`,
    values: [
      projectId,
      textArray(spans.map(({ traceId }) => traceId)),
      textArray(spans.map(({ spanId }) => spanId)),
      maxSpanBytes,
    ],
  });
  return Map.groupBy(rows.map(toLogRecord), ({ traceId, spanId }) => spanKey({ traceId: traceId!, spanId: spanId! }));
};

export const spanKey = ({ traceId, spanId }: SpanName): string => `${traceId}/${spanId}`;

/** SQL of whether log records say something of a run. @param trace its alias */
export const hasSpokenLogs = (trace: string): string => `exists (
  select from otel_log l where l.workspace_id = ${trace}.workspace_id and l.project_id = ${trace}.project_id
     and l.trace_external_id = ${trace}.external_id and ${isSpoken})`;

/** Of one run: what is beyond is not read. */
const maxRunLogs = 10_000;
const maxRunBytes = 8 * 1024 * 1024;

export interface RunLogs {
  /** By span id, in an order that does not depend on the records' arrival. */
  readonly errors: ReadonlyMap<string, readonly OtlpLogRecord[]>;
  /** By span id, in their order. */
  readonly spoken: ReadonlyMap<string, readonly OtlpLogRecord[]>;
}

/** What rules read of a run's log records: those that say something in a span, and those of severity ERROR. Bounded. */
export const listRunLogs = async (client: WorkspaceClient, projectId: string, traceId: string): Promise<RunLogs> => {
  const { rows } = await client.query<SpanLogRow>({
    text: `select * from (
             select ${columns}, sum(${bytes}) over (order by l.occurred_at, l.rank, l.id) as upto, l.rank, l.id
               from (select *, case when ${isSpoken} then '\\x'::bytea else digest end as rank from otel_log l
                      where l.workspace_id = (select current_workspace()) and l.project_id = $1 and l.trace_external_id = $2
                        and l.span_id is not null and (l.severity_number >= ${errorSeverity} or ${isSpoken})
                      order by l.occurred_at, rank, l.id limit ${maxRunLogs}) l) read
            where upto < ${maxRunBytes} order by at, rank, id`,
    values: [projectId, traceId],
  });
  const records = rows.map(toLogRecord);
  const bySpan = (wanted: (record: OtlpLogRecord) => boolean) =>
    Map.groupBy(records.filter(wanted), ({ spanId }) => spanId!);
  return {
    errors: bySpan(({ severityNumber }) => isErrorSeverity(severityNumber)),
    spoken: bySpan(({ eventName }) => isSpokenEvent(eventName)),
  };
};

const noSource = { attributes: {}, schemaUrl: '' };

/** What spans are read with; the rest of the record says nothing of them. */
const toLogRecord = (row: SpanLogRow): OtlpLogRecord => ({
  timeUnixNano: BigInt(row.at) * 1_000n,
  observedTimeUnixNano: 0n,
  severityNumber: row.severityNumber,
  severityText: row.severityText ?? '',
  body: row.body === null ? null : parseJson(row.body),
  eventName: row.eventName ?? '',
  attributes: parseJson(row.attributes) as OtlpLogRecord['attributes'],
  droppedAttributesCount: 0,
  flags: 0,
  traceId: row.traceId,
  spanId: row.spanId,
  resource: noSource,
  scope: { ...noSource, name: '', version: '' },
});
