import { type JsonObject, type JsonValue } from '@debrief/kernel';
import type { StoredEvent } from '../entity-event';
import { type FieldRule, foldFields, first, ifFlag, ifObject, ifText, later, merged, united } from './fold-fields';
import { inOrder } from './in-order';
import { readEnvironment } from './read-environment';
import { readLevel } from './read-level';
import { readUnixNano } from './unix-nano';

/** A trace as all events about it together say it (platform.md C2); what its observations say is not in here. Times in nanoseconds. */
export interface FoldedTrace {
  readonly id: string;
  /** Null: no event names a start. */
  readonly start: bigint | null;
  /** When the first event happened: the start where nothing else says one. */
  readonly firstAt: bigint;
  readonly end: bigint | null;
  /**
   * By name, what was said of the rest: name, userId, sessionId, release, version, environment, tags, public, bookmarked, input, output,
   * metadata, level, statusMessage, gitCommitSha, gitBranch, gitRepoUrl, experiment.
   */
  readonly fields: JsonObject;
}

const rules = {
  timestamp: ifText(first),
  endTime: ifText(later),
  name: ifText(later),
  userId: ifText(later),
  sessionId: ifText(later),
  release: ifText(later),
  version: ifText(later),
  environment: first,
  tags: united,
  public: ifFlag(later),
  bookmarked: ifFlag(later),
  input: later,
  output: later,
  metadata: merged,
  level: later,
  statusMessage: ifText(later),
  gitCommitSha: ifText(later),
  gitBranch: ifText(later),
  gitRepoUrl: ifText(later),
  experiment: ifObject(merged),
} as const satisfies Record<string, FieldRule>;

/** Folds the events of one trace, in whatever order they are given. @param events at least one */
export const foldTrace = (id: string, events: readonly StoredEvent[]): FoldedTrace => {
  const ordered = inOrder(events);
  const sayings = ordered.map(({ clears, body }) => ({ clears: clears.map(nameOf), body: saidBy(body) }));
  const { timestamp, endTime, ...fields } = foldFields(sayings, rules);
  const start = readUnixNano(timestamp) ?? null;
  const firstAt = BigInt(ordered[0]!.occurredAt) * 1_000n;
  const end = readUnixNano(endTime) ?? null;
  return { id, start, firstAt, end: end !== null && start !== null && end < start ? start : end, fields };
};

const nameOf = (name: string): string => (name === 'startTime' ? 'timestamp' : name);

const saidBy = (body: JsonObject): JsonObject => ({
  ...body,
  timestamp: readable(body['timestamp']) ?? readable(body['startTime']),
  endTime: readable(body['endTime']),
  level: readLevel(body['level']) ?? null,
  environment: typeof body['environment'] === 'string' ? readEnvironment(body['environment']) : null,
});

const readable = (value: JsonValue | undefined): JsonValue => (readUnixNano(value) === undefined ? null : value!);
