import { int8Array, type QueryConfig, uuidArray, type WorkspaceClient } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import type { PlacedSpan } from '../spans/span-columns';
import { type StoredSpan, storedSpanColumns } from '../spans/spans.queries';
import { usageColumns } from '../spans/usage.queries';
import type { PricedSpan } from './keep-price';

/** A stored span with what rules derive from it anew, and what it was priced by. */
export interface OldSpan extends Omit<StoredSpan, 'sent' | 'observationType'>, PricedSpan {
  readonly raw: JsonText;
}

/** A run, and the seq up to which it was read; -1 for none. */
export interface PlaceInTrace {
  readonly traceId: string;
  readonly afterSeq: number;
}

export interface OldSpans {
  readonly spans: readonly OldSpan[];
  /** There may be more behind them. */
  readonly isMore: boolean;
}

/** What is in memory at once, as it lies in the table; one span is read however large it is. */
const maxBytes = 4 * 2 ** 20;

/**
 * Spans of locked traces that older rules read, in the order of traces and seqs. Folded are those of observations of which no event is a span.
 * @param places in the order of the traces' ids
 */
export const listOldSpans = async (
  client: WorkspaceClient,
  places: readonly PlaceInTrace[],
  { rulesVersion, limit }: { readonly rulesVersion: number; readonly limit: number },
): Promise<OldSpans> => {
  const { rows } = await client.query<OldSpan & { readonly found: number }>({
    name: 'spans-old',
    text: `with page as materialized (
             select l.trace_id, l.seq, count(*) over () as found,
                    sum(l.bytes) over (order by l.trace_id, l.seq) - l.bytes as bytes_before
               from (select k.trace_id, o.seq, o.bytes
                       from unnest($1::uuid[], $2::int8[]) as k(trace_id, after_seq)
                      cross join lateral (
                            select e.seq, pg_column_size(e.raw) as bytes from event e
                             where e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.seq > k.after_seq
                               and e.project_id is not null and e.rules_version < $3
                             order by e.seq limit $4) o
                      order by k.trace_id, o.seq limit $4) l)
           select ${storedSpanColumns}, ${usageColumns}, e.model as "requestModel", e.response_model as "responseModel",
                  e.cost_source as "costSource", e.raw, page.found,
                  exists (select from entity n where n.workspace_id = e.workspace_id and n.project_id = e.project_id and n.kind = 'observation'
                             and n.external_id = e.span_id)
                  and not exists (select from entity_event v where v.workspace_id = e.workspace_id and v.project_id = e.project_id
                                     and v.event_id = 'span:' || e.span_id and v.entity_id = e.span_id) as "isFolded"
             from page
             join event e on e.workspace_id = (select current_workspace()) and e.trace_id = page.trace_id and e.seq = page.seq
            where page.bytes_before < ${maxBytes}
            order by e.trace_id, e.seq`,
    values: [
      uuidArray(places.map(({ traceId }) => traceId)),
      int8Array(places.map(({ afterSeq }) => afterSeq)),
      rulesVersion,
      limit,
    ],
  });
  const found = rows[0]?.found ?? 0;
  return { spans: rows, isMore: found >= limit || rows.length < found };
};

/** Notes that the rules of a version read spans as they stand. */
export const stampSpansStatement = (
  rulesVersion: number,
  spans: readonly Pick<PlacedSpan, 'traceId' | 'seq'>[],
): QueryConfig => ({
  name: 'spans-stamp',
  text: `update event e set rules_version = $1 from unnest($2::uuid[], $3::int8[]) as k(trace_id, seq)
          where e.workspace_id = (select current_workspace()) and e.trace_id = k.trace_id and e.seq = k.seq`,
  values: [rulesVersion, uuidArray(spans.map(({ traceId }) => traceId)), int8Array(spans.map(({ seq }) => seq))],
});
