/** A span and what it says is above it. */
export interface ParentLink {
  readonly spanId: string;
  readonly parentSpanId: string | null;
}

/**
 * Which of these spans, added in order to what is stored, would become their own ancestors (otel.md A4). Time grows with the number of
 * links: each span remembers the highest span known above it, and a look-up shortens the way for the next.
 * @param stored links of stored spans above the new ones; a span that is in neither list is the top of its line
 */
export const findCycleClosers = (stored: readonly ParentLink[], added: readonly ParentLink[]): Set<string> => {
  const above = new Map<string, string>();
  for (const { spanId, parentSpanId } of stored) if (parentSpanId !== null) above.set(spanId, parentSpanId);
  const closers = new Set<string>();
  for (const { spanId, parentSpanId } of added) {
    if (parentSpanId === null || above.has(spanId)) continue;
    if (topOf(above, parentSpanId) === spanId) closers.add(spanId);
    else above.set(spanId, parentSpanId);
  }
  return closers;
};

const topOf = (above: Map<string, string>, spanId: string): string => {
  let top = spanId;
  for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
  for (let at = spanId; at !== top;) {
    const next = above.get(at)!;
    above.set(at, top);
    at = next;
  }
  return top;
};
