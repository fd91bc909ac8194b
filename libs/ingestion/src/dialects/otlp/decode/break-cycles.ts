import type { OtlpSpan } from '../otlp.types';

export interface BrokenCycles {
  /** In the order given. */
  readonly spans: readonly OtlpSpan[];
  /** The ids of those that became roots, one a cycle. */
  readonly rootIds: readonly string[];
}

/**
 * Makes one span of every cycle of parents a root: the one that started first, so that the tree does not depend on the order of
 * arrival. Each span has one parent, so that every span is visited once. Parents outside of the list are not followed.
 */
export function breakCycles(spans: readonly OtlpSpan[]): BrokenCycles {
  const roots = findRoots(spans);
  if (roots.size === 0) return { spans, rootIds: [] };
  return {
    spans: spans.map((span) => (roots.has(span) ? toRoot(span) : span)),
    rootIds: Array.from(roots, ({ spanId }) => spanId),
  };
}

function findRoots(spans: readonly OtlpSpan[]): ReadonlySet<OtlpSpan> {
  const byId = new Map<string, OtlpSpan>();
  for (const span of spans) byId.set(span.traceId + span.spanId, span);
  const parentOf = ({ traceId, parentSpanId }: OtlpSpan): OtlpSpan | undefined =>
    parentSpanId === null ? undefined : byId.get(traceId + parentSpanId);

  const roots = new Set<OtlpSpan>();
  /** The span whose walk upwards came here first. */
  const walks = new Map<OtlpSpan, OtlpSpan>();
  for (const start of byId.values()) {
    let span: OtlpSpan | undefined = start;
    while (span && !walks.has(span)) {
      walks.set(span, start);
      span = parentOf(span);
    }
    if (span && walks.get(span) === start) roots.add(firstOf(cycleThrough(span, parentOf)));
  }
  return roots;
}

function cycleThrough(member: OtlpSpan, parentOf: (span: OtlpSpan) => OtlpSpan | undefined): readonly OtlpSpan[] {
  const cycle = [member];
  for (let span = parentOf(member); span && span !== member; span = parentOf(span)) cycle.push(span);
  return cycle;
}

const firstOf = (spans: readonly OtlpSpan[]): OtlpSpan =>
  spans.reduce((first, span) => (startsBefore(span, first) ? span : first));

const startsBefore = (one: OtlpSpan, other: OtlpSpan): boolean =>
  one.startUnixNano < other.startUnixNano || (one.startUnixNano === other.startUnixNano && one.spanId < other.spanId);

const toRoot = (span: OtlpSpan): OtlpSpan => ({
  ...span,
  parentSpanId: null,
  sent: { ...span.sent, parentSpanId: span.parentSpanId ?? '' },
});
