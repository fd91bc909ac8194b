import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../conventions/normal-span';
import { countUsage, type CountedUsage } from './count-usage';
import { orderTimeline, type SpanPlace, type Timeline } from './timeline';

export interface FoldSpan extends SpanPlace {
  readonly normal: NormalSpan;
}

/** What the spans of a trace say of it together (otel.md A6, B2.5), whatever the order in which they came. */
export interface FoldedTrace<Span> extends CountedUsage {
  readonly timeline: Timeline<Span>;
  readonly name: string | null;
  readonly sessionId: string | null;
  readonly userId: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly version: string | null;
  readonly tags: readonly string[];
  readonly metadata: Readonly<Record<string, JsonValue>>;
}

/** Folds the spans of a trace. Linear but for the sorting; the spans themselves are not copied. */
export const foldTrace = <Span extends FoldSpan>(given: readonly Span[]): FoldedTrace<Span> => {
  const timeline = orderTimeline(given);
  const roots = timeline.spans.filter(({ parentSpanId }) => parentSpanId === null);
  const byRank = [...roots, ...timeline.spans.filter(({ parentSpanId }) => parentSpanId !== null)];
  const first = (field: 'sessionId' | 'userId' | 'environment' | 'release' | 'version'): string | null =>
    byRank.find(({ normal }) => normal[field] !== null)?.normal[field] ?? null;
  return {
    timeline,
    name: (roots[0] ?? earliest(timeline.spans))?.normal.name ?? null,
    sessionId: first('sessionId'),
    userId: first('userId'),
    environment: first('environment'),
    release: first('release'),
    version: first('version'),
    tags: [...new Set(byRank.flatMap(({ normal }) => normal.tags))].sort(),
    metadata: unite(byRank),
    ...countUsage(timeline),
  };
};

const earliest = <Span extends FoldSpan>(spans: readonly Span[]): Span | undefined =>
  spans.reduce<Span | undefined>(
    (first, span) => (first && first.startUnixNano <= span.startUnixNano ? first : span),
    undefined,
  );

/** The first span that has a key gives its value. */
const unite = (spans: readonly FoldSpan[]): JsonObject => {
  const united = Object.create(null) as JsonObject;
  for (const { parentSpanId, normal } of spans)
    for (const [key, value] of Object.entries((parentSpanId === null ? normal.metadata : normal.sharedMetadata) ?? {}))
      united[key] ??= value;
  return united;
};
