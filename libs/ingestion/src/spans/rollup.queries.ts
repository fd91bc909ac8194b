import {
  float8Array,
  int4Array,
  int8Array,
  type QueryConfig,
  textArray,
  timestamptzArray,
  uuidArray,
} from '@debrief/infra';
import type { Cost, TokenUsage } from '../dialects/otlp/conventions/normal-span';
import { toArrayText } from './span-columns';
import type { SpanRollup } from './span-rollup';
import { type TraceFacts, valueOf } from './trace-facts';

export interface TraceSpanRollup {
  readonly traceId: string;
  readonly rollup: SpanRollup;
}

export const tokenFields = [
  ['input', 'input_tokens'],
  ['output', 'output_tokens'],
  ['total', 'total_tokens'],
  ['cacheRead', 'cache_read_tokens'],
  ['cacheWrite', 'cache_write_tokens'],
  ['reasoning', 'reasoning_tokens'],
] as const satisfies readonly (readonly [keyof TokenUsage, string])[];
const tokenColumns = tokenFields.map(([, column]) => column);

export const costFields = [
  ['total', 'cost_usd'],
  ['input', 'input_cost'],
  ['output', 'output_cost'],
  ['cacheRead', 'cache_read_cost'],
  ['cacheWrite', 'cache_write_cost'],
  ['reasoning', 'reasoning_cost'],
] as const satisfies readonly (readonly [keyof Cost, string])[];

const isOfSpans = `t.surface <> 'native'`;
/** What of a field stands: the spans' word on a trace of their own, else the client's as far as it goes. */
export const ownValue = (column: string): string =>
  `case when ${isOfSpans} then a.${column} else coalesce(t.${column}, a.${column}) end`;
const own = (column: string): string => `${column} = ${ownValue(column)}`;

/** When a run is analysed that something came for, `$1` seconds after it where it has ended. @param isSettling as SQL */
export const analyzeAtAfter = ({
  isSettling,
  status,
}: {
  readonly isSettling: string;
  readonly status: string;
}): string =>
  `case when ${isOfSpans} then case when ${isSettling} then now() + make_interval(secs => $1) else t.analyze_at end
        when ${status} = 'running' or t.analyze_at <= now() + interval '0.5 s' then t.analyze_at
        else now() + interval '30 s' end`;

/** Something came: the run is active, and analysed after it. */
const arrival = `last_event_at = now(), last_event_minute = date_trunc('minute', now()), idle_at = null, status = a.status,
       analyze_at = ${analyzeAtAfter({ isSettling: 'a.root_ended = 1', status: 'a.status' })}`;
/** What had come is read anew: a run that was given up stays so. Its $1 is null, and named for Postgres to know its type. */
const rereading = `status = case when a.status = 'running' and t.status = 'abandoned' then t.status else a.status end,
       analyze_at = case when $1::float8 is null then t.analyze_at end`;

/** A bound is that of all spans, or widened by those that are written. */
const bound = (column: string, wider: 'least' | 'greatest'): string =>
  `${column} = case when a.are_bounds_whole = 1 then a.${column} else ${wider}(t.${column}, a.${column}) end`;

const textFor = (activity: string): string => `update trace t
   set event_count = t.event_count + a.events, error_count = t.error_count + a.errors, observation_count = t.observation_count + a.observations,
       max_seq = greatest(t.max_seq, a.max_seq),
       ${tokenColumns.map((column) => `${column} = t.${column} + a.${column}`)},
       ${costFields.map(([, column]) => `${column} = case when a.is_priced = 1 or not (${isOfSpans}) and t.${column} is not null then trim_scale(coalesce(t.${column}, 0) + coalesce(c.${column}, 0)) end`)},
       root_ended = a.root_ended = 1, ended_at = case when ${isOfSpans} then a.ended_at else t.ended_at end,
       started_at = case when ${isOfSpans} then coalesce(date_trunc('milliseconds', a.started_at), t.started_at) else t.started_at end,
       spans_start_at = a.spans_start_at, spans_end_at = a.spans_end_at,
       ${bound('spans_first_end_at', 'least')}, ${bound('spans_shortest_ms', 'least')}, ${bound('spans_longest_ms', 'greatest')},
       ${bound('spans_first_name', 'least')}, ${bound('spans_last_name', 'greatest')},
       span_facts = a.span_facts::json, usage_marks = a.usage_marks::json, metadata = a.metadata::json,
       session_id = case when ${isOfSpans} or t.session_id = t.external_id then coalesce(a.session_id, t.external_id) else t.session_id end,
       ${['name', 'user_id', 'environment', 'release', 'version', 'agent', 'input_preview', 'output_preview'].map(own)},
       tags = a.tags::text[], models = a.models::text[], providers = a.providers::text[], frameworks = a.frameworks::text[],
       ${activity}
  from unnest($2::uuid[], $3::int4[], $4::int4[], $5::int4[], $6::int8[], $7::int8[], $8::int8[], $9::int8[], $10::int8[], $11::int8[], $12::int8[],
              $13::text[], $14::int4[], $15::int4[], $16::timestamptz[], $17::timestamptz[], $18::timestamptz[], $19::text[], $20::text[],
              $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[],
              $30::text[], $31::text[], $32::text[], $33::text[], $42::timestamptz[], $43::text[],
              $44::timestamptz[], $45::float8[], $46::float8[], $47::text[], $48::text[], $49::int4[])
    as a(id, events, errors, observations, max_seq, ${tokenColumns}, status, is_priced, root_ended, ended_at,
         spans_start_at, spans_end_at, span_facts, metadata, session_id, name, user_id, environment, release, version, agent,
         input_preview, output_preview, tags, models, providers, frameworks, started_at, usage_marks,
         spans_first_end_at, spans_shortest_ms, spans_longest_ms, spans_first_name, spans_last_name, are_bounds_whole)
  left join (select p.trace_id, ${costFields.map(([, column]) => `sum(p.sign * p.${column}::text::numeric) as ${column}`)}
               from unnest($34::uuid[], $35::int4[], $36::float8[], $37::float8[], $38::float8[], $39::float8[], $40::float8[], $41::float8[])
                 as p(trace_id, sign, ${costFields.map(([, column]) => column)}) group by p.trace_id) c on c.trace_id = a.id
 where t.workspace_id = (select current_workspace()) and t.id = a.id`;
const [arrivalText, rereadingText] = [textFor(arrival), textFor(rereading)];

/** Costs are summed as decimals from their shortest text, so that ten times 0.1 is 1, with no zeros at their end that tell of other orders. @param settleSeconds see `storeSpans` */
export const updateSpanTracesStatement = (
  traces: readonly TraceSpanRollup[],
  settleSeconds: number | null,
): QueryConfig => {
  const column = <T>(pick: (rollup: SpanRollup) => T): T[] => traces.map(({ rollup }) => pick(rollup));
  const fact = (field: Parameters<typeof valueOf>[1]): Buffer =>
    textArray(column(({ facts }) => valueOf(facts, field)));
  const moment = (pick: (facts: TraceFacts) => number | null): Buffer =>
    timestamptzArray(column(({ facts }) => pick(facts)));
  const flag = (pick: (rollup: SpanRollup) => boolean): Buffer => int4Array(column((r) => (pick(r) ? 1 : 0)));
  const list = (pick: (rollup: SpanRollup) => readonly string[]): Buffer =>
    textArray(column((r) => toArrayText(pick(r))));
  const costs = traces.flatMap(({ traceId, rollup }) => rollup.totals.costs.map((cost) => ({ traceId, ...cost })));
  return {
    name: settleSeconds === null ? 'spans-rollup-anew' : 'spans-rollup',
    text: settleSeconds === null ? rereadingText : arrivalText,
    values: [
      settleSeconds,
      uuidArray(traces.map(({ traceId }) => traceId)),
      int4Array(column((r) => r.events)),
      int4Array(column((r) => r.errors)),
      int4Array(column((r) => r.observations)),
      int8Array(column((r) => r.maxSeq)),
      ...tokenFields.map(([field]) => int8Array(column((r) => r.totals.tokens[field]))),
      textArray(column((r) => r.standing.status)),
      flag((r) => r.totals.isPriced),
      flag((r) => r.standing.hasEnded),
      timestamptzArray(column((r) => r.standing.endedAt)),
      moment((facts) => facts.start),
      moment((facts) => facts.end),
      textArray(column((r) => JSON.stringify(r.facts))),
      textArray(column((r) => r.metadata)),
      fact('session'),
      fact('name'),
      fact('user'),
      fact('environment'),
      fact('release'),
      fact('version'),
      fact('agent'),
      fact('input'),
      fact('output'),
      list((r) => r.tags),
      list((r) => r.models),
      list((r) => r.providers),
      list((r) => r.frameworks),
      uuidArray(costs.map(({ traceId }) => traceId)),
      int4Array(costs.map(({ sign }) => sign)),
      ...costFields.map(([field]) => float8Array(costs.map(({ cost }) => cost[field]))),
      timestamptzArray(column((r) => r.standing.startedAt)),
      textArray(column((r) => r.marks && JSON.stringify(r.marks))),
      timestamptzArray(column((r) => r.bounds.firstEnd)),
      float8Array(column((r) => r.bounds.shortest)),
      float8Array(column((r) => r.bounds.longest)),
      textArray(column((r) => r.bounds.firstName)),
      textArray(column((r) => r.bounds.lastName)),
      flag((r) => r.bounds.areWhole),
    ],
  };
};
