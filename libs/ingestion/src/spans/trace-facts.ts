import type { JsonText } from '@debrief/kernel';
import type { ObservationType } from '../dialects/otlp/conventions/normal-span';
import type { NewSpan } from './new-span';
import type { ToldTrace } from './told-trace';

/**
 * How good a span is as a source of its trace's fields (otel.md A6): a root before all others, of previews those that speak before those
 * that only work; then the earliest. Its id decides between two of the same microsecond, so that the order of arrival does not.
 */
type Rank = readonly [standing: 0 | 1 | 2, at: number, spanId: string];
/** A value, and the rank of the span that gave it. */
type Fact = readonly [...Rank, value: string];

/** How a span without a name is called. An observation may have none, and then says nothing of its trace's. */
const unnamed = 'unnamed';

/** Fields that the best span with a value gives. */
const takers = {
  name: (span) => (span.isFolded && span.name === unnamed ? null : span.name),
  session: (span) => span.sessionId,
  user: (span) => span.userId,
  environment: (span) => span.environment,
  release: (span) => span.release,
  // Of an observation it is the version of a prompt or a function, not of the run.
  version: (span) => (span.isFolded ? null : span.version),
  agent: (span) => span.agent,
} as const satisfies Record<string, (span: NewSpan) => string | null>;

type Field = keyof typeof takers | 'input' | 'output' | 'status' | 'end';

/** What the spans seen so far say of their trace, and its client of it as a whole. The same for every order in which they came. */
export interface TraceFacts {
  readonly fields: Partial<Record<Field, Fact>>;
  /** Who gave each key of the trace's metadata. */
  readonly metadata: Readonly<Record<string, Rank>>;
  /** Microseconds since 1970. */
  readonly start: number | null;
  readonly end: number | null;
  /** Spans that have not ended. Absent, as the two below: none. */
  readonly open?: number;
  /** Roots whose level is ERROR: also those that only met an error. */
  readonly failed?: number;
  /** Some of its spans were exported: their parents may still run, unsent. */
  readonly isExported?: boolean;
  /** What its client says of the trace itself: before all that spans say. */
  readonly told?: ToldTrace;
}

export const noFacts: TraceFacts = { fields: {}, metadata: {}, start: null, end: null };

export const readFacts = (text: JsonText | null): TraceFacts =>
  text === null ? noFacts : (JSON.parse(text) as TraceFacts);

export interface GatheredFacts {
  readonly facts: TraceFacts;
  /** Keys whose value these spans give, as JSON text: over what is stored. */
  readonly metadata: ReadonlyMap<string, JsonText>;
}

/** Metadata keys of a trace: the first so many in the order of their names. */
const maxMetadataKeys = 256;

type Offer = (field: Field, rank: Rank, value: string | null) => void;

/** Fields, and what offers them another value: of two the one of the better rank stays, of the same the later. */
const openFields = (before: TraceFacts): { fields: Partial<Record<Field, Fact>>; offer: Offer } => {
  const fields: Partial<Record<Field, Fact>> = { ...before.fields };
  const offer: Offer = (field, rank, value) => {
    const held = fields[field];
    if (value !== null && (held === undefined || compare(rank, held) <= 0)) fields[field] = [...rank, value];
  };
  return { fields, offer };
};

type Place = Pick<NewSpan, 'spanId' | 'isRoot' | 'startMicros' | 'endMicros'>;
type Previews = Pick<NewSpan, 'inputPreview' | 'outputPreview'> & { readonly observationType: ObservationType | null };
export type PreviewedSpan = Place & Previews;

const rankOf = ({ spanId, isRoot, startMicros }: Place): Rank => [isRoot ? 0 : 1, startMicros, spanId];

/** Previews of a trace are what people and agents say in it (otel.md C3); what tools and searches take and give stands in where nobody does. */
export const speaks = (type: ObservationType | null): boolean =>
  type !== 'tool' && type !== 'retriever' && type !== 'embedding';

const offerPreviews = (offer: Offer, span: Place & Previews): void => {
  const standing = span.isRoot ? 0 : speaks(span.observationType) ? 1 : 2;
  offer('input', [standing, span.startMicros, span.spanId], span.inputPreview);
  offer('output', [standing, -(span.endMicros ?? span.startMicros), span.spanId], span.outputPreview);
};

/** What an observation has for metadata is its own; of an exported one, only a root's is its trace's as well. */
const metadataForTrace = ({ isFolded, isRoot, metadata, sharedMetadata }: NewSpan): NewSpan['metadata'] => {
  if (isFolded) return null;
  return isRoot ? metadata : sharedMetadata;
};

/** The facts with what stored spans show now: log records that came after them said more. */
export const gatherPreviews = (before: TraceFacts, spans: readonly PreviewedSpan[]): TraceFacts => {
  const { fields, offer } = openFields(before);
  for (const span of spans) offerPreviews(offer, span);
  return { ...before, fields };
};

/** Of a span that is in no place any more, or in another. */
export interface FormerSpan {
  readonly isOpen: boolean;
  readonly isFailedRoot: boolean;
}

/**
 * Adds what further spans say. A span that takes the place of another has the same rank; where it has not, see `witnessFacts`.
 * @param former what stood where these spans stand now, and what was removed
 */
export const gatherFacts = (
  before: TraceFacts,
  spans: readonly NewSpan[],
  former: readonly FormerSpan[] = [],
): GatheredFacts => {
  const { fields, offer } = openFields(before);
  const ranks = new Map<string, Rank>(Object.entries(before.metadata));
  const metadata = new Map<string, JsonText>();
  let { start, end } = before;
  let [open, failed] = [before.open ?? 0, before.failed ?? 0];
  for (const { isOpen, isFailedRoot } of former) {
    if (isOpen) open -= 1;
    if (isFailedRoot) failed -= 1;
  }
  for (const span of spans) {
    const startAt = span.startMicros;
    const endAt = span.endMicros ?? startAt;
    const rank = rankOf(span);
    start = Math.min(start ?? startAt, startAt);
    end = Math.max(end ?? endAt, endAt);
    for (const [field, take] of Object.entries(takers)) offer(field as Field, rank, take(span));
    offerPreviews(offer, span);
    if (span.endMicros === null) open += 1;
    if (span.isRoot && span.level === 'error') failed += 1;
    if (span.isRoot && span.endMicros !== null) {
      offer('status', rank, span.status === 'ERROR' ? 'failed' : 'completed');
      offer('end', rank, String(endAt));
    }
    for (const [key, value] of metadataForTrace(span) ?? []) {
      const held = ranks.get(key);
      if (held && compare(rank, held) > 0) continue;
      ranks.set(key, rank);
      metadata.set(key, value);
    }
  }
  const kept = [...ranks].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxMetadataKeys);
  const isExported = before.isExported === true || spans.some((span) => !span.isFolded);
  return {
    facts: {
      ...{ ...before, fields, metadata: Object.fromEntries(kept), start, end },
      ...(open !== 0 || before.open !== undefined ? { open } : {}),
      ...(failed !== 0 || before.failed !== undefined ? { failed } : {}),
      ...(isExported ? { isExported } : {}),
    },
    metadata,
  };
};

/** What a stored span says of its trace, read from its columns. */
export type SpanWitness = Place &
  Previews &
  Pick<NewSpan, 'durationMs' | 'level' | 'status' | 'name' | 'sessionId' | 'userId' | 'environment' | 'agent'>;

const witnessed = ['name', 'session', 'user', 'environment', 'agent', 'input', 'output', 'status', 'end'] as const;

/**
 * The facts as if only these spans had ever been there: for when a span that had a say moved down, or away. Release and version, which no
 * column has, and metadata stay; only exported spans give them, which do not move.
 */
export const witnessFacts = (before: TraceFacts, spans: readonly SpanWitness[]): TraceFacts => {
  const blank = Object.fromEntries(
    Object.entries(before.fields).filter(([field]) => !(witnessed as readonly string[]).includes(field)),
  );
  const unsaid = { release: null, version: null, metadata: null, sharedMetadata: null, isFolded: true };
  const { facts } = gatherFacts(
    { ...before, fields: blank, start: null, end: null, open: 0, failed: 0 },
    spans.map((span) => ({ ...span, ...unsaid }) as NewSpan),
  );
  return facts;
};

/** Of what a trace's client says itself, then of what spans say. */
export const valueOf = ({ fields, told }: TraceFacts, field: Field): string | null =>
  told?.fields[field] ?? fields[field]?.[3] ?? null;

/** How the root ended; null while no root span has. */
export const rootStatusOf = ({ fields }: TraceFacts): 'completed' | 'failed' | null =>
  (fields.status?.[3] ?? null) as 'completed' | 'failed' | null;

const compare = (a: Rank | Fact, b: Rank | Fact): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] === b[2] ? 0 : a[2] < b[2] ? -1 : 1);
