import type { NewSpan } from './new-span';

type Placed = Pick<NewSpan, 'spanId' | 'parentSpanId' | 'startUnixNano'>;

/**
 * Which of a trace's spans have to become roots for every cycle of parents among them to be broken: of each the one that started first, so
 * that the tree does not depend on their order. Each span has one parent, so that every span is visited once. Parents outside of the list are
 * not followed.
 * @returns their ids
 */
export const findCycleRoots = (spans: readonly Placed[]): ReadonlySet<string> => {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = ({ parentSpanId }: Placed): Placed | undefined =>
    parentSpanId === null ? undefined : byId.get(parentSpanId);

  const roots = new Set<string>();
  /** The span whose walk upwards came here first. */
  const walks = new Map<Placed, Placed>();
  for (const start of spans) {
    let span: Placed | undefined = start;
    while (span && !walks.has(span)) {
      walks.set(span, start);
      span = parentOf(span);
    }
    if (span && walks.get(span) === start) roots.add(firstOf(cycleThrough(span, parentOf)).spanId);
  }
  return roots;
};

const cycleThrough = (member: Placed, parentOf: (span: Placed) => Placed | undefined): readonly Placed[] => {
  const cycle = [member];
  for (let span = parentOf(member); span && span !== member; span = parentOf(span)) cycle.push(span);
  return cycle;
};

const firstOf = (spans: readonly Placed[]): Placed =>
  spans.reduce((first, span) => (startsBefore(span, first) ? span : first));

const startsBefore = (one: Placed, other: Placed): boolean =>
  one.startUnixNano < other.startUnixNano || (one.startUnixNano === other.startUnixNano && one.spanId < other.spanId);
