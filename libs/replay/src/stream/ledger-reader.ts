import { Database, type WorkspaceClient } from '@debrief/infra';
import { toTraceResponse } from '../trace-json';
import { type LedgerRow, planPage } from './plan-page';
import { positionId, toFrame } from './sse-frame';
import { nativeDialect, type SliceRecords, type StreamDialect } from './stream-dialect';
import { listLedger, listTraces, type StreamHead } from './stream.queries';
import type { RecordReader, RecordReaders, StreamKind, StreamRecord } from './stream.types';
import { Turns } from './turns';

export interface PageQuery {
  readonly after: number;
  /** Read no further; absent: up to the head. */
  readonly until?: number;
  readonly projectId: string | null;
  readonly traceIds: readonly string[] | null;
  readonly kinds: ReadonlySet<StreamKind> | null;
  readonly aboveSeq?: number;
  /** Told of each commit; what it does not want is not read. */
  readonly wants?: (row: LedgerRow) => boolean;
}

/** All that was asked for of the positions up to `until`. Empty and `until` = `after`: nothing new. */
export interface Page {
  readonly head: StreamHead;
  readonly until: number;
  readonly records: readonly StreamRecord[];
}

export const pageLimits = { commits: 500, records: 500, bytes: 1024 * 1024 };

/** Reads at once of one reader: clients that all connect again after a restart must leave connections to the writers. */
const readsAtOnce = 4;

/** Reads a workspace's records by position, a page at a time, as frames that are ready to be sent. */
export class LedgerReader {
  private readonly turns = new Turns(readsAtOnce);

  constructor(
    private readonly database: Database,
    private readonly readers: RecordReaders,
    private readonly dialect: Pick<StreamDialect, 'readSlices'> = nativeDialect,
  ) {}

  /** Runs queries of the stream in one transaction of the workspace, in turn with the other reads of this reader. */
  read<T>(workspaceId: string, work: (client: WorkspaceClient) => Promise<T>): Promise<T> {
    return this.turns.run(() => this.database.inWorkspaceClient(workspaceId, work));
  }

  readPage(workspaceId: string, query: PageQuery): Promise<Page> {
    return this.read(workspaceId, async (client) => {
      const found = await listLedger(client, {
        ...query,
        kinds: query.kinds && [...query.kinds],
        limit: pageLimits.commits,
      });
      const until = Math.min(found.head.position, query.until ?? Infinity);
      if (query.after >= until) return { head: found.head, until: query.after, records: [] };
      const rows = query.wants ? found.rows.filter(query.wants) : found.rows;
      const readers: PageReaders = { ...this.readers, trace: readTraces, slices: this.dialect.readSlices };
      const page = await readRecords(client, readers, { workspaceId, rows, query });
      const end = found.rows.length < pageLimits.commits ? until : (found.rows.at(-1)?.lastPosition ?? until);
      return { head: found.head, until: page.cutAt ?? end, records: page.records };
    });
  }
}

type PageReaders = RecordReaders & { readonly trace: RecordReader; readonly slices: StreamDialect['readSlices'] };

const readRecords = async (
  client: WorkspaceClient,
  readers: PageReaders,
  {
    workspaceId,
    rows,
    query,
  }: { readonly workspaceId: string; readonly rows: readonly LedgerRow[]; readonly query: PageQuery },
): Promise<SliceRecords> => {
  const plan = planPage(rows, query.after, pageLimits.records, query.aboveSeq);
  const { slices } = plan;
  const { records, cutAt: fullAt } =
    slices.length === 0
      ? { records: [], cutAt: null }
      : await readers.slices(client, { workspaceId, slices, bytes: pageLimits.bytes });
  const cutAt = fullAt ?? plan.cutAt;
  const others = plan.others.filter((row) => row.lastPosition <= (cutAt ?? Infinity));
  for (const [kind, ofKind] of Map.groupBy(others, (row) => row.kind)) {
    if (kind !== 'event') records.push(...(await readOthers(client, readers[kind], ofKind)));
  }
  return { records: others.length === 0 ? records : records.sort((a, b) => a.position - b.position), cutAt };
};

const readOthers = async (
  client: WorkspaceClient,
  reader: RecordReader,
  rows: readonly LedgerRow[],
): Promise<StreamRecord[]> => {
  const texts = await reader(client, [...new Set(rows.map(idOf))]);
  return rows.flatMap((row) => {
    const text = texts.get(idOf(row));
    return text === undefined ? [] : [toRecord(row, row.lastPosition, text)];
  });
};

const idOf = ({ recordId, traceId }: LedgerRow): string => recordId ?? traceId;

const readTraces: RecordReader = async (client, ids) =>
  new Map((await listTraces(client, ids)).map((trace) => [trace.id, JSON.stringify(toTraceResponse(trace))]));

const toRecord = ({ kind, projectId, traceId }: LedgerRow, position: number, json: string): StreamRecord => ({
  position,
  kind,
  projectId,
  traceId,
  frame: toFrame(positionId(position), kind, json),
});
