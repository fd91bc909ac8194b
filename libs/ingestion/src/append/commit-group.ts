import type { WorkspaceClient } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import { findEndedKeys } from '@debrief/tenancy';
import type { Decoded, NewEvent, TraceStart } from '../new-event';
import {
  findStoredEvents,
  insertEventsStatement,
  insertStartedTraces,
  lockTraces,
  updateTracesStatement,
  type LockedTrace,
  type PlacedEvent,
  type StartedTrace,
  type TraceKey,
} from './append.queries';
import { classify, noKnownEvents, rememberEvent, type Classified, type TraceState } from './classify';
import { couldRefuse } from './could-refuse';
import { type LedgerEntry, ledgerStatement } from './ledger';
import { decideRollup } from './rollup';
import { readNativeScore } from '../scores/read-native-score';
import { insertScoresStatement } from '../scores/score.queries';

/** Items of one request for one trace. */
export interface AppendRequest extends TraceKey {
  readonly items: readonly Decoded[];
  /** How many items that were not stored before may be handled. */
  readonly budget: number;
  /** Whether a `session_started` among the items may create the trace. */
  readonly mayStart: boolean;
  /** The API key that appends, null for anybody else. A key that has ended appends nothing. */
  readonly keyId: string | null;
}

/** What became of the items, in order (shorter than sent when the budget ran out), or why none was looked at. */
export type AppendOutcome =
  | { readonly handled: readonly Classified[] }
  | { readonly unknownTrace: true }
  | { readonly endedKey: 'key_revoked' | 'key_expired' };

export interface CommitOptions {
  readonly maxTraceEvents: number;
  /** Look up every key and seq, instead of only those that can be stored already by the trace's highest seq. */
  readonly probeAll: boolean;
}

interface OpenTrace extends TraceState {
  readonly row: LockedTrace;
  readonly isNew: boolean;
  readonly stored: PlacedEvent[];
}

/**
 * Appends the requests of one workspace in the caller's transaction: lock, probe where needed, classify, insert, roll up, ledger.
 * Exact, because every writer of a trace's events holds the trace's row lock. A unique violation means that the group met a key
 * or seq that was not looked up: it must run again with `probeAll`.
 */
export const commitGroup = async (
  client: WorkspaceClient,
  requests: readonly AppendRequest[],
  options: CommitOptions,
): Promise<AppendOutcome[]> => {
  const wanted = new Map(requests.map((request) => [keyOf(request), request]));
  const [endedKeys, locked] = await Promise.all([
    endedKeysOf(client, requests),
    lockTraces(client, [...wanted.values()]),
  ]);
  const endOf = ({ keyId }: AppendRequest) => (keyId === null ? undefined : endedKeys.get(keyId));
  const admitted = requests.filter((request) => !endOf(request));
  const traces = await openTraces(client, admitted, locked, options);
  await probe(client, admitted, traces, options.probeAll);
  const outcomes = requests.map((request): AppendOutcome => {
    const endedKey = endOf(request);
    if (endedKey) return { endedKey };
    const trace = traces.get(keyOf(request));
    if (!trace) return { unknownTrace: true };
    const handled = classify(request.items, trace, request.budget);
    for (const item of handled)
      if (item.outcome === 'new') trace.stored.push({ traceId: trace.row.id, event: item.event });
    return { handled };
  });
  store(client, [...traces.values()]);
  return outcomes;
};

const keyOf = (key: TraceKey): string => `${key.projectId}/${key.externalId}`;

const endedKeysOf = async (client: WorkspaceClient, requests: readonly AppendRequest[]) => {
  const keyIds = new Set(requests.flatMap(({ keyId }) => (keyId === null ? [] : [keyId])));
  return keyIds.size === 0 ? new Map<string, never>() : findEndedKeys(client, [...keyIds]);
};

const findStart = ({ mayStart, items }: AppendRequest): TraceStart | null => {
  const first = mayStart ? items.find((item) => item.ok && item.start !== null) : undefined;
  return first?.ok ? first.start : null;
};

/** The locked traces, and those that a request may start and nobody else has. */
const openTraces = async (
  client: WorkspaceClient,
  requests: readonly AppendRequest[],
  locked: readonly LockedTrace[],
  { maxTraceEvents }: CommitOptions,
): Promise<Map<string, OpenTrace>> => {
  const known = new Set(locked.map(keyOf));
  const starting = new Map<string, StartedTrace>();
  for (const request of requests) {
    const { projectId, externalId } = request;
    if (known.has(keyOf(request)) || starting.has(keyOf(request))) continue;
    const start = findStart(request);
    if (start) starting.set(keyOf(request), { id: newId(), projectId, externalId, start });
  }
  const started = [...starting.values()];
  const created = started.length === 0 ? new Set<string>() : await insertStartedTraces(client, started);
  const rows = started.length === 0 ? locked : [...locked, ...(await lockTraces(client, started))];
  return new Map(
    rows.map((row) => [
      keyOf(row),
      {
        row,
        isNew: created.has(row.id),
        stored: [],
        known: noKnownEvents(),
        strictSeq: row.strictSeq,
        room: maxTraceEvents - row.eventCount,
        maxSeq: row.maxSeq,
      },
    ]),
  );
};

/** Looks up what is stored under the keys and seqs of a trace's items, where one of them could be refused. */
const probe = async (
  client: WorkspaceClient,
  requests: readonly AppendRequest[],
  traces: ReadonlyMap<string, OpenTrace>,
  probeAll: boolean,
): Promise<void> => {
  const suspects = [...groupByTrace(requests, traces)].flatMap(([trace, events]) =>
    trace.row.eventCount > 0 && (probeAll || couldRefuse(events, trace))
      ? events.map((event) => ({ traceId: trace.row.id, event }))
      : [],
  );
  if (suspects.length === 0) return;
  const byId = new Map([...traces.values()].map((trace) => [trace.row.id, trace]));
  for (const event of await findStoredEvents(client, suspects)) {
    const trace = byId.get(event.traceId);
    if (trace) rememberEvent(trace.known, event);
  }
};

const groupByTrace = (
  requests: readonly AppendRequest[],
  traces: ReadonlyMap<string, OpenTrace>,
): Map<OpenTrace, NewEvent[]> => {
  const groups = new Map<OpenTrace, NewEvent[]>();
  for (const request of requests) {
    const trace = traces.get(keyOf(request));
    if (!trace) continue;
    const events = groups.get(trace) ?? [];
    for (const item of request.items) if (item.ok) events.push(item.event);
    groups.set(trace, events);
  }
  return groups;
};

/** Nothing here waits: the writes travel with the commit. */
const store = (client: WorkspaceClient, traces: readonly OpenTrace[]): void => {
  const appended = traces.filter((trace) => trace.stored.length > 0);
  const events = appended.flatMap((trace) => trace.stored);
  const rollups = appended.map((trace) => ({
    traceId: trace.row.id,
    rollup: decideRollup(
      trace.row,
      trace.stored.map(({ event }) => event),
    ),
  }));
  if (events.length > 0) {
    client.send(insertEventsStatement(events), events.length);
    client.send(updateTracesStatement(rollups, events), rollups.length);
    storeScores(client, appended);
  }
  const changed = new Set(rollups.filter(({ rollup }) => rollup.isChanged).map(({ traceId }) => traceId));
  const entries = traces.flatMap((trace) => ledgerEntries(trace, trace.isNew || changed.has(trace.row.id)));
  if (entries.length > 0) client.send(ledgerStatement(entries), entries.length);
};

/** What agents think of their runs stands among the scores, too. Few events are scores, and the others cost a comparison. */
const storeScores = (client: WorkspaceClient, traces: readonly OpenTrace[]): void => {
  const now = new Date();
  const scores = traces.flatMap(({ row, stored }) =>
    stored.flatMap(({ event }) => {
      const score = event.type === 'score' ? readNativeScore(event, row.externalId, now) : null;
      return score === null ? [] : [{ projectId: row.projectId, score }];
    }),
  );
  for (const [projectId, found] of Map.groupBy(scores, (one) => one.projectId))
    client.send(
      insertScoresStatement(
        projectId,
        found.map(({ score }) => score),
      ),
    );
};

const ledgerEntries = ({ row, stored }: OpenTrace, isChanged: boolean): LedgerEntry[] => {
  const place = { projectId: row.projectId, traceId: row.id };
  const entries: LedgerEntry[] = [];
  if (stored.length > 0)
    entries.push({ ...place, kind: 'event', seqs: stored.map(({ event }) => event.seq).sort((a, b) => a - b) });
  if (isChanged) entries.push({ ...place, kind: 'trace', seqs: null });
  return entries;
};
