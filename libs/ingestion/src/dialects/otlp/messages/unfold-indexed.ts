import type { JsonObject, JsonValue } from '@debrief/kernel';
import type { Attributes } from '../otlp.types';

export const indexedPrefixes = [
  'gen_ai.prompt',
  'gen_ai.completion',
  'llm.input_messages',
  'llm.output_messages',
  'llm.tools',
  'llm.request.functions',
] as const;
export type IndexedPrefix = (typeof indexedPrefixes)[number];

export interface IndexedLists {
  readonly lists: ReadonlyMap<IndexedPrefix, readonly JsonValue[]>;
  /** Values that were left out: an index from 10,000 on, more than 10,000 slots in the span, more than 64 levels. */
  readonly dropped: number;
}

const maxSlots = 10_000;
const maxLevels = 64;

type Branch = Map<string, Branch | JsonValue>;

/**
 * Unfolds keys such as `llm.input_messages.0.message.role` into lists of objects. A list has the slots that were sent, in the order
 * of their indices, and no holes: an index costs nothing but itself. Keys come from outside and land in objects without prototype.
 */
export function unfoldIndexed(attributes: Attributes): IndexedLists {
  const unfolding = new Unfolding();
  for (const key of Object.keys(attributes)) {
    const prefix = indexedPrefixes.find((candidate) => key.startsWith(candidate) && key[candidate.length] === '.');
    if (prefix !== undefined) unfolding.add(prefix, key.slice(prefix.length + 1), attributes[key] as JsonValue);
  }
  return unfolding.result();
}

class Unfolding {
  private readonly roots = new Map<IndexedPrefix, Branch>();
  private slots = 0;
  private dropped = 0;

  add(prefix: IndexedPrefix, path: string, value: JsonValue): void {
    const segments = path.split('.', maxLevels + 1);
    if (!isDigits(segments[0] as string)) return;
    const root = this.roots.get(prefix) ?? new Map<string, Branch | JsonValue>();
    this.roots.set(prefix, root);
    const isPlaced = segments.length <= maxLevels && !segments.some(isBeyond) && this.place(root, segments, value);
    if (!isPlaced) this.dropped += 1;
  }

  /** Of a value and a branch at the same place the first stays. */
  private place(root: Branch, segments: readonly string[], value: JsonValue): boolean {
    let branch = root;
    for (const segment of segments.slice(0, -1)) {
      const next = branch.get(segment) ?? this.open(branch, segment);
      if (!(next instanceof Map)) return false;
      branch = next;
    }
    const last = segments.at(-1) as string;
    if (branch.has(last) || !this.takeSlot(last)) return false;
    branch.set(last, value);
    return true;
  }

  private open(branch: Branch, segment: string): Branch | undefined {
    if (!this.takeSlot(segment)) return undefined;
    const next: Branch = new Map();
    branch.set(segment, next);
    return next;
  }

  private takeSlot(segment: string): boolean {
    if (!isDigits(segment)) return true;
    this.slots += 1;
    return this.slots <= maxSlots;
  }

  result(): IndexedLists {
    const lists = new Map<IndexedPrefix, readonly JsonValue[]>();
    for (const [prefix, root] of this.roots) lists.set(prefix, toList(root));
    return { lists, dropped: this.dropped };
  }
}

const isDigits = (segment: string): boolean => /^\d+$/.test(segment);
const isBeyond = (segment: string): boolean => isDigits(segment) && (segment.length > 5 || Number(segment) >= maxSlots);

const toValue = (node: Branch | JsonValue): JsonValue => {
  if (!(node instanceof Map)) return node;
  return [...node.keys()].every(isDigits) ? toList(node) : toObject(node);
};

const toList = (branch: Branch): JsonValue[] =>
  [...branch].sort(([a], [b]) => Number(a) - Number(b)).map(([, node]) => toValue(node));

function toObject(branch: Branch): JsonObject {
  const object = Object.create(null) as JsonObject;
  for (const [key, node] of branch) object[key] = toValue(node);
  return object;
}
