import type { WorkspaceClient } from '@debrief/infra';
import { type LedgerEntry, ledgerStatement } from '../append/ledger';
import { tallySpansStatement } from '../tally/tally.queries';
import { changeTotals, type TotalsChange } from './change-totals';
import type { OpenTrace } from './open-trace';
import { type TraceSpanRollup, updateSpanTracesStatement } from './rollup.queries';
import { completeSpansStatement, insertSpansStatement, type PlacedSpan } from './span-columns';
import { decideSpanRollup } from './span-rollup';
import { findImportedSeqs, importedSeqFloor, listUsage } from './spans.queries';
import { fromUsageRow, toUsageNode, type UsageNode } from './usage-node';

/** Totals are counted anew with each commit up to so many stored spans; of a larger trace when it has settled. */
export const maxRecounted = 10_000;
/** Rows of one statement: bounds what is encoded at once. */
const rowsAtOnce = 1_000;

/**
 * Writes what became of the traces' spans: rows, rollups, ledger. Only full pages wait: the rest travels with the commit.
 * @param settleSeconds see `TRACE_SETTLE_SECONDS`
 */
export const storeSpans = async (
  client: WorkspaceClient,
  projectId: string,
  traces: readonly OpenTrace[],
  settleSeconds: number,
): Promise<void> => {
  if (traces.length === 0) return;
  const [imported, usage] = await Promise.all([findImported(client, traces), findUsage(client, traces)]);
  const entries: LedgerEntry[] = [];
  const rollups: TraceSpanRollup[] = [];
  const [added, completed]: [PlacedSpan[], PlacedSpan[]] = [[], []];
  for (const trace of traces) {
    const { row } = trace;
    const placed = trace.place(row.surface === 'otel' ? row.maxSeq : (imported.get(row.id) ?? importedSeqFloor - 1));
    added.push(...placed.added);
    completed.push(...placed.completed);
    const rollup = decideSpanRollup(row, {
      stored: trace.added,
      completed: trace.completed,
      maxSeq: row.surface === 'otel' ? (placed.added.at(-1)?.seq ?? -1) : -1,
      totals: totalsOf(trace, usage),
    });
    rollups.push({ traceId: row.id, rollup });
    const place = { projectId, traceId: row.id };
    const seqs = [...placed.completed, ...placed.added].map(({ seq }) => seq).sort((a, b) => a - b);
    entries.push({ ...place, kind: 'event', seqs });
    if (trace.isNew || rollup.isChanged) entries.push({ ...place, kind: 'trace', seqs: null });
  }
  await sendPages(client, added, (page) => insertSpansStatement(projectId, page));
  await sendPages(client, completed, (page) => completeSpansStatement(projectId, page));
  client.send(tallySpansStatement(new Map([[projectId, added.length]])), 1);
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
  const ids = traces.filter(({ row }) => row.surface !== 'otel').map(({ row }) => row.id);
  return ids.length === 0 ? Promise.resolve(new Map()) : findImportedSeqs(client, ids);
};

/** The stored usage of traces whose totals may change. */
const findUsage = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
): Promise<ReadonlyMap<string, UsageNode[]>> => {
  const ids = traces.filter(needsUsage).map(({ row }) => row.id);
  const byTrace = new Map<string, UsageNode[]>();
  if (ids.length === 0) return byTrace;
  for (const row of await listUsage(client, ids)) {
    const node = fromUsageRow(row);
    const nodes = byTrace.get(row.traceId);
    if (nodes) nodes.push(node);
    else byTrace.set(row.traceId, [node]);
  }
  return byTrace;
};

const needsUsage = ({ row, changed }: OpenTrace): boolean =>
  row.eventCount > 0 &&
  row.eventCount <= maxRecounted &&
  (row.totalTokens > 0 || row.costUsd !== null || changed.some(({ usage, cost }) => usage !== null || cost !== null));

const totalsOf = (trace: OpenTrace, usage: ReadonlyMap<string, UsageNode[]>): TotalsChange => {
  if (trace.row.eventCount > maxRecounted) return { ...changeTotals([], []), isPriced: trace.row.costUsd !== null };
  const before = usage.get(trace.row.id) ?? [];
  const replaced = new Set(trace.completed.map(({ span }) => span.spanId));
  const kept = before.filter(({ spanId }) => !replaced.has(spanId));
  return changeTotals(before, [...kept, ...trace.changed.map(toUsageNode)]);
};
