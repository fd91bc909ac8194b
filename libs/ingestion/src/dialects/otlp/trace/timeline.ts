/** Where a span stands among those of its trace. */
export interface SpanPlace {
  readonly seq: number;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly startUnixNano: bigint;
}

/** The spans of a trace in causal order, with the tree that they form: `parents[i]` and `ends[i]` are of `spans[i]`. */
export interface Timeline<Span> {
  readonly spans: readonly Span[];
  /** Position of the parent; −1: a root, or a span whose parent is not there. */
  readonly parents: readonly number[];
  /** Position after the last span of the subtree. */
  readonly ends: readonly number[];
}

/**
 * Orders the spans of a trace: parent before child, siblings by start, then seq (otel.md A5). The same tree for every order of arrival.
 * A span whose parent has not come is a root; of spans in a circle the earliest is. Of spans with one id all are there, and what names
 * it as its parent stands below the first.
 */
export const orderTimeline = <Span extends SpanPlace>(given: readonly Span[]): Timeline<Span> => {
  const sorted = [...given].sort(byStart);
  const ids = new Set(sorted.map(({ spanId }) => spanId));
  const childrenOf = new Map<string, Span[]>();
  const roots: Span[] = [];
  for (const span of sorted) {
    const { parentSpanId } = span;
    if (parentSpanId === null || !ids.has(parentSpanId)) roots.push(span);
    else childrenAt(childrenOf, parentSpanId).push(span);
  }
  const walk = new Walk(childrenOf);
  for (const root of roots) walk.add(root);
  if (walk.spans.length < sorted.length) for (const span of sorted) walk.add(span);
  return walk;
};

const childrenAt = <Span>(childrenOf: Map<string, Span[]>, parentId: string): Span[] => {
  const children = childrenOf.get(parentId) ?? [];
  childrenOf.set(parentId, children);
  return children;
};

const byStart = (a: SpanPlace, b: SpanPlace): number =>
  a.startUnixNano === b.startUnixNano ? a.seq - b.seq : a.startUnixNano < b.startUnixNano ? -1 : 1;

/** Goes down without recursion: a chain may be as long as a trace. */
class Walk<Span extends SpanPlace> implements Timeline<Span> {
  readonly spans: Span[] = [];
  readonly parents: number[] = [];
  readonly ends: number[] = [];
  private readonly visited = new Set<Span>();

  constructor(private readonly childrenOf: ReadonlyMap<string, readonly Span[]>) {}

  add(root: Span): void {
    const open: { readonly position: number; readonly children: readonly Span[]; next: number }[] = [];
    const enter = (span: Span, parent: number): void => {
      if (this.visited.has(span)) return;
      this.visited.add(span);
      this.parents.push(parent);
      this.ends.push(0);
      const position = this.spans.push(span) - 1;
      open.push({ position, children: this.childrenOf.get(span.spanId) ?? [], next: 0 });
    };
    enter(root, -1);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const child = top.children[top.next++];
      if (child !== undefined) enter(child, top.position);
      else {
        this.ends[top.position] = this.spans.length;
        open.pop();
      }
    }
  }
}
