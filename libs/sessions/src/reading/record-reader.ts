import { clientOf, type WorkspaceReads, type WorkspaceTx } from '@debrief/infra';
import {
  findSources,
  listRunLogs,
  type RunLogs,
  sourceIdsOf,
  type Sources,
  type StepSpan,
  toStepSpan,
} from '@debrief/ingestion';
import { isJsonObject, type JsonObject, type JsonText, parseJson } from '@debrief/kernel';
import type { NativeRecord } from '../native/native-record';
import type { SourceSurface } from '../session-event';
import type { RunRecords } from '../to-session-events';
import { listRecords, type RecordPage, type RecordRow } from './record.queries';
import type { SessionRunRow } from './session-run.queries';
import { Turns } from './turns';

/** So much of one run is shown (as an analysis reads it, native.md §3). */
const runLimits = { records: 50_000, bytes: 32 * 1024 * 1024 };
const page = { limit: 1_000, bytes: 2 * 1024 * 1024 };
/** Runs that are small together are read together. */
const small = { runs: 100, records: 800 };
/** A run of more text than this is held in memory alone. */
const heavyBytes = 4 * 1024 * 1024;

/** Reads what was recorded of runs, one run in memory at a time, each page in a transaction of its own. Large runs wait for each other. */
export class RecordReader {
  constructor(
    private readonly database: WorkspaceReads,
    private readonly heavy = new Turns(),
  ) {}

  /** The same on the database as it was at a moment; large runs go on waiting for each other. */
  at(frozen: WorkspaceReads): RecordReader {
    return new RecordReader(frozen, this.heavy);
  }

  /** Calls `work` with each run in turn. @yields what `work` made of it */
  async *eachRun<T>(
    runs: readonly SessionRunRow[],
    asOf: Date | undefined,
    work: (records: RunRecords, run: SessionRunRow) => T,
  ): AsyncGenerator<T> {
    for (let next = 0; next < runs.length;) {
      const { whole, begun } = await this.readTogether(firstGroup(runs.slice(next, next + small.runs)), asOf);
      for (const held of whole) yield work(held.toRecords(), held.run);
      next += whole.length;
      if (begun === undefined) continue;
      yield await this.readOut(begun, asOf, (records) => work(records, begun.run));
      next += 1;
    }
  }

  /** Those of some runs, from the first on, that fit in one page, and the beginning of the one that does not. */
  private async readTogether(
    runs: readonly SessionRunRow[],
    asOf: Date | undefined,
  ): Promise<{ readonly whole: readonly HeldRecords[]; readonly begun: HeldRecords | undefined }> {
    const { rows, sources, logs, isWhole } = await this.readPage(runs, { ...page, aboveSeq: -1, asOf });
    const byRun = Map.groupBy(rows, ({ traceId }) => traceId);
    const lastId = rows.at(-1)?.traceId;
    // Where the page was cut, the last run in it may be cut as well; those behind it were not read.
    const cut = isWhole ? runs.length : runs.findIndex(({ id }) => id === lastId);
    const [whole, begun] = [runs.slice(0, cut), runs.slice(cut, cut + 1)].map((some) =>
      some.map((run) => new HeldRecords(run, byRun.get(run.id) ?? [], { sources, logs: logs.get(run.id) })),
    );
    return { whole: whole ?? [], begun: begun?.[0] };
  }

  /** Reads the rest of a run. A large one waits until no other is held. */
  private async readOut<T>(held: HeldRecords, asOf: Date | undefined, work: (records: RunRecords) => T): Promise<T> {
    while (!held.isDone && held.bytes <= heavyBytes) await this.readOn(held, asOf);
    if (held.isDone) return work(held.toRecords());
    return this.heavy.take(async () => {
      while (!held.isDone) await this.readOn(held, asOf);
      return work(held.toRecords());
    });
  }

  private async readOn(held: HeldRecords, asOf: Date | undefined): Promise<void> {
    const request = { ...page, aboveSeq: held.aboveSeq, asOf };
    const { rows, sources, logs, isWhole } = await this.readPage([held.run], request, held.logs);
    held.add(rows, { sources, logs: logs.get(held.run.id) });
    if (isWhole) held.isDone = true;
  }

  /** @param known the log records of the only run, where they have been read */
  private async readPage(runs: readonly SessionRunRow[], request: RecordPage, known?: RunLogs) {
    const [first] = runs as [SessionRunRow];
    return this.database.inWorkspace(first, async (tx) => {
      const ids = runs.map(({ id }) => id);
      const rows = await listRecords(tx, ids, request);
      const sourceIds = rows.flatMap(({ isSpan, text }) => (isSpan ? sourceIdsOf(text) : []));
      const last = rows.at(-1);
      return {
        rows,
        sources: sourceIds.length === 0 ? noSources : await findSources(tx, sourceIds),
        logs: known ? new Map([[first.id, known]]) : await readLogs(tx, runs, rows),
        isWhole: last === undefined || (rows.length < request.limit && last.bytes < request.bytes),
      };
    });
  }
}

/** The first of some runs that are small together; the first alone where it is not small. */
const firstGroup = (runs: readonly SessionRunRow[]): SessionRunRow[] => {
  let records = 0;
  const end = runs.findIndex(({ eventCount }) => (records += eventCount) > small.records);
  return runs.slice(0, end === -1 ? runs.length : Math.max(end, 1));
};

/** What log records say of the spans that a page holds, by run. */
export const readLogs = async (
  tx: WorkspaceTx,
  runs: readonly SessionRunRow[],
  rows: readonly RecordRow[],
): Promise<ReadonlyMap<string, RunLogs>> => {
  const imported = new Set(rows.flatMap(({ isSpan, traceId }) => (isSpan ? [traceId] : [])));
  const logs = new Map<string, RunLogs>();
  for (const { id, projectId, externalId } of runs)
    if (imported.has(id)) logs.set(id, await listRunLogs(clientOf(tx), projectId, externalId));
  return logs;
};

const noSources: Sources = { resources: new Map(), scopes: new Map() };
const noLogs: RunLogs = { errors: new Map(), spoken: new Map() };

/** What spans are read with. */
interface Beside {
  readonly sources: Sources;
  readonly logs: RunLogs | undefined;
}

/** What has been read of a run. */
export class HeldRecords {
  isDone = false;
  isTruncated = false;
  bytes = 0;
  /** Seq of the last; -1 for none. */
  aboveSeq = -1;
  /** Of its log records what rules read, once a span was. */
  logs: RunLogs | undefined;
  private readonly native: NativeRecord[] = [];
  private readonly spans: StepSpan[] = [];

  constructor(
    readonly run: SessionRunRow,
    rows: readonly RecordRow[],
    beside: Beside,
  ) {
    this.add(rows, beside);
  }

  add(rows: readonly RecordRow[], { sources, logs }: Beside): void {
    this.logs ??= logs;
    for (const row of rows) {
      if (this.native.length + this.spans.length === runLimits.records || this.bytes > runLimits.bytes) {
        this.isTruncated = true;
        this.isDone = true;
        return;
      }
      if (row.isSpan) this.spans.push(toStepSpan(this.toSpanRow(row), sources, this.logs ?? noLogs));
      else this.native.push(toNativeRecord(row));
      this.bytes += row.text.length;
      this.aboveSeq = row.seq;
    }
  }

  toRecords(): RunRecords {
    const { native, spans } = this;
    const { id, externalId, surface } = this.run;
    // Spans of a native run came from an exporter beside the agent.
    const spanSurface = surface === 'native' ? 'otel' : (surface as SourceSurface);
    return {
      id,
      traceId: externalId,
      spanSurface,
      native,
      spans,
      textLength: this.bytes,
      isTruncated: this.isTruncated,
    };
  }

  private toSpanRow({ seq, spanId, parentId, costUsd, text }: RecordRow) {
    return { traceId: this.run.externalId, seq, spanId: spanId ?? '', parentId, costUsd, raw: text };
  }
}

const toNativeRecord = ({
  seq,
  type,
  agent,
  level,
  spanId,
  parentId,
  at,
  text,
  metadata,
}: RecordRow): NativeRecord => ({
  seq,
  type,
  agent,
  isError: level === 'error',
  spanId,
  parentId,
  at: at.getTime(),
  payload: toObject(text),
  metadata: metadata === null ? {} : toObject(metadata),
});

const toObject = (text: JsonText): JsonObject => {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
};
