import type { Observation } from '@debrief/replay';
import { latencyMs } from './spent';

export interface ObservationNode {
  readonly id: string;
  readonly parentId: string | null;
  readonly type: string;
  readonly name: string | null;
  /** Milliseconds; null: it has not ended. */
  readonly latency: number | null;
  readonly children: ObservationNode[];
}

/** What is nested deeper stands beside its parent: no client reads JSON without an end. */
const deepest = 256;

/** Among whose children a node stands; undefined: it is a root. */
interface Place {
  readonly home: ObservationNode | undefined;
  readonly depth: number;
}

/**
 * The observations of a run as a tree (platform.md B1): one whose parent is not among them is a root, and so is one of a circle.
 * @param observations by their start, in which order children stand
 */
export const toObservationTree = (observations: readonly Observation[]): ObservationNode[] => {
  const nodes = new Map<string, ObservationNode>();
  for (const one of observations) nodes.set(one.spanId, toNode(one));
  const roots: ObservationNode[] = [];
  const places = new Map<ObservationNode, Place>();
  const place = (node: ObservationNode): void => {
    for (const one of climb(node, nodes, places).toReversed()) {
      const parent = one.parentId === null ? undefined : nodes.get(one.parentId);
      const above = parent && places.get(parent);
      const home = above && above.depth >= deepest ? above.home : above && parent;
      (home?.children ?? roots).push(one);
      places.set(one, { home, depth: above ? Math.min(above.depth + 1, deepest) : 1 });
    }
  };
  for (const node of nodes.values()) place(node);
  return inOrder(roots, new Map([...nodes.values()].map((node, index) => [node, index])));
};

/** A node and those above it that have no place yet, up to a root, one that has a place, or where a circle closes. */
const climb = (
  from: ObservationNode,
  nodes: ReadonlyMap<string, ObservationNode>,
  places: ReadonlyMap<ObservationNode, Place>,
): ObservationNode[] => {
  const path = new Set<ObservationNode>();
  let node: ObservationNode | undefined = from;
  while (node !== undefined && !places.has(node) && !path.has(node)) {
    path.add(node);
    node = node.parentId === null ? undefined : nodes.get(node.parentId);
  }
  return [...path];
};

const inOrder = (roots: ObservationNode[], order: ReadonlyMap<ObservationNode, number>): ObservationNode[] => {
  const rank = (node: ObservationNode): number => order.get(node) ?? 0;
  for (const node of order.keys()) node.children.sort((a, b) => rank(a) - rank(b));
  return roots.sort((a, b) => rank(a) - rank(b));
};

const toNode = (observation: Observation): ObservationNode => ({
  id: observation.spanId,
  parentId: observation.parentSpanId,
  type: observation.type,
  name: observation.name,
  latency: latencyMs(observation),
  children: [],
});
