import type { JsonText } from '@debrief/kernel';
import type { NewSpan } from './new-span';

/**
 * How good a span is as a source of its trace's fields (otel.md A6): a root before all others, then the earliest. Its id decides between
 * two of the same microsecond, so that the order of arrival does not.
 */
type Rank = readonly [notRoot: 0 | 1, at: number, spanId: string];
/** A value, and the rank of the span that gave it. */
type Fact = readonly [...Rank, value: string];

/** Fields that the best span with a value gives. */
const takers = {
  name: (span) => span.name,
  session: (span) => span.sessionId,
  user: (span) => span.userId,
  environment: (span) => span.environment,
  release: (span) => span.release,
  version: (span) => span.version,
  agent: (span) => span.agent,
  input: (span) => span.inputPreview,
} as const satisfies Record<string, (span: NewSpan) => string | null>;

type Field = keyof typeof takers | 'output' | 'status' | 'end';

/** What the spans seen so far say of their trace. The same for every order in which they came. */
export interface TraceFacts {
  readonly fields: Partial<Record<Field, Fact>>;
  /** Who gave each key of the trace's metadata. */
  readonly metadata: Readonly<Record<string, Rank>>;
  /** Microseconds since 1970. */
  readonly start: number | null;
  readonly end: number | null;
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

type Place = Pick<NewSpan, 'spanId' | 'parentSpanId' | 'startMicros' | 'endMicros'>;
export type PreviewedSpan = Place & Pick<NewSpan, 'inputPreview' | 'outputPreview'>;

const rankOf = ({ spanId, parentSpanId, startMicros }: Place): Rank => [
  parentSpanId === null ? 0 : 1,
  startMicros,
  spanId,
];

const offerOutput = (offer: Offer, span: PreviewedSpan): void =>
  offer(
    'output',
    [span.parentSpanId === null ? 0 : 1, -(span.endMicros ?? span.startMicros), span.spanId],
    span.outputPreview,
  );

/** The facts with what stored spans show now: log records that came after them said more. */
export const gatherPreviews = (before: TraceFacts, spans: readonly PreviewedSpan[]): TraceFacts => {
  const { fields, offer } = openFields(before);
  for (const span of spans) {
    offer('input', rankOf(span), span.inputPreview);
    offerOutput(offer, span);
  }
  return { ...before, fields };
};

/** Adds what further spans say. A span that completes another takes its place: it has the same rank. */
export const gatherFacts = (before: TraceFacts, spans: readonly NewSpan[]): GatheredFacts => {
  const { fields, offer } = openFields(before);
  const ranks = new Map<string, Rank>(Object.entries(before.metadata));
  const metadata = new Map<string, JsonText>();
  let { start, end } = before;
  for (const span of spans) {
    const startAt = span.startMicros;
    const endAt = span.endMicros ?? startAt;
    const rank = rankOf(span);
    start = Math.min(start ?? startAt, startAt);
    end = Math.max(end ?? endAt, endAt);
    for (const [field, take] of Object.entries(takers)) offer(field as Field, rank, take(span));
    offerOutput(offer, span);
    if (span.parentSpanId === null && span.endMicros !== null) {
      offer('status', rank, span.status === 'ERROR' ? 'failed' : 'completed');
      offer('end', rank, String(endAt));
    }
    for (const [key, value] of span.metadata ?? []) {
      const held = ranks.get(key);
      if (held && compare(rank, held) > 0) continue;
      ranks.set(key, rank);
      metadata.set(key, value);
    }
  }
  const kept = [...ranks].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxMetadataKeys);
  return {
    facts: { fields, metadata: Object.fromEntries(kept), start, end },
    metadata,
  };
};

export const valueOf = ({ fields }: TraceFacts, field: Field): string | null => fields[field]?.[3] ?? null;

/** How the root ended; null while no root span has. */
export const rootStatusOf = (facts: TraceFacts): 'completed' | 'failed' | null =>
  valueOf(facts, 'status') as 'completed' | 'failed' | null;

const compare = (a: Rank | Fact, b: Rank | Fact): number =>
  a[0] - b[0] || a[1] - b[1] || (a[2] === b[2] ? 0 : a[2] < b[2] ? -1 : 1);
