import type { JsonObject } from '@debrief/kernel';
import type { NormalSpan } from '../../libs/ingestion/src/dialects/otlp/conventions/normal-span';
import { normalizeSpan } from '../../libs/ingestion/src/dialects/otlp/conventions/normalize-span';
import type { OtlpSpan } from '../../libs/ingestion/src/dialects/otlp/otlp.types';
import { countUsage } from '../../libs/ingestion/src/dialects/otlp/trace/count-usage';
import { orderTimeline } from '../../libs/ingestion/src/dialects/otlp/trace/timeline';
import { changeTotals } from '../../libs/ingestion/src/spans/change-totals';
import { deriveSpan } from '../../libs/ingestion/src/spans/derive-span';
import type { NewSpan } from '../../libs/ingestion/src/spans/new-span';
import { decideSpanRollup } from '../../libs/ingestion/src/spans/span-rollup';
import type { LockedSpanTrace } from '../../libs/ingestion/src/spans/spans.queries';
import { valueOf } from '../../libs/ingestion/src/spans/trace-facts';
import { otlpSpan } from './otlp-span';

export type ReadSpan = OtlpSpan & { readonly seq: number; readonly normal: NormalSpan };

/** A span in short. */
export interface GivenSpan {
  readonly id: string;
  readonly under?: string;
  /** Of its start, in microseconds: the product tells no earlier of two within one. */
  readonly at?: number;
  readonly attributes?: JsonObject;
}

/** Spans in the order of their arrival. */
export const readSpans = (given: readonly GivenSpan[]): ReadSpan[] =>
  given.map(({ id, under = null, at = 0, attributes = {} }, seq) => {
    const startUnixNano = BigInt(at) * 1_000n;
    const span = otlpSpan({ name: id, spanId: id, parentSpanId: under, startUnixNano, attributes });
    return { ...span, seq, normal: normalizeSpan(span) };
  });

/** The row of a trace of which nothing has come. */
const empty = {
  ...{ surface: 'otel', status: 'running', isIdle: false, spanFacts: null, metadata: '{}' },
  ...{ tags: [], models: [], providers: [], frameworks: [] },
} as unknown as LockedSpanTrace;

/** What the rules make of a trace whose spans come in one commit: their order, their sums, and what they say of it together. */
export const foldTrace = <Span extends ReadSpan>(given: readonly Span[]) => {
  const timeline = orderTimeline(given);
  const stored = given.map(
    (span) => deriveSpan(span, span.normal, { projectId: 'project', isFolded: false }) as unknown as NewSpan,
  );
  const { facts, tags, metadata } = decideSpanRollup(empty, {
    ...{ stored, replaced: [], removed: [], told: undefined, witnesses: undefined },
    ...{ maxSeq: -1, totals: changeTotals([], []), marks: null },
  });
  return {
    timeline,
    ...countUsage(timeline),
    name: valueOf(facts, 'name'),
    sessionId: valueOf(facts, 'session'),
    userId: valueOf(facts, 'user'),
    environment: valueOf(facts, 'environment'),
    release: valueOf(facts, 'release'),
    version: valueOf(facts, 'version'),
    tags,
    metadata: JSON.parse(metadata) as JsonObject,
  };
};
