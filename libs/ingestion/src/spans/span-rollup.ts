import { isJsonObject, type JsonObject, type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import type { TraceStatus } from '../new-event';
import type { TotalsChange } from './change-totals';
import type { NewSpan } from './new-span';
import type { LockedSpanTrace } from './spans.queries';
import { gatherFacts, readFacts, rootStatusOf, type TraceFacts } from './trace-facts';

/** What one commit's spans make of a trace's row. */
export interface SpanRollup {
  readonly events: number;
  readonly errors: number;
  readonly observations: number;
  /** Highest seq below those of imported spans; -1 for none. */
  readonly maxSeq: number;
  readonly status: TraceStatus;
  readonly rootEnded: boolean;
  readonly facts: TraceFacts;
  readonly metadata: JsonText;
  readonly tags: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly frameworks: readonly string[];
  readonly totals: TotalsChange;
  /** The row's own state changed, not only its counts: the stream shows the trace again. */
  readonly isChanged: boolean;
}

/** A span that takes the place of an unfinished one. */
export interface Completion {
  readonly span: NewSpan;
  readonly before: { readonly level: string; readonly isObservation: boolean };
}

export interface SpanChanges {
  readonly stored: readonly NewSpan[];
  readonly completed: readonly Completion[];
  readonly maxSeq: number;
  readonly totals: TotalsChange;
}

/** Of tags, models and the like the first so many in the order of their letters: the same for every order of arrival. */
const maxNames = 256;

/**
 * Folds a commit's spans into their trace (otel.md A5, A6). Of a trace of another surface the client's own word stands: its status is its
 * own, and only what is missing is filled.
 */
export const decideSpanRollup = (row: LockedSpanTrace, changes: SpanChanges): SpanRollup => {
  const { stored, completed, totals } = changes;
  const spans = [...stored, ...completed.map(({ span }) => span)];
  const { facts, metadata } = gatherFacts(readFacts(row.spanFacts), spans);
  const rootStatus = rootStatusOf(facts);
  const revived = row.status === 'abandoned' ? 'running' : row.status;
  const status = row.surface === 'otel' ? (rootStatus ?? 'running') : revived;
  const unite = (held: readonly string[], pick: (span: NewSpan) => readonly (string | null)[]): string[] =>
    unique([...held, ...spans.flatMap(pick).filter((one) => one !== null)]);
  return {
    events: stored.length,
    errors: countChange(changes, ({ level }) => level === 'error'),
    observations: countChange(changes, ({ isObservation }) => isObservation),
    maxSeq: changes.maxSeq,
    status,
    rootEnded: rootStatus !== null,
    facts,
    metadata: row.surface === 'otel' ? mergeMetadata(row.metadata, metadata, facts) : row.metadata,
    tags: unite(row.tags, ({ tags }) => tags),
    models: unite(row.models, ({ requestModel, responseModel }) => [requestModel ?? responseModel]),
    providers: unite(row.providers, ({ provider }) => [provider]),
    frameworks: unite(row.frameworks, ({ framework }) => [framework === 'Unknown' ? null : framework]),
    totals,
    isChanged: row.isIdle || status !== row.status,
  };
};

const traits = ({ level, observationType, requestModel }: NewSpan): Completion['before'] => ({
  level,
  isObservation: observationType !== 'span' || requestModel !== null,
});

const countChange = (
  { stored, completed }: Pick<SpanChanges, 'stored' | 'completed'>,
  holds: (traits: Completion['before']) => boolean,
): number => {
  const one = (has: boolean): number => (has ? 1 : 0);
  return (
    stored.filter((span) => holds(traits(span))).length +
    completed.reduce((sum, { span, before }) => sum + one(holds(traits(span))) - one(holds(before)), 0)
  );
};

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort().slice(0, maxNames);

const mergeMetadata = (held: JsonText, given: ReadonlyMap<string, JsonText>, { metadata }: TraceFacts): JsonText => {
  if (given.size === 0) return held;
  const before = parseJson(held);
  const merged = Object.create(null) as JsonObject;
  const known: JsonObject = isJsonObject(before) ? before : {};
  for (const key of Object.keys(metadata)) {
    const text = given.get(key);
    const value: JsonValue | undefined = text === undefined ? known[key] : parseJson(text);
    if (value !== undefined) merged[key] = value;
  }
  return JSON.stringify(merged);
};
