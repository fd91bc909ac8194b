import { isJsonObject, type JsonObject, type JsonText, type JsonValue, parseJson } from '@debrief/kernel';
import type { TotalsChange } from './change-totals';
import type { NewSpan } from './new-span';
import { boundsOf, type SpanBounds } from './span-bounds';
import { decideStanding, type SpanStanding } from './span-standing';
import type { LockedSpanTrace, StoredSpan, WitnessRow } from './spans.queries';
import type { ToldTrace } from './told-trace';
import type { UsageMarks } from './usage-marks';
import { gatherFacts, readFacts, speaks, type TraceFacts, witnessFacts } from './trace-facts';

/** What one commit's spans make of a trace's row. */
export interface SpanRollup {
  readonly events: number;
  readonly errors: number;
  readonly observations: number;
  /** Highest seq below those of imported spans; -1 for none. */
  readonly maxSeq: number;
  readonly standing: SpanStanding;
  readonly facts: TraceFacts;
  /** Of all spans where they were gathered anew, else of those that are written: the row's are widened by them. */
  readonly bounds: SpanBounds & { readonly areWhole: boolean };
  readonly metadata: JsonText;
  readonly tags: readonly string[];
  readonly models: readonly string[];
  readonly providers: readonly string[];
  readonly frameworks: readonly string[];
  readonly totals: TotalsChange;
  /** By which the next spans are counted. */
  readonly marks: UsageMarks | null;
  /** The row's own state changed, not only its counts: the stream shows the trace again. */
  readonly isChanged: boolean;
}

/** What was stored in the place of a span, or is removed. */
export type FormerState = Omit<StoredSpan, 'contentHash' | 'sent' | 'traceId' | 'spanId' | 'seq'>;

/** A span that takes the place of what is stored under its id. */
export interface Replacement {
  readonly span: NewSpan;
  readonly before: FormerState;
}

export interface SpanChanges {
  readonly stored: readonly NewSpan[];
  readonly replaced: readonly Replacement[];
  readonly removed: readonly FormerState[];
  /** Where it changed. */
  readonly told: ToldTrace | undefined;
  /** All that stays stored as it is, where what the trace's spans say of it has to be gathered anew: see `needsWitnesses`. */
  readonly witnesses: readonly WitnessRow[] | undefined;
  readonly maxSeq: number;
  readonly totals: TotalsChange;
  readonly marks: UsageMarks | null;
}

/** Of tags, models and the like the first so many in the order of their letters: the same for every order of arrival. */
const maxNames = 256;

/** Whether a span that may have had a say in its trace's fields has it no more: it is later now, or lower, or gone. */
export const needsWitnesses = ({ replaced, removed }: Pick<SpanChanges, 'replaced' | 'removed'>): boolean =>
  removed.length > 0 || replaced.some(({ span, before }) => hasLess(span, before));

const hasLess = (span: NewSpan, before: FormerState): boolean =>
  (before.isRoot && !span.isRoot) ||
  (speaks(before.observationType) && !speaks(span.observationType)) ||
  span.startMicros > (before.startMicros ?? span.startMicros) ||
  (before.endMicros !== null && span.endMicros === null) ||
  (span.endMicros ?? span.startMicros) < (before.endMicros ?? before.startMicros ?? 0) ||
  (before.model !== null && before.model !== (span.requestModel ?? span.responseModel)) ||
  (before.provider !== null && before.provider !== span.provider) ||
  (before.framework !== null && before.framework !== span.framework);

/**
 * Folds a commit's spans into their trace (otel.md A5, A6). Of a native trace the client's own word stands: its status is its own, and only
 * what is missing is filled.
 */
export const decideSpanRollup = (row: LockedSpanTrace, changes: SpanChanges): SpanRollup => {
  const { stored, replaced, removed, witnesses, totals } = changes;
  const spans = [...stored, ...replaced.map(({ span }) => span)];
  const held = readFacts(row.spanFacts);
  const former = [...replaced.map(({ before }) => before), ...removed].map(({ isFinished, isRoot, isFailed }) => ({
    isOpen: !isFinished,
    isFailedRoot: isRoot && isFailed,
  }));
  const gathered = witnesses ? gatherFacts(witnessFacts(held, witnesses), spans) : gatherFacts(held, spans, former);
  const told = changes.told ?? held.told;
  const facts: TraceFacts = told ? { ...gathered.facts, told } : gathered.facts;
  const isNative = row.surface === 'native';
  const standing = isNative ? nativeStanding(row) : decideStanding(row.surface, facts);
  const unite = (names: readonly (string | null)[], pick: (span: NewSpan) => readonly (string | null)[]): string[] =>
    unique([...names, ...spans.flatMap(pick)].filter((one) => one !== null));
  return {
    events: stored.length - removed.length,
    errors: countChange(changes, ({ level }) => level === 'error'),
    observations: countChange(changes, ({ isObservation }) => isObservation),
    maxSeq: changes.maxSeq,
    standing,
    facts,
    bounds: { ...boundsOf([...(witnesses ?? []), ...spans]), areWhole: witnesses !== undefined },
    metadata: metadataOf(row, gathered.metadata, facts),
    tags: unite(tagsOf(row, held, facts), (span) => (span.isFolded ? [] : span.tags)),
    models: unite(witnesses?.map(({ model }) => model) ?? row.models, modelOf),
    providers: unite(witnesses?.map(({ provider }) => provider) ?? row.providers, ({ provider }) => [provider]),
    frameworks: unite(witnesses?.map(({ framework }) => known(framework)) ?? row.frameworks, ({ framework }) => [
      known(framework),
    ]),
    totals,
    marks: changes.marks,
    isChanged: row.isIdle || standing.status !== row.status || changes.told !== undefined,
  };
};

const nativeStanding = ({ status }: LockedSpanTrace): SpanStanding => ({
  status: status === 'abandoned' ? 'running' : status,
  hasEnded: false,
  startedAt: null,
  endedAt: null,
});

const modelOf = ({ requestModel, responseModel }: NewSpan): [string | null] => [requestModel ?? responseModel];
const known = (framework: string | null): string | null => (framework === 'Unknown' ? null : framework);

/** Those that are there, without what the client said before and with what it says now. */
const tagsOf = ({ tags }: LockedSpanTrace, held: TraceFacts, { told }: TraceFacts): readonly string[] => {
  const before = new Set(held.told?.tags);
  return [...tags.filter((tag) => !before.has(tag)), ...(told?.tags ?? [])];
};

const traits = ({ level, observationType, requestModel }: NewSpan): Pick<FormerState, 'level' | 'isObservation'> => ({
  level,
  isObservation: observationType !== 'span' || requestModel !== null,
});

const countChange = (
  { stored, replaced, removed }: Pick<SpanChanges, 'stored' | 'replaced' | 'removed'>,
  holds: (traits: Pick<FormerState, 'level' | 'isObservation'>) => boolean,
): number => {
  const one = (has: boolean): number => (has ? 1 : 0);
  return (
    stored.filter((span) => holds(traits(span))).length -
    removed.filter(holds).length +
    replaced.reduce((sum, { span, before }) => sum + one(holds(traits(span))) - one(holds(before)), 0)
  );
};

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort().slice(0, maxNames);

/** What the client says of the trace goes before what spans say of it. */
const metadataOf = (row: LockedSpanTrace, given: ReadonlyMap<string, JsonText>, facts: TraceFacts): JsonText => {
  const { told, metadata } = facts;
  if (row.surface === 'native') return told ? withKeys(readObject(row.metadata), told.metadata) : row.metadata;
  if (given.size === 0 && told === undefined) return row.metadata;
  const held = readObject(row.metadata);
  const merged = Object.create(null) as JsonObject;
  for (const key of Object.keys(metadata)) {
    const text = given.get(key);
    const value: JsonValue | undefined = text === undefined ? held[key] : parseJson(text);
    if (value !== undefined) merged[key] = value;
  }
  return withKeys(merged, told?.metadata ?? {});
};

const withKeys = (fields: JsonObject, others: JsonObject): JsonText => {
  const all = Object.assign(Object.create(null) as JsonObject, fields);
  for (const key of Object.keys(others)) all[key] = others[key] as JsonValue;
  return JSON.stringify(all);
};

const readObject = (text: JsonText): JsonObject => {
  const value = parseJson(text);
  return isJsonObject(value) ? value : {};
};
