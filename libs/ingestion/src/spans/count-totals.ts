import type { WorkspaceClient } from '@debrief/infra';
import { changeTotals, type TotalsChange } from './change-totals';
import type { OpenTrace } from './open-trace';
import { listUsage, listUsageAbove } from './usage.queries';
import { changeByMarks, markUsage, type UsageMarks } from './usage-marks';
import { fromUsageRow, toUsageNode, type UsageNode } from './usage-node';

/** Where all spans have to be read, totals are counted with each commit up to so many; of a larger trace when it has settled. */
export const maxRecounted = 10_000;

export interface TotalsCount {
  readonly totals: TotalsChange;
  /** By which the next commit can count. */
  readonly marks: UsageMarks | null;
}

/** By how much the totals of traces change, by internal id. What is stored is read as far as it has a say: all of it only without marks. */
export const countTotals = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
): Promise<ReadonlyMap<string, TotalsCount>> => {
  const marked = traces.filter(
    ({ row, removed }) => row.eventCount > 0 && row.usageMarks !== null && removed.length === 0,
  );
  const counts = await countMarked(client, marked);
  const others = traces.filter(({ row }) => !counts.has(row.id));
  const usage = await readUsage(
    client,
    listUsage,
    others.filter(needsUsage).map(({ row }) => row.id),
  );
  for (const trace of others) counts.set(trace.row.id, countAll(trace, usage.get(trace.row.id) ?? []));
  return counts;
};

/** Counts what marks can count; leaves out the rest. */
const countMarked = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
): Promise<Map<string, TotalsCount>> => {
  const around = traces.flatMap(({ row, added, replaced }) => {
    const named = [...added.map(({ parentSpanId }) => parentSpanId), ...replaced.map(({ span }) => span.spanId)];
    return [...new Set(named)].flatMap((spanId) => (spanId === null ? [] : { traceId: row.id, spanId }));
  });
  const usage = await readUsage(client, listUsageAbove, around);
  const counts = new Map<string, TotalsCount>();
  for (const { row, added, replaced } of traces) {
    const stored = usage.get(row.id) ?? [];
    const before = new Map(stored.map((node) => [node.spanId, node]));
    const count = changeByMarks(JSON.parse(row.usageMarks!) as UsageMarks, {
      added: added.map(toUsageNode),
      replaced: replaced.map(({ span }) => ({ before: before.get(span.spanId)!, after: toUsageNode(span) })),
      above: stored,
    });
    if (count === undefined) continue;
    const isPriced = count.totals.isPriced || row.costUsd !== null;
    counts.set(row.id, { ...count, totals: { ...count.totals, isPriced } });
  }
  return counts;
};

/** @param list what of them is read @param keys of what, none: nothing is asked */
const readUsage = async <Key>(
  client: WorkspaceClient,
  list: (client: WorkspaceClient, keys: readonly Key[]) => ReturnType<typeof listUsage>,
  keys: readonly Key[],
): Promise<ReadonlyMap<string, UsageNode[]>> => {
  const rows = keys.length === 0 ? [] : await list(client, keys);
  const byTrace = new Map<string, UsageNode[]>();
  for (const row of rows) {
    const nodes = byTrace.get(row.traceId) ?? [];
    byTrace.set(row.traceId, nodes);
    nodes.push(fromUsageRow(row));
  }
  return byTrace;
};

const needsUsage = ({ row, changed }: OpenTrace): boolean =>
  row.eventCount > 0 &&
  row.eventCount <= maxRecounted &&
  (row.totalTokens > 0 || row.costUsd !== null || changed.some(({ usage, cost }) => usage !== null || cost !== null));

/** @param stored usage of all stored spans; none: there is no usage among them */
const countAll = (trace: OpenTrace, stored: readonly UsageNode[]): TotalsCount => {
  if (trace.row.eventCount > maxRecounted)
    return { totals: { ...changeTotals([], []), isPriced: trace.row.costUsd !== null }, marks: null };
  const gone = new Set([
    ...trace.replaced.map(({ span }) => span.spanId),
    ...trace.removed.map(({ spanId }) => spanId),
  ]);
  const after = [...stored.filter(({ spanId }) => !gone.has(spanId)), ...trace.changed.map(toUsageNode)];
  // Without usage what is stored was not read.
  const isWhole = trace.row.eventCount === 0 || stored.length > 0;
  return { totals: changeTotals(stored, after), marks: isWhole ? markUsage(after) : null };
};
