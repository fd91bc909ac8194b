import type { WorkspaceClient } from '@debrief/infra';
import { nameMedia } from '../media/name-media';
import type { NewScore } from '../scores/new-score';
import { insertScoresStatement } from '../scores/score.queries';
import { findDeletedTraces } from '../spans/spans.queries';
import { insertLogsStatement } from './insert-logs';
import type { NewLog } from './new-log';
import { isErrorSeverity, isSpokenEvent, type SpanName } from './span-logs.queries';
import { unsettleStatement } from './unsettle.queries';

/** Rows of one statement: bounds what is encoded at once. */
const rowsAtOnce = 1_000;

export interface LogCommit {
  readonly projectId: string;
  /** In the order of their digests, so that two requests with the same ones cannot wait for each other. */
  readonly logs: readonly NewLog[];
  readonly mediaIds: ReadonlyMap<string, string>;
  /** See `TRACE_SETTLE_SECONDS`. */
  readonly settleSeconds: number;
}

/** Stores records in the caller's transaction; what is stored already is left as it is. Runs whose steps they change are analysed anew. */
export const commitLogs = async (
  client: WorkspaceClient,
  { projectId, logs, mediaIds, settleSeconds }: LogCommit,
): Promise<void> => {
  const stored = new Set<string>();
  for (let from = 0; from < logs.length; from += rowsAtOnce) {
    const page = logs.slice(from, from + rowsAtOnce);
    const { rows } = await client.query<{ id: string }>(insertLogsStatement(projectId, page));
    for (const { id } of rows) stored.add(id);
  }
  const fresh = logs.filter(({ id }) => stored.has(id));
  await nameMedia(client, projectId, fresh, mediaIds);
  await storeScores(
    client,
    projectId,
    fresh.flatMap(({ scores }) => scores),
  );
  const concerned = fresh.filter((log) => isErrorSeverity(log.severityNumber) || isSpokenEvent(log.eventName));
  const traceIds = [...new Set(spansOf(concerned).map(({ traceId }) => traceId))];
  if (traceIds.length > 0) client.send(unsettleStatement(projectId, traceIds, settleSeconds));
};

/** A run that was deleted a short while ago is not evaluated any more. */
const storeScores = async (client: WorkspaceClient, projectId: string, scores: readonly NewScore[]): Promise<void> => {
  if (scores.length === 0) return;
  const deleted = await findDeletedTraces(client, projectId, [...new Set(scores.map(({ traceId }) => traceId))]);
  const wanted = scores.filter(({ traceId }) => !deleted.has(traceId));
  if (wanted.length > 0) client.send(insertScoresStatement(projectId, wanted));
};

/** The spans in which records say something. */
export const spokenSpans = (logs: readonly NewLog[]): SpanName[] =>
  spansOf(logs.filter(({ eventName }) => isSpokenEvent(eventName)));

const spansOf = (logs: readonly NewLog[]): SpanName[] =>
  logs.flatMap(({ traceId, spanId }) => (traceId === null || spanId === null ? [] : [{ traceId, spanId }]));
