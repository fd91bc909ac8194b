import { int8Array, type QueryConfig, textArray, uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { ownValue } from '../spans/rollup.queries';
import { type PreviewedSpan, type TraceFacts, valueOf } from '../spans/trace-facts';

/** A stored span with what it shows. */
export interface SpokenSpan extends PreviewedSpan {
  /** Internal id. */
  readonly traceId: string;
  readonly seq: number;
  readonly parentSpanId: string | null;
}

interface SentSpan extends SpokenSpan {
  readonly payload: JsonText;
  readonly raw: JsonText;
}

/** The stored ones of some spans, by the internal ids of their traces. */
export const listSpokenSpans = async (
  client: WorkspaceClient,
  spans: readonly { readonly traceId: string; readonly spanId: string }[],
): Promise<SentSpan[]> => {
  const { rows } = await client.query<SentSpan>({
    name: 'spoken-spans',
    text: `select e.trace_id as "traceId", e.seq, e.span_id as "spanId", e.parent_id as "parentSpanId",
                  (e.parent_id is null or coalesce(e.is_app_root, false)) as "isRoot",
                  (extract(epoch from e.started_at) * 1000000)::int8 as "startMicros",
                  (extract(epoch from e.ended_at) * 1000000)::int8 as "endMicros", e.input_preview as "inputPreview",
                  e.output_preview as "outputPreview", e.observation_type as "observationType", e.payload, e.raw
             from unnest($1::uuid[], $2::text[]) as k(trace_id, span_id)
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.idempotency_key = k.span_id
            where e.project_id is not null and e.raw is not null`,
    values: [uuidArray(spans.map(({ traceId }) => traceId)), textArray(spans.map(({ spanId }) => spanId))],
  });
  return rows;
};

/** Shows other previews; what was sent stays. */
export const updatePreviewsStatement = (
  spans: readonly (SpokenSpan & { readonly payload: JsonText })[],
): QueryConfig => ({
  name: 'spoken-previews',
  text: `update event e set input_preview = p.input, output_preview = p.output, payload = p.payload::json, revision = e.revision + 1
           from unnest($1::uuid[], $2::int8[], $3::text[], $4::text[], $5::text[]) as p(trace_id, seq, input, output, payload)
          where e.workspace_id = (select current_workspace()) and e.trace_id = p.trace_id and e.seq = p.seq`,
  values: [
    uuidArray(spans.map(({ traceId }) => traceId)),
    int8Array(spans.map(({ seq }) => seq)),
    textArray(spans.map(({ inputPreview }) => inputPreview)),
    textArray(spans.map(({ outputPreview }) => outputPreview)),
    textArray(spans.map(({ payload }) => payload)),
  ],
});

/** Marks runs as ones of which log records say something. @param traces facts: null where their spans show what they did */
export const updateSpokenTracesStatement = (
  traces: readonly { readonly traceId: string; readonly facts: TraceFacts | null }[],
): QueryConfig => {
  const fact = (field: 'input' | 'output') => textArray(traces.map(({ facts }) => facts && valueOf(facts, field)));
  return {
    name: 'spoken-traces-update',
    text: `update trace t
              set has_spoken_logs = true, span_facts = coalesce(a.span_facts::json, t.span_facts),
                  ${['input_preview', 'output_preview'].map((column) => `${column} = case when a.span_facts is null then t.${column} else ${ownValue(column)} end`)}
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as a(id, span_facts, input_preview, output_preview)
            where t.workspace_id = (select current_workspace()) and t.id = a.id`,
    values: [
      uuidArray(traces.map(({ traceId }) => traceId)),
      textArray(traces.map(({ facts }) => facts && JSON.stringify(facts))),
      fact('input'),
      fact('output'),
    ],
  };
};
