import type { Database } from '@debrief/infra';
import type { TraceRow } from '@debrief/ingestion';
import { isJsonObject, type JsonObject, type JsonText, parseJson } from '@debrief/kernel';
import { listRunEvents, type RunEventRow } from './run.queries';
import type { Run, RunEvent } from './run';

/** An analysis reads so much of a run and says when there was more (native.md §3). */
export const runLimits = { events: 50_000, bytes: 32 * 1024 * 1024 };
const page = { limit: 1_000, bytes: 4 * 1024 * 1024 };
/** A run of more text than this is held in memory alone. */
const heavyBytes = 2 * 1024 * 1024;

export interface ReadRun {
  readonly run: Run;
  readonly maxSeq: number | null;
  readonly isTruncated: boolean;
}

/** Reads runs as rules want them, page after page, each in a transaction of its own. Large ones one at a time: that bounds memory. */
export class RunReader {
  private heavy: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** Calls `work` with the run, which is let go of when it returns. */
  async withRun<T>(trace: TraceRow, work: (read: ReadRun) => T): Promise<T> {
    const events: RunEvent[] = [];
    const state = { aboveSeq: -1, bytes: 0, isTruncated: false, isDone: false };
    while (!state.isDone && state.bytes <= heavyBytes) await this.readPage(trace, events, state);
    if (state.isDone) return work(toRead(trace, events, state.isTruncated));
    return this.alone(async () => {
      while (!state.isDone) await this.readPage(trace, events, state);
      return work(toRead(trace, events, state.isTruncated));
    });
  }

  private async readPage(trace: TraceRow, events: RunEvent[], state: ReadState): Promise<void> {
    const rows = await this.database.inWorkspace(trace, (tx) =>
      listRunEvents(tx, trace.id, { aboveSeq: state.aboveSeq, ...page }),
    );
    for (const row of rows) {
      if (events.length === runLimits.events || state.bytes > runLimits.bytes) {
        state.isTruncated = true;
        break;
      }
      events.push(toRunEvent(row));
      state.bytes += row.payload.length;
    }
    const last = rows.at(-1);
    state.aboveSeq = last?.seq ?? state.aboveSeq;
    state.isDone = state.isTruncated || last === undefined || (rows.length < page.limit && last.bytes < page.bytes);
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.heavy.then(work);
    this.heavy = turn.catch(() => undefined);
    return turn;
  }
}

interface ReadState {
  aboveSeq: number;
  bytes: number;
  isTruncated: boolean;
  isDone: boolean;
}

const toRead = (trace: TraceRow, events: readonly RunEvent[], isTruncated: boolean): ReadRun => ({
  run: { goal: trace.userGoal, agent: trace.agent, status: trace.status as Run['status'], events },
  maxSeq: events.at(-1)?.seq ?? null,
  isTruncated,
});

const toRunEvent = ({ payload, metadata, startedAt, bytes: _bytes, ...columns }: RunEventRow): RunEvent => ({
  ...columns,
  startedAt: startedAt?.getTime() ?? null,
  payload: toObject(payload),
  metadata: metadata === null ? {} : toObject(metadata),
});

const toObject = (text: JsonText): JsonObject => {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
};
