import type { WorkspaceClient } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import { endedKeyError } from '../append/ended-key-error';
import type { OtlpTally } from '../dialects/otlp/otlp.types';
import { insertScoresStatement } from '../scores/score.queries';
import { nameMedia } from '../media/name-media';
import { findCycleClosers } from './find-cycle-closers';
import { hearLogs } from './hear-logs';
import type { NewSpan } from './new-span';
import { OpenTrace } from './open-trace';
import { storeSpans } from './store-spans';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import { findAncestors, findDeletedTraces, findStoredSpans, insertSpanTraces, lockSpanTraces } from './spans.queries';

export interface SpanCommit {
  readonly projectId: string;
  /** The API key that appends, null for anybody else. A key that has ended appends nothing. */
  readonly keyId: string | null;
  readonly spans: readonly NewSpan[];
  readonly mediaIds: ReadonlyMap<string, string>;
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
  await nameMedia(
    client,
    commit.projectId,
    changed.flatMap((trace) => trace.changed),
    commit.mediaIds,
  );
  await hearLogs(client, commit.projectId, changed);
  const scores = changed.flatMap((trace) => trace.changed.flatMap((span) => span.scores));
  if (scores.length > 0) client.send(insertScoresStatement(commit.projectId, scores));
  await storeSpans(client, commit.projectId, changed, options.settleSeconds);
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
