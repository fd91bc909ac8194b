import { isJsonObject, type JsonObject, type JsonValue } from '@debrief/kernel';
import type { Finding } from './finding';
import type { ScoreContent, ScoreStatement } from './score-statement';

/** A statement about one score, and when it was made. */
export interface ScoreEvent {
  /** Milliseconds since 1970, by the sender's clock. */
  readonly at: number;
  /** Digest of the event; null: it says all there is to say, and what was said before it counts no more. */
  readonly by: string | null;
  readonly says: ScoreStatement;
}

type Said = { -readonly [Field in keyof ScoreStatement]: ScoreStatement[Field] };

/**
 * The score that statements make, by their times and then in the order given (platform.md C2): what is said later stands in the place of
 * what was said before, but run, time and environment are those that were said first; metadata is merged by key.
 */
export const foldScore = (events: readonly [ScoreEvent, ...ScoreEvent[]]): ScoreContent => {
  const sorted = inOrder(events);
  const from = sorted.findLastIndex(({ by }) => by === null);
  const counting = sorted.slice(Math.max(from, 0));
  const said = mergeStatements(counting.map(({ says }) => says));
  const { finding, metadata, scoredAt, source, name, ...rest } = said;
  const found: Finding = finding ?? { value: 0, stringValue: null, dataType: 'NUMERIC' };
  return {
    ...rest,
    ...found,
    name: name ?? '',
    source: source ?? 'API',
    metadata: metadata === null ? null : JSON.stringify(metadata),
    scoredAt: new Date(scoredAt ?? counting[0]!.at),
  };
};

/** Stable: of one time in the order given. */
export const inOrder = (events: readonly ScoreEvent[]): ScoreEvent[] => events.toSorted((a, b) => a.at - b.at);

const firstCounts = ['traceId', 'environment', 'scoredAt'] as const;
const lastCounts = [
  'observationId',
  'sessionId',
  'datasetRunId',
  'name',
  'finding',
  'source',
  'comment',
  'configId',
  'authorUserId',
  'queueId',
] as const;

/** @param statements at least one, the earliest first */
export const mergeStatements = (statements: readonly ScoreStatement[]): ScoreStatement => {
  const merged: Said = { ...statements[0]! };
  const take = <Field extends keyof Said>(field: Field, value: Said[Field]): void => {
    merged[field] = value;
  };
  for (const statement of statements.slice(1)) {
    for (const field of firstCounts) take(field, merged[field] ?? statement[field]);
    for (const field of lastCounts) take(field, statement[field] ?? merged[field]);
    merged.metadata = mergeMetadata(merged.metadata, statement.metadata);
  }
  return merged;
};

/** Deep; lists are replaced, and nothing is erased by null. */
const mergeMetadata = (before: JsonObject | null, after: JsonObject | null): JsonObject | null => {
  if (before === null || after === null) return after ?? before;
  const merged: JsonObject = { ...before };
  for (const [key, value] of Object.entries(after)) {
    const known = Object.hasOwn(merged, key) ? merged[key]! : null;
    setOwn(merged, key, mergeValue(known, value));
  }
  return merged;
};

const mergeValue = (before: JsonValue, after: JsonValue): JsonValue => {
  if (after === null) return before;
  return isJsonObject(before) && isJsonObject(after) ? mergeMetadata(before, after) : after;
};

/** `__proto__` must become a field, not the prototype. */
const setOwn = (target: JsonObject, key: string, value: JsonValue): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};
