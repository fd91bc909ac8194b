import type { Database } from '@debrief/infra';
import {
  listRunLogs,
  listSources,
  type RunLogs,
  sourceIdsOf,
  type Sources,
  type StepSpan,
  toStepSpan,
  type TraceRow,
} from '@debrief/ingestion';
import { type HttpRequest, listOutbound } from '@debrief/telemetry';
import { isJsonObject, type JsonObject, type JsonText, parseJson } from '@debrief/kernel';
import { listRunEvents, type RunEventRow } from './run.queries';
import type { Run, RunEvent } from './run';
import type { RunRequest } from './run-request';
import { withSteps } from './with-steps';

/** An analysis reads so much of a run and says when there was more (native.md §3). */
export const runLimits = { events: 50_000, bytes: 32 * 1024 * 1024, requests: 10_000 };
const page = { limit: 1_000, bytes: 4 * 1024 * 1024 };
/** A run of more text than this is held in memory alone. */
const heavyBytes = 2 * 1024 * 1024;

export interface ReadRun {
  readonly run: Run;
  /** How many events were read: the run may have more steps, or fewer. */
  readonly eventCount: number;
  readonly maxSeq: number | null;
  readonly isTruncated: boolean;
  /** All that the run holds, where it is made of spans alone and of few enough to be held longer; else null. */
  readonly spans: readonly StepSpan[] | null;
}

/** Reads runs as rules want them, page after page, each in a transaction of its own. Large ones one at a time: that bounds memory. */
export class RunReader {
  private heavy: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** Calls `work` with the run; a large one is let go of when it returns. */
  async withRun<T>(trace: TraceRow, work: (read: ReadRun) => T): Promise<T> {
    const state: ReadState = { events: [], spans: [], aboveSeq: -1, bytes: 0, isTruncated: false, isDone: false };
    while (!state.isDone && state.bytes <= heavyBytes) await this.readPage(trace, state);
    if (state.isDone) {
      const read = toRead(trace, state, await this.readRequests(trace));
      return work({ ...read, spans: state.isTruncated || state.events.length > 0 ? null : state.spans });
    }
    return this.alone(async () => {
      while (!state.isDone) await this.readPage(trace, state);
      return work({ ...toRead(trace, state, await this.readRequests(trace)), spans: null });
    });
  }

  private async readPage(trace: TraceRow, state: ReadState): Promise<void> {
    const { rows, sources } = await this.database.inWorkspaceClient(trace.workspaceId, async (client) => {
      const found = await listRunEvents(client, trace.id, { aboveSeq: state.aboveSeq, ...page });
      const ids = found.flatMap(({ isSpan, payload }) => (isSpan ? sourceIdsOf(payload) : []));
      if (ids.length > 0) state.logs ??= await listRunLogs(client, trace.projectId, trace.externalId);
      return { rows: found, sources: ids.length === 0 ? noSources : await listSources(client, ids) };
    });
    const logs = state.logs ?? noLogs;
    for (const row of rows) {
      if (state.events.length + state.spans.length === runLimits.events || state.bytes > runLimits.bytes) {
        state.isTruncated = true;
        break;
      }
      if (row.isSpan) state.spans.push(toStepSpan(toSpanRow(trace, row), sources, logs));
      else state.events.push(toRunEvent(row));
      state.bytes += row.payload.length;
      state.aboveSeq = row.seq;
    }
    const last = rows.at(-1);
    state.isDone = state.isTruncated || last === undefined || (rows.length < page.limit && last.bytes < page.bytes);
  }

  /** After the events: one that is committed later has the run analysed again. */
  private async readRequests(trace: TraceRow): Promise<RunRequest[]> {
    const found = await this.database.inWorkspace(trace, (tx) => listOutbound(tx, trace.id, runLimits.requests));
    return found.map(toRunRequest);
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.heavy.then(work);
    this.heavy = turn.catch(() => undefined);
    return turn;
  }
}

interface ReadState {
  readonly events: RunEvent[];
  readonly spans: StepSpan[];
  /** Seq of the last that was taken; -1 for none. */
  aboveSeq: number;
  /** Of its log records what rules read, once a span was. */
  logs?: RunLogs;
  bytes: number;
  isTruncated: boolean;
  isDone: boolean;
}

const noSources: Sources = { resources: new Map(), scopes: new Map() };
const noLogs: RunLogs = { errors: new Map(), spoken: new Map() };

const toRead = (
  trace: TraceRow,
  { events, spans, aboveSeq, isTruncated }: ReadState,
  httpRequests: readonly RunRequest[],
): Omit<ReadRun, 'spans'> => {
  const steps = spans.length === 0 ? events : withSteps(events, spans);
  return {
    run: {
      goal: trace.userGoal ?? (spans.length === 0 ? null : askedFor(steps)),
      agent: trace.agent,
      status: trace.status as Run['status'],
      events: steps,
      httpRequests,
    },
    eventCount: events.length + spans.length,
    maxSeq: aboveSeq < 0 ? null : aboveSeq,
    isTruncated,
  };
};

/** It is reported when it is over. */
const toRunRequest = ({ id, method, host, path, statusCode, durationMs, occurredAt }: HttpRequest): RunRequest => ({
  id,
  method,
  host,
  path,
  statusCode,
  durationMs,
  startedAt: occurredAt.getTime() - durationMs,
});

/** An instrumented program states no goal: what its user asked first stands for it. */
const askedFor = (steps: readonly RunEvent[]): string | null => {
  const content = steps.find(({ type }) => type === 'user_message')?.payload['content'];
  return typeof content === 'string' ? content : null;
};

const toSpanRow = ({ externalId }: TraceRow, { seq, spanId, parentId, costUsd, payload }: RunEventRow) => ({
  traceId: externalId,
  seq,
  spanId: spanId ?? '',
  parentId,
  costUsd,
  raw: payload,
});

const toRunEvent = ({
  payload,
  metadata,
  startedAt,
  bytes: _bytes,
  isSpan: _isSpan,
  ...columns
}: RunEventRow): RunEvent => ({
  ...columns,
  startedAt: startedAt?.getTime() ?? null,
  payload: toObject(payload),
  metadata: metadata === null ? {} : toObject(metadata),
});

const toObject = (text: JsonText): JsonObject => {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
};
