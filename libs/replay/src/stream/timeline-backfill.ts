import { type StoredEventRow, toEventJson } from '../event-json';
import { toTraceResponse } from '../trace-json';
import { type LedgerReader, pageLimits } from './ledger-reader';
import type { LedgerRow } from './plan-page';
import { toFrame } from './sse-frame';
import { listLedger, listTimeline, listTraces } from './stream.queries';
import type { StreamKind } from './stream.types';
import { type Timeline, toTimeline } from './timeline';

export interface TimelineQuery {
  readonly workspaceId: string;
  readonly traceId: string;
  readonly aboveSeq: number;
  /** The position up to which the trace is sent; what comes later is sent by position. */
  readonly until: number;
  readonly kinds: ReadonlySet<StreamKind>;
}

const commitsAtOnce = 5_000;

/**
 * A trace in seq order, as it stands at a position.
 * @yields frames, a page at a time
 */
export async function* backfillTimeline(reader: LedgerReader, query: TimelineQuery): AsyncGenerator<readonly Buffer[]> {
  const commits = await readCommits(reader, query);
  const [first] = commits;
  if (!first) return;
  const timeline = toTimeline(commits, query.aboveSeq, query.until);
  const trace = commits.some(({ kind }) => kind === 'trace') ? await readTrace(reader, query) : null;
  let { aboveSeq } = query;
  let next = 0;
  for (;;) {
    const rows = await reader.read(query.workspaceId, (client) =>
      listTimeline(client, { traceId: query.traceId, aboveSeq, limit: pageLimits.records, bytes: pageLimits.bytes }),
    );
    const frames: Buffer[] = [];
    for (const row of rows)
      next = addFrames(frames, { timeline, next, row, first, trace, workspaceId: query.workspaceId });
    aboveSeq = rows.at(-1)?.seq ?? aboveSeq;
    const isLast = rows.length === 0 || next === timeline.length;
    if (isLast && trace !== null) addTrailingRecords(frames, timeline, next, trace);
    if (frames.length > 0) yield frames;
    if (isLast) return;
  }
}

interface Step {
  readonly timeline: Timeline;
  readonly next: number;
  readonly row: StoredEventRow;
  readonly first: LedgerRow;
  readonly trace: string | null;
  readonly workspaceId: string;
}

/** The frames of an event and of the records before it. @returns the index of the entry that follows */
const addFrames = (frames: Buffer[], { timeline, next, row, first, trace, workspaceId }: Step): number => {
  let index = next;
  for (; index < timeline.length; index += 1) {
    const seq = timeline.seqAt(index);
    // Not in the timeline: committed after its snapshot.
    if (seq !== null && seq > row.seq) return index;
    if (seq === null && trace !== null) frames.push(toFrame(timeline.idAt(index), 'trace', trace));
    if (seq !== row.seq) continue;
    const home = { externalId: first.externalId, workspaceId, projectId: first.projectId };
    frames.push(toFrame(timeline.idAt(index), 'event', toEventJson(row, home, timeline.positionAt(index))));
    return index + 1;
  }
  return index;
};

const addTrailingRecords = (frames: Buffer[], timeline: Timeline, from: number, trace: string): void => {
  for (let index = from; index < timeline.length; index += 1) {
    if (timeline.seqAt(index) === null) frames.push(toFrame(timeline.idAt(index), 'trace', trace));
  }
};

const readCommits = async (
  reader: LedgerReader,
  { workspaceId, traceId, until, kinds }: TimelineQuery,
): Promise<LedgerRow[]> => {
  const commits: LedgerRow[] = [];
  for (;;) {
    const after = commits.at(-1)?.lastPosition ?? 0;
    const page = await reader.read(workspaceId, (client) =>
      listLedger(client, {
        after,
        until,
        projectId: null,
        traceIds: [traceId],
        kinds: [...kinds],
        limit: commitsAtOnce,
      }),
    );
    commits.push(...page.rows);
    if (page.rows.length < commitsAtOnce) return commits;
  }
};

const readTrace = async (reader: LedgerReader, { workspaceId, traceId }: TimelineQuery): Promise<string | null> => {
  const [trace] = await reader.read(workspaceId, (client) => listTraces(client, [traceId]));
  return trace ? JSON.stringify(toTraceResponse(trace)) : null;
};
