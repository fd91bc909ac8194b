import type { WorkspaceClient } from '@debrief/infra';
import { nameMedia } from '../media/name-media';
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

/**
 * Stores records in the caller's transaction; what is stored already is left as it is. Runs whose steps they change are analysed anew.
 * @returns those that are not stored: of runs that were deleted a short while ago, as of spans
 */
export const commitLogs = async (
  client: WorkspaceClient,
  { projectId, logs, mediaIds, settleSeconds }: LogCommit,
): Promise<NewLog[]> => {
  const deleted = await findDeleted(client, projectId, logs);
  const [refused, wanted] = split(logs, ({ traceId }) => traceId !== null && deleted.has(traceId));
  const stored = new Set<string>();
  for (let from = 0; from < wanted.length; from += rowsAtOnce) {
    const page = wanted.slice(from, from + rowsAtOnce);
    const { rows } = await client.query<{ id: string }>(insertLogsStatement(projectId, page));
    for (const { id } of rows) stored.add(id);
  }
  const fresh = wanted.filter(({ id }) => stored.has(id));
  await nameMedia(client, projectId, fresh, mediaIds);
  const scores = fresh.flatMap((log) => log.scores);
  if (scores.length > 0) client.send(insertScoresStatement(projectId, scores));
  const concerned = fresh.filter((log) => isErrorSeverity(log.severityNumber) || isSpokenEvent(log.eventName));
  const traceIds = [...new Set(spansOf(concerned).map(({ traceId }) => traceId))];
  if (traceIds.length > 0) client.send(unsettleStatement(projectId, traceIds, settleSeconds));
  return refused;
};

const findDeleted = (
  client: WorkspaceClient,
  projectId: string,
  logs: readonly NewLog[],
): Promise<ReadonlySet<string>> => {
  const traceIds = [...new Set(logs.flatMap(({ traceId }) => traceId ?? []))];
  return traceIds.length === 0 ? Promise.resolve(new Set()) : findDeletedTraces(client, projectId, traceIds);
};

const split = <T>(items: readonly T[], isFirst: (item: T) => boolean): [T[], T[]] => {
  const { first = [], second = [] } = Object.groupBy(items, (item) => (isFirst(item) ? 'first' : 'second'));
  return [first, second];
};

/** The spans in which records say something. */
export const spokenSpans = (logs: readonly NewLog[]): SpanName[] =>
  spansOf(logs.filter(({ eventName }) => isSpokenEvent(eventName)));

const spansOf = (logs: readonly NewLog[]): SpanName[] =>
  logs.flatMap(({ traceId, spanId }) => (traceId === null || spanId === null ? [] : [{ traceId, spanId }]));
