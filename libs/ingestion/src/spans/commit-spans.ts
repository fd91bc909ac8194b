import type { WorkspaceClient } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { endedKeyError } from '../append/ended-key-error';
import { type LedgerEntry, ledgerStatement } from '../append/ledger';
import type { OtlpTally } from '../dialects/otlp/otlp.types';
import { tallySpansStatement } from '../tally/tally.queries';
import { changeTotals } from './change-totals';
import { findCycleClosers } from './find-cycle-closers';
import type { NewSpan } from './new-span';
import { OpenTrace } from './open-trace';
import { type TraceSpanRollup, updateSpanTracesStatement } from './rollup.queries';
import { completeSpansStatement, insertSpansStatement, type PlacedSpan } from './span-columns';
import { decideSpanRollup } from './span-rollup';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import {
  findAncestors,
  findDeletedTraces,
  findImportedSeqs,
  findStoredSpans,
  importedSeqFloor,
  insertSpanTraces,
  listUsage,
  lockSpanTraces,
} from './spans.queries';
import { fromUsageRow, toUsageNode, type UsageNode } from './usage-node';

export interface SpanCommit {
  readonly projectId: string;
  /** The API key that appends, null for anybody else. A key that has ended appends nothing. */
  readonly keyId: string | null;
  readonly spans: readonly NewSpan[];
}

export interface SpanCommitOptions {
  readonly maxTraceEvents: number;
  readonly settleSeconds: number;
  /** Look up every span id first: a commit that did not met one that is stored. */
  readonly probeAll: boolean;
}

export interface SpanCommitResult {
  readonly rejected: readonly OtlpTally[];
  readonly warnings: readonly OtlpTally[];
}

/** Totals are counted anew with each commit up to so many stored spans; of a larger trace when it has settled. */
export const maxRecounted = 10_000;
/** Rows of one statement: bounds what is encoded at once. */
const rowsAtOnce = 1_000;

/**
 * Stores a request's spans, of all of its traces, in the caller's transaction. Exact, because every writer of a trace's events holds the
 * trace's row lock. A unique violation means that the commit met a span that is stored: it must run again with `probeAll`.
 * @throws DomainError UNAUTHENTICATED when the key ended after the guard had seen it
 */
export const commitSpans = async (
  client: WorkspaceClient,
  commit: SpanCommit,
  options: SpanCommitOptions,
): Promise<SpanCommitResult> => {
  const [rejected, warnings] = [new DefectTally(), new DefectTally()];
  const traces = await openTraces(client, commit, options);
  if (options.probeAll || isCrowded(commit, traces)) await probe(client, commit.spans, traces);
  for (const span of commit.spans) {
    const trace = traces.get(span.traceId);
    const refusal = trace ? trace.add(span) : 'trace was deleted';
    if (refusal) rejected.add(refusal, span.spanId);
  }
  const changed = [...traces.values()].filter(({ added, completed }) => added.length + completed.length > 0);
  await breakCycles(client, changed, warnings);
  await store(client, commit.projectId, changed, options.settleSeconds);
  return { rejected: rejected.tallies, warnings: warnings.tallies };
};

/** The traces of the spans by their external ids, locked, without those that were deleted a short while ago. */
const openTraces = async (
  client: WorkspaceClient,
  { projectId, keyId, spans }: SpanCommit,
  { maxTraceEvents }: SpanCommitOptions,
): Promise<Map<string, OpenTrace>> => {
  const externalIds = [...new Set(spans.map(({ traceId }) => traceId))];
  const [ended, locked, deleted] = await Promise.all([
    keyId === null ? new Map<string, never>() : findEndedKeys(client, [keyId]),
    lockSpanTraces(client, projectId, externalIds),
    findDeletedTraces(client, projectId, externalIds),
  ]);
  const reason = keyId === null ? undefined : ended.get(keyId);
  if (reason) throw endedKeyError(reason);
  const known = new Set(locked.map(({ externalId }) => externalId));
  const missing = externalIds
    .filter((externalId) => !known.has(externalId) && !deleted.has(externalId))
    .map((externalId) => ({ id: newId(), externalId }));
  const created = missing.length === 0 ? new Set<string>() : await insertSpanTraces(client, projectId, missing);
  const rows =
    missing.length === 0
      ? locked
      : [
          ...locked,
          ...(await lockSpanTraces(
            client,
            projectId,
            missing.map(({ externalId }) => externalId),
          )),
        ];
  return new Map(
    rows.map((row) => [row.externalId, new OpenTrace(row, created.has(row.id), maxTraceEvents - row.eventCount)]),
  );
};

/** Whether a trace has not room for all: then those that are stored must be known, since they need none. */
const isCrowded = ({ spans }: SpanCommit, traces: ReadonlyMap<string, OpenTrace>): boolean =>
  [...traces.values()].some((trace) => trace.room < spans.length);

const probe = async (
  client: WorkspaceClient,
  spans: readonly NewSpan[],
  traces: ReadonlyMap<string, OpenTrace>,
): Promise<void> => {
  const suspects = spans.flatMap(({ traceId, spanId, contentHash }) => {
    const trace = traces.get(traceId);
    return trace && trace.row.eventCount > 0 ? [{ traceId: trace.row.id, spanId, contentHash }] : [];
  });
  if (suspects.length === 0) return;
  const byId = new Map([...traces.values()].map((trace) => [trace.row.id, trace]));
  for (const stored of await findStoredSpans(client, suspects)) byId.get(stored.traceId)?.remember(stored);
};

/** Makes roots of the spans that would be above themselves (otel.md A4). */
const breakCycles = async (
  client: WorkspaceClient,
  traces: readonly OpenTrace[],
  warnings: DefectTally,
): Promise<void> => {
  const starts = traces.filter(({ row }) => row.eventCount > 0).flatMap(outsideParents);
  const ancestors = starts.length === 0 ? [] : await findAncestors(client, starts);
  for (const trace of traces) {
    const stored = ancestors.filter(({ traceId }) => traceId === trace.row.id);
    for (const spanId of findCycleClosers(stored, trace.changed)) {
      trace.makeRoot(spanId);
      warnings.add('parent_span_id closes a cycle: stored as a root', spanId);
    }
  }
};

/** Parents of a trace's new spans that are not among them. */
const outsideParents = ({ row, added, changed }: OpenTrace): { traceId: string; spanId: string }[] => {
  const inside = new Set(added.map(({ spanId }) => spanId));
  const parents = new Set(changed.map(({ parentSpanId }) => parentSpanId));
  return [...parents]
    .filter((spanId) => spanId !== null && !inside.has(spanId))
    .map((spanId) => ({ traceId: row.id, spanId: spanId! }));
};

/** Only full pages wait: the rest travels with the commit. */
const store = async (
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

const totalsOf = (trace: OpenTrace, usage: ReadonlyMap<string, UsageNode[]>) => {
  if (trace.row.eventCount > maxRecounted) return { ...changeTotals([], []), isPriced: trace.row.costUsd !== null };
  const before = usage.get(trace.row.id) ?? [];
  const replaced = new Set(trace.completed.map(({ span }) => span.spanId));
  const kept = before.filter(({ spanId }) => !replaced.has(spanId));
  return changeTotals(before, [...kept, ...trace.changed.map(toUsageNode)]);
};
