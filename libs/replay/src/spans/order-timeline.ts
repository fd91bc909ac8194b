interface Step {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly start: number;
  readonly seq: number;
}

/**
 * Spans in timeline order (otel.md A5): parent before child, siblings by start, then by arrival. A span whose parent is not there is a
 * root. The order is the same whatever the order of arrival of parents and children.
 */
export const orderTimeline = <T extends Step>(spans: readonly T[]): T[] => {
  const byStart = [...spans].sort((a, b) => a.start - b.start || a.seq - b.seq);
  const known = new Set(byStart.map(({ spanId }) => spanId));
  const children = Map.groupBy(byStart, ({ parentSpanId }) =>
    parentSpanId !== null && known.has(parentSpanId) ? parentSpanId : null,
  );
  const ordered: T[] = [];
  const placed = new Set<T>();
  // A stack of its own: a chain of ten thousand spans is deeper than the engine's.
  const place = (root: T): void => {
    const waiting = [root];
    for (let span = waiting.pop(); span; span = waiting.pop()) {
      if (placed.has(span)) continue;
      placed.add(span);
      ordered.push(span);
      waiting.push(...(children.get(span.spanId) ?? []).toReversed());
    }
  };
  for (const root of children.get(null) ?? []) place(root);
  // What only its own descendants lead to: spans whose parents form a circle.
  for (const span of byStart) place(span);
  return ordered;
};
