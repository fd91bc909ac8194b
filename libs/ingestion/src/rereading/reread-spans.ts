import type { WorkspaceClient } from '@debrief/infra';
import { conventionsVersion, normalizeSpan } from '../dialects/otlp/conventions/normalize-span';
import type { PriceList } from '../dialects/otlp/prices/price-list';
import { deriveSpan } from '../spans/derive-span';
import { hearLogs } from '../spans/hear-logs';
import type { NewSpan } from '../spans/new-span';
import { OpenTrace } from '../spans/open-trace';
import { sourceIdsOf, type Sources, toOtlpSpan } from '../spans/raw-span';
import { listSources } from '../spans/source.queries';
import { findOtherwiseStatement } from '../spans/span-columns';
import { type LockedSpanTrace, lockSpanTraces } from '../spans/spans.queries';
import { storeSpans } from '../spans/store-spans';
import { keepPrice } from './keep-price';
import { listOldSpans, type OldSpan, type PlaceInTrace, stampSpansStatement } from './old-spans.queries';
import { countRereadStatement, type WalkedTrace } from './rereading.queries';

/** A run of which spans are to be read. */
export interface RereadTrace extends Pick<WalkedTrace, 'id' | 'externalId'> {
  /** Up to this seq it was read. */
  readonly afterSeq: number;
}

export interface Reread {
  readonly read: number;
  /** Of these the ones that say something else now. */
  readonly changed: number;
  /** Where to go on; null: none of the runs has more. */
  readonly last: PlaceInTrace | null;
}

export interface ToReread {
  readonly projectId: string;
  /** In the order of their ids, in which they are locked. */
  readonly traces: readonly RereadTrace[];
  /** Spans at most. */
  readonly limit: number;
  readonly prices: readonly PriceList[];
}

/**
 * Reads the next spans of traces anew that older rules read, in the caller's transaction and under the traces' locks: from what is stored,
 * which is masked. Of those that say something else now, the trace's sums and fields move as if they had been stored so, the revision counts
 * one on, and the ledger shows them again; the others are noted as read. When a trace was active, and its analysis, stay. A trace that is gone
 * is left out.
 */
export const rereadSpans = async (
  client: WorkspaceClient,
  { projectId, traces, limit, prices }: ToReread,
): Promise<Reread> => {
  const externalIds = traces.map(({ externalId }) => externalId);
  const rows = await lockSpanTraces(client, projectId, externalIds);
  const locked = new Map(rows.map((row) => [row.id, row]));
  const places = traces.filter(({ id }) => locked.has(id)).map(({ id, afterSeq }) => ({ traceId: id, afterSeq }));
  const { spans: old, isMore } = await listOldSpans(client, places, { rulesVersion: conventionsVersion, limit });
  if (old.length === 0) return { read: 0, changed: 0, last: null };
  const sources = await listSources(
    client,
    old.flatMap(({ raw }) => sourceIdsOf(raw)),
  );
  const read = openAll(locked, old, (stored, { externalId }) =>
    readAnew(stored, { externalId, projectId, sources, prices }),
  );
  await hearLogs(client, projectId, read);
  const placed = read.flatMap((trace) => trace.place(0).replaced);
  const spanOf = new Map(placed.map(({ traceId, seq, span }) => [keyOf({ traceId, seq }), span]));
  const { rows: otherwise } = await client.query<SpanKey>(findOtherwiseStatement(projectId, placed));
  const isOtherwise = new Set(otherwise.map(keyOf));
  const [changed, same] = [
    old.filter((span) => isOtherwise.has(keyOf(span))),
    old.filter((span) => !isOtherwise.has(keyOf(span))),
  ];
  if (same.length > 0) client.send(stampSpansStatement(conventionsVersion, same), same.length);
  client.send(countRereadStatement(conventionsVersion, { read: old.length, changed: changed.length }), 1);
  const revised = openAll(locked, changed, (stored) => spanOf.get(keyOf(stored))!);
  await storeSpans(client, projectId, revised, null);
  const { traceId, seq } = old.at(-1)!;
  return { read: old.length, changed: changed.length, last: isMore ? { traceId, afterSeq: seq } : null };
};

type SpanKey = { readonly traceId: string; readonly seq: number };
const keyOf = ({ traceId, seq }: SpanKey): string => `${traceId} ${seq}`;

/** The traces of stored spans, with others in their place. */
const openAll = (
  locked: ReadonlyMap<string, LockedSpanTrace>,
  stored: readonly OldSpan[],
  toSpan: (stored: OldSpan, trace: LockedSpanTrace) => NewSpan,
): OpenTrace[] =>
  [...Map.groupBy(stored, ({ traceId }) => traceId)].map(([traceId, spans]) => {
    const row = locked.get(traceId)!;
    const trace = new OpenTrace(row, false, 0);
    for (const span of spans) trace.renew(toSpan(span, row), { ...span, sent: null });
    return trace;
  });

const readAnew = (
  stored: OldSpan,
  {
    externalId,
    projectId,
    sources,
    prices,
  }: {
    readonly externalId: string;
    readonly projectId: string;
    readonly sources: Sources;
    readonly prices: readonly PriceList[];
  },
): NewSpan => {
  const span = toOtlpSpan({ ...stored, traceId: externalId }, sources);
  const normal = keepPrice(normalizeSpan(span, prices), stored);
  return {
    ...deriveSpan(span, normal, { projectId, isFolded: stored.isFolded }),
    contentHash: stored.contentHash,
    media: [],
    scores: [],
    raw: Buffer.from(stored.raw),
  };
};
