import type { WorkspaceClient } from '@debrief/infra';
import { type LedgerEntry, ledgerStatement } from '../append/ledger';
import { tallySpansStatement } from '../tally/tally.queries';
import { countTotals } from './count-totals';
import type { OpenTrace } from './open-trace';
import { type TraceSpanRollup, updateSpanTracesStatement } from './rollup.queries';
import { deleteSpansStatement, insertSpansStatement, type PlacedSpan, replaceSpansStatement } from './span-columns';
import { decideSpanRollup, needsWitnesses } from './span-rollup';
import { findImportedSeqs, importedSeqFloor, listWitnesses, type WitnessRow } from './spans.queries';

/** Rows of one statement: bounds what is encoded at once. */
const rowsAtOnce = 1_000;

/**
 * Writes what became of the traces' spans: rows, rollups, ledger. Only full pages wait: the rest travels with the commit.
 * @param settleSeconds see `TRACE_SETTLE_SECONDS`; null: nothing came, and the traces were no more active than before
 */
export const storeSpans = async (
  client: WorkspaceClient,
  projectId: string,
  traces: readonly OpenTrace[],
  settleSeconds: number | null,
): Promise<void> => {
  if (traces.length === 0) return;
  const [imported, counts, witnesses] = await Promise.all([
    findImported(client, traces),
    countTotals(client, traces),
    findWitnesses(client, traces),
  ]);
  const entries: LedgerEntry[] = [];
  const rollups: TraceSpanRollup[] = [];
  const [added, replaced]: [PlacedSpan[], PlacedSpan[]] = [[], []];
  for (const trace of traces) {
    const { row } = trace;
    const placed = trace.place(row.surface !== 'native' ? row.maxSeq : (imported.get(row.id) ?? importedSeqFloor - 1));
    added.push(...placed.added);
    replaced.push(...placed.replaced);
    const rollup = decideSpanRollup(row, {
      stored: trace.added,
      replaced: trace.replaced,
      removed: trace.removed,
      told: trace.told,
      witnesses: witnesses.get(row.id),
      maxSeq: row.surface !== 'native' ? (placed.added.at(-1)?.seq ?? -1) : -1,
      ...counts.get(row.id)!,
    });
    rollups.push({ traceId: row.id, rollup });
    const place = { projectId, traceId: row.id };
    const seqs = [...placed.replaced, ...placed.added].map(({ seq }) => seq).sort((a, b) => a - b);
    if (seqs.length > 0) entries.push({ ...place, kind: 'event', seqs });
    if (trace.isNew || rollup.isChanged) entries.push({ ...place, kind: 'trace', seqs: null });
  }
  await sendPages(client, added, (page) => insertSpansStatement(projectId, page));
  await sendPages(client, replaced, (page) => replaceSpansStatement(projectId, page));
  const removed = traces.flatMap(({ row, removed: gone }) => gone.map(({ seq }) => ({ traceId: row.id, seq })));
  if (removed.length > 0) client.send(deleteSpansStatement(removed), removed.length);
  const more = added.length - removed.length;
  if (more !== 0) client.send(tallySpansStatement(new Map([[projectId, more]])), 1);
  client.send(updateSpanTracesStatement(rollups, settleSeconds), rollups.length);
  client.send(ledgerStatement(entries), entries.length);
};

const sendPages = async (
  client: WorkspaceClient,
  spans: readonly PlacedSpan[],
  toStatement: (page: readonly PlacedSpan[]) => ReturnType<typeof insertSpansStatement>,
): Promise<void> => {
  for (let from = 0; from < spans.length; from += rowsAtOnce) {
    const page = spans.slice(from, from + rowsAtOnce);
    if (page.length < rowsAtOnce) client.send(toStatement(page), page.length);
    else await client.query(toStatement(page));
  }
};

const findImported = (client: WorkspaceClient, traces: readonly OpenTrace[]): Promise<Map<string, number>> => {
  const ids = traces.filter(({ row }) => row.surface === 'native').map(({ row }) => row.id);
  return ids.length === 0 ? Promise.resolve(new Map()) : findImportedSeqs(client, ids);
};

/** The spans that stay as they are, of traces whose fields have to be gathered anew. */
const findWitnesses = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
): Promise<ReadonlyMap<string, WitnessRow[]>> => {
  const wanted = new Map(
    traces
      .filter(needsWitnesses)
      .map((trace) => [
        trace.row.id,
        new Set([...trace.replaced.map(({ span }) => span.spanId), ...trace.removed.map(({ spanId }) => spanId)]),
      ]),
  );
  if (wanted.size === 0) return new Map();
  const rows = await listWitnesses(client, [...wanted.keys()]);
  const kept = Map.groupBy(
    rows.filter(({ traceId, spanId }) => !wanted.get(traceId)!.has(spanId)),
    ({ traceId }) => traceId,
  );
  return new Map([...wanted.keys()].map((traceId) => [traceId, kept.get(traceId) ?? []]));
};
