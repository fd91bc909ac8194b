import {
  byteaArray,
  float8Array,
  int4Array,
  int8Array,
  type QueryConfig,
  textArray,
  timestamptzArray,
  unnestRows,
  utf8Array,
  uuidArray,
} from '@debrief/infra';
import { conventionsVersion } from '../dialects/otlp/conventions/normalize-span';
import type { NewSpan } from './new-span';

/** A span with its place: the trace's internal id, and its seq there. */
export interface PlacedSpan {
  readonly traceId: string;
  readonly seq: number;
  readonly span: NewSpan;
}

interface Column {
  /** Of the array parameter. */
  readonly type: string;
  /** What the parameter is turned into, where there is no binary array of it. */
  readonly cast?: string;
  readonly encode: (spans: readonly NewSpan[]) => Buffer;
}

type Pick<T> = (span: NewSpan) => T | null;

const text = (pick: Pick<string>): Column => ({ type: 'text[]', encode: (spans) => textArray(spans.map(pick)) });
const json = (pick: Pick<Buffer>): Column => ({
  type: 'text[]',
  cast: 'json',
  encode: (spans) => utf8Array(spans.map(pick)),
});
const int4 = (pick: Pick<number>): Column => ({ type: 'int4[]', encode: (spans) => int4Array(spans.map(pick)) });
const int8 = (pick: Pick<number>): Column => ({ type: 'int8[]', encode: (spans) => int8Array(spans.map(pick)) });
const float8 = (pick: Pick<number>): Column => ({ type: 'float8[]', encode: (spans) => float8Array(spans.map(pick)) });
const moment = (pick: Pick<number>): Column => ({
  type: 'timestamptz[]',
  encode: (spans) => timestamptzArray(spans.map(pick)),
});
const dollars = (pick: (cost: NonNullable<NewSpan['cost']>) => number): Column =>
  float8(({ cost }) => (cost === null || cost.source === 'none' ? null : pick(cost)));

/** Everything of a span's row but its place, by column. */
const columns: Readonly<Record<string, Column>> = {
  idempotency_key: text((s) => s.spanId),
  content_hash: { type: 'bytea[]', encode: (spans) => byteaArray(spans.map((s) => s.contentHash)) },
  type: text((s) => s.type),
  '"timestamp"': text((s) => toTimestamp(s.startMicros)),
  started_at: moment((s) => s.startMicros),
  ended_at: moment((s) => s.endMicros),
  span_id: text((s) => s.spanId),
  parent_id: text((s) => s.parentSpanId),
  name: text((s) => s.name),
  agent: text((s) => s.agent),
  level: text((s) => s.level),
  duration_ms: float8((s) => s.durationMs),
  span_kind: int4((s) => s.kind),
  status_code: text((s) => s.status),
  observation_type: text((s) => s.observationType),
  category: text((s) => s.category),
  framework: text((s) => s.framework),
  provider: text((s) => s.provider),
  model: text((s) => s.requestModel),
  response_model: text((s) => s.responseModel),
  session_id: text((s) => s.sessionId),
  user_id: text((s) => s.userId),
  environment: text((s) => s.environment),
  version: text((s) => s.version),
  status_message: text((s) => s.statusMessage),
  prompt_name: text((s) => s.promptName),
  prompt_version: int4((s) => s.promptVersion),
  first_token_at: moment((s) => s.firstTokenMicros),
  observation_kind: text((s) => (s.isMoment ? 'event' : null)),
  is_app_root: { ...text((s) => (s.isAppRoot ? 'true' : null)), cast: 'boolean' },
  input_tokens: int8((s) => s.usage && s.usage.input),
  output_tokens: int8((s) => s.usage && s.usage.output),
  total_tokens: int8((s) => s.usage && s.usage.total),
  cache_read_tokens: int8((s) => s.usage && s.usage.cacheRead),
  cache_write_tokens: int8((s) => s.usage && s.usage.cacheWrite),
  reasoning_tokens: int8((s) => s.usage && s.usage.reasoning),
  cost_usd: dollars((cost) => cost.total),
  input_cost: dollars((cost) => cost.input),
  output_cost: dollars((cost) => cost.output),
  cache_read_cost: dollars((cost) => cost.cacheRead),
  cache_write_cost: dollars((cost) => cost.cacheWrite),
  reasoning_cost: dollars((cost) => cost.reasoning),
  cost_source: text((s) => s.cost && s.cost.source),
  finish_reasons: {
    ...text((s) => (s.finishReasons.length === 0 ? null : toArrayText(s.finishReasons))),
    cast: 'text[]',
  },
  input_preview: text((s) => s.inputPreview),
  output_preview: text((s) => s.outputPreview),
  span_event_count: int4((s) => s.eventCount),
  span_link_count: int4((s) => s.linkCount),
  rules_version: int4(() => conventionsVersion),
  payload: json((s) => s.payload),
  metadata: { ...text((s) => s.metadata && toObjectText(s.metadata)), cast: 'json' },
  raw: json((s) => s.raw),
};

const entries = Object.entries(columns);
const names = entries.map(([name]) => name);
const values = entries.map(([name, { cast }]) => (cast ? `i.${name}::${cast}` : `i.${name}`));
const ofColumns = entries.map(([name, { type }]) => [name, type] as const);
const rows = `${unnestRows([['trace_id', 'uuid[]'], ['seq', 'int8[]'], ...ofColumns], 2)} as i`;

const parametersOf = (projectId: string, placed: readonly PlacedSpan[]): unknown[] => {
  const spans = placed.map(({ span }) => span);
  return [
    projectId,
    uuidArray(placed.map(({ traceId }) => traceId)),
    int8Array(placed.map(({ seq }) => seq)),
    ...entries.map(([, { encode }]) => encode(spans)),
  ];
};

/** No ON CONFLICT, for the reasons of the append path: a violation means that the caller has to probe. */
export const insertSpansStatement = (projectId: string, placed: readonly PlacedSpan[]): QueryConfig => ({
  name: 'append-spans',
  text: `insert into event (trace_id, seq, project_id, ${names.join(', ')})
         select i.trace_id, i.seq, $1::uuid, ${values.join(', ')} from ${rows}`,
  values: parametersOf(projectId, placed),
});

/** Takes spans out of their traces. */
export const deleteSpansStatement = (
  spans: readonly { readonly traceId: string; readonly seq: number }[],
): QueryConfig => ({
  name: 'delete-spans',
  text: `delete from event e using unnest($1::uuid[], $2::int8[]) as k(trace_id, seq)
          where e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.seq = k.seq`,
  values: [uuidArray(spans.map(({ traceId }) => traceId)), int8Array(spans.map(({ seq }) => seq))],
});

/** Puts spans in the place of what is stored under their ids. */
export const replaceSpansStatement = (projectId: string, placed: readonly PlacedSpan[]): QueryConfig => ({
  name: 'replace-spans',
  text: `update event e
            set project_id = $1::uuid, revision = e.revision + 1, (${names.join(', ')}) = row(${values.join(', ')})
           from ${rows}
          where e.workspace_id = (select current_workspace()) and e.trace_id = i.trace_id and e.seq = i.seq`,
  values: parametersOf(projectId, placed),
});

/** Columns that rules do not derive. */
const given: readonly string[] = ['idempotency_key', 'content_hash', 'span_id', 'parent_id', 'rules_version', 'raw'];
const derived = entries.filter(([name]) => !given.includes(name));
const asStored = derived.map(([name, { cast }]) => (cast === 'json' ? `e.${name}::text` : `e.${name}`));
const asWritten = derived.map(([name, { cast }]) => (cast && cast !== 'json' ? `i.${name}::${cast}` : `i.${name}`));

/** Asks which stored spans would be written otherwise than they stand. */
export const findOtherwiseStatement = (projectId: string, placed: readonly PlacedSpan[]): QueryConfig => ({
  name: 'spans-otherwise',
  text: `select i.trace_id as "traceId", i.seq from ${rows}
           join event e on e.workspace_id = (select current_workspace()) and e.trace_id = i.trace_id and e.seq = i.seq
          where e.project_id = $1::uuid and row(${asStored.join(', ')}) is distinct from row(${asWritten.join(', ')})`,
  values: parametersOf(projectId, placed),
});

let lastSecond = { at: Number.NaN, text: '' };

/** RFC 3339 in UTC with microseconds. Spans of a request lie close together: the text of a second is used again. */
const toTimestamp = (micros: number): string => {
  const at = Math.floor(micros / 1e6);
  if (at !== lastSecond.at) lastSecond = { at, text: new Date(at * 1000).toISOString().slice(0, 19) };
  return `${lastSecond.text}.${String(micros - at * 1e6).padStart(6, '0')}Z`;
};

/** A list as Postgres writes arrays of text. */
export const toArrayText = (items: readonly string[]): string =>
  `{${items.map((item) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`;

/** Keys with JSON texts as a JSON object. */
export const toObjectText = (fields: ReadonlyMap<string, string>): string =>
  `{${[...fields].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
