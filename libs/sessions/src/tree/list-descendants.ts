import type { SessionEvent } from '../session-event';
import type { SpanTree } from './span-tree';

export interface Descendant {
  readonly event: SessionEvent;
  /** 1 for a direct child. */
  readonly depth: number;
  readonly childCount: number;
}

/**
 * What lies in a span down to some depth, in session order, a parent always before its children (sessions.md §5). A circle is cut where it
 * would come to a span again.
 */
export const listDescendants = (tree: SpanTree, spanId: string, maxDepth: number): Descendant[] => {
  const found: (Descendant & { readonly key: number })[] = [];
  const visited = new Set<string>([spanId]);
  let level: readonly { readonly spanId: string; readonly key: number }[] = [{ spanId, key: 0 }];
  for (let depth = 1; depth <= maxDepth && level.length > 0; depth += 1) {
    const next: { readonly spanId: string; readonly key: number }[] = [];
    for (const parent of level)
      for (const event of tree.childrenOf(parent.spanId)) {
        if (event.spanId !== null && visited.has(event.spanId)) continue;
        // A parent that was recorded after its child still stands before it.
        const key = Math.max(event.position, parent.key);
        found.push({ event, depth, key, childCount: tree.childrenOf(event.spanId).length });
        if (event.spanId === null) continue;
        visited.add(event.spanId);
        next.push({ spanId: event.spanId, key });
      }
    level = next;
  }
  found.sort((a, b) => a.key - b.key || a.depth - b.depth || a.event.position - b.event.position);
  return found.map(({ key: _key, ...descendant }) => descendant);
};
