import { hasUsage, isBilled, spreadUp } from '../dialects/otlp/trace/count-usage';
import { orderTimeline } from '../dialects/otlp/trace/timeline';
import { signTotals, type TotalsChange } from './change-totals';
import type { UsageNode } from './usage-node';

/**
 * What has to be known of a trace's stored spans to count those of a further commit, when generations are what counts in it: see
 * `countUsage`. A generation with usage is billed; it counts where no other is below it.
 */
export interface UsageMarks {
  /** Generations, with usage or not, that have a billed one below them: they count nothing. */
  readonly wrappers: readonly string[];
  /** Ids that spans name as their parents' and that are not stored; and whether a billed span is below. */
  readonly awaited: readonly (readonly [spanId: string, isAboveBilled: boolean])[];
}

/** What one commit changes of a trace, and what is stored around it. */
export interface UsageChange {
  readonly added: readonly UsageNode[];
  /** Spans that take the place of others, and these. */
  readonly replaced: readonly { readonly before: UsageNode; readonly after: UsageNode }[];
  /** All stored spans above these, as they were stored. */
  readonly above: readonly UsageNode[];
}

/** Of more than so many all spans are read instead. */
const maxMarks = 256;

const isBilledNow = (node: UsageNode): boolean => isBilled(node) && hasUsage(node);

/** The marks of all spans of a trace; null: they cannot be counted by marks. */
export const markUsage = (nodes: readonly UsageNode[]): UsageMarks | null => {
  const { spans, parents } = orderTimeline(nodes);
  const billed = spans.map(isBilledNow);
  if (!billed.includes(true)) return null;
  const isAbove = spreadUp(billed, parents);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const awaited = new Map<string, boolean>();
  for (const [place, { parentSpanId }] of spans.entries()) {
    if (parents[place] !== -1 || parentSpanId === null) continue;
    // It closes a circle.
    if (ids.has(parentSpanId)) return null;
    awaited.set(parentSpanId, awaited.get(parentSpanId) === true || billed[place]! || isAbove[place]!);
  }
  const wrappers = spans.filter((span, place) => isAbove[place] && isBilled(span)).map(({ spanId }) => spanId);
  return toMarks(wrappers, awaited);
};

/**
 * The change of a trace's totals, and its marks after it: as `changeTotals` over all of its spans, without them.
 * @returns undefined where only all spans can tell
 */
export const changeByMarks = (
  { wrappers, awaited }: UsageMarks,
  { added, replaced, above }: UsageChange,
): { readonly totals: TotalsChange; readonly marks: UsageMarks | null } | undefined => {
  if (replaced.some(({ before, after }) => !keepsItsPlace(before, after))) return undefined;
  const known = new Map([...above, ...added, ...replaced.map(({ after }) => after)].map((node) => [node.spanId, node]));
  const tree = new MarkedTree(known, new Set(wrappers), new Map(awaited));
  for (const node of added) tree.add(node);
  for (const { before, after } of replaced) if (isBilledNow(after) && !isBilledNow(before)) tree.spread(after);
  const wasWrapper = new Set(wrappers);
  const former = new Map([...above, ...replaced.map(({ before }) => before)].map((node) => [node.spanId, node]));
  const left = [...former.values()].filter((node) => isBilledNow(node) && !wasWrapper.has(node.spanId));
  const counted = [...known.values()].filter((node) => isBilledNow(node) && !tree.wrappers.has(node.spanId));
  const isKept = new Set(left);
  const joined = counted.filter((node) => !isKept.delete(node));
  const totals = signTotals(joined, [...isKept]);
  const losesPrice = totals.costs.some(({ sign }) => sign === -1) && !totals.costs.some(({ sign }) => sign === 1);
  return losesPrice ? undefined : { totals, marks: toMarks([...tree.wrappers], tree.awaited) };
};

/** It stays below the same span, of the same sort, and what was billed still is. */
const keepsItsPlace = (before: UsageNode, after: UsageNode): boolean =>
  before.parentSpanId === after.parentSpanId &&
  isBilled(before) === isBilled(after) &&
  (isBilledNow(after) || !isBilledNow(before));

/** The marks while a commit's spans join their tree. All that is stored above these is known. */
class MarkedTree {
  private readonly reached = new Set<string>();

  constructor(
    private readonly known: ReadonlyMap<string, UsageNode>,
    readonly wrappers: Set<string>,
    readonly awaited: Map<string, boolean>,
  ) {}

  add(node: UsageNode): void {
    const isAboveBilled = this.awaited.get(node.spanId) === true;
    this.awaited.delete(node.spanId);
    if (isAboveBilled && isBilled(node)) this.wrappers.add(node.spanId);
    const { parentSpanId: parent } = node;
    if (parent !== null && !this.known.has(parent) && !this.awaited.has(parent)) this.awaited.set(parent, false);
    if (isAboveBilled || isBilledNow(node)) this.spread(node);
  }

  /** Marks what is above a billed span, or above one that has such below it. */
  spread({ parentSpanId }: UsageNode): void {
    for (let id = parentSpanId; id !== null && !this.reached.has(id);) {
      this.reached.add(id);
      const parent = this.known.get(id);
      if (parent === undefined) {
        this.awaited.set(id, true);
        return;
      }
      if (isBilled(parent)) this.wrappers.add(id);
      id = parent.parentSpanId;
    }
  }
}

const toMarks = (wrappers: readonly string[], awaited: ReadonlyMap<string, boolean>): UsageMarks | null =>
  wrappers.length + awaited.size > maxMarks ? null : { wrappers, awaited: [...awaited] };
