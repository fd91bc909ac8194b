import type { WorkspaceClient } from '@debrief/infra';
import type { OtlpTally } from '../dialects/otlp/otlp.types';
import { insertScoresStatement } from '../scores/score.queries';
import { nameMedia } from '../media/name-media';
import { breakCycles } from './break-cycles';
import { hearLogs } from './hear-logs';
import type { NewSpan } from './new-span';
import { conflict, type OpenTrace } from './open-trace';
import { openTraces } from './open-traces';
import { storeSpans } from './store-spans';
import { DefectTally } from '../dialects/otlp/decode/defect-tally';
import { findStoredSpans } from './spans.queries';

export interface SpanCommit {
  readonly projectId: string;
  /** The API key that appends, null for anybody else. A key that has ended appends nothing. */
  readonly keyId: string | null;
  readonly spans: readonly NewSpan[];
  /** Spans whose id is stored with other content are handed back, to be merged with it, instead of rejected. */
  readonly keepsConflicts: boolean;
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
  readonly conflicts: readonly NewSpan[];
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
  const conflicts: NewSpan[] = [];
  const externalIds = [...new Set(commit.spans.map(({ traceId }) => traceId))];
  const { traces } = await openTraces(client, { ...commit, externalIds, surface: 'otel' }, options.maxTraceEvents);
  if (options.probeAll || isCrowded(commit, traces)) await probe(client, commit.spans, traces);
  for (const span of commit.spans) {
    const trace = traces.get(span.traceId);
    const refusal = trace ? trace.add(span) : 'trace was deleted';
    if (refusal === conflict && commit.keepsConflicts) conflicts.push(span);
    else if (refusal) rejected.add(refusal, span.spanId);
  }
  const changed = [...traces.values()].filter(({ isTouched }) => isTouched);
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
  return { rejected: rejected.tallies, warnings: warnings.tallies, conflicts };
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
