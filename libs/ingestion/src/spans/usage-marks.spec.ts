import fc from 'fast-check';
import { changeTotals, type TotalsChange } from './change-totals';
import { changeByMarks, markUsage, type UsageMarks } from './usage-marks';
import type { UsageNode } from './usage-node';

interface Shape {
  readonly id: number;
  readonly parent: number | null;
  readonly type: UsageNode['normal']['observationType'];
  readonly tokens: number | null;
  readonly dollars: number | null;
}

const none = { output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
const toNode = ({ id, parent, type, tokens, dollars }: Shape): UsageNode => ({
  ...{ seq: 0, startUnixNano: 0n, spanId: `s${id}`, parentSpanId: parent === null ? null : `s${parent}` },
  normal: {
    observationType: type,
    usage: tokens === null ? null : { ...none, input: tokens, total: tokens },
    cost: dollars === null ? null : { ...none, input: dollars, total: dollars, source: 'list' },
  },
});

const size = 12;
/** A span below one of a lower number, so that there are no circles. */
const shapeOf = (id: number): fc.Arbitrary<Shape> =>
  fc.record({
    id: fc.constant(id),
    parent: id === 0 ? fc.constant(null) : fc.option(fc.nat(id - 1)),
    type: fc.constantFrom<Shape['type'][]>('generation', 'generation', 'embedding', 'span', 'tool', 'chain'),
    tokens: fc.option(fc.nat(9)),
    dollars: fc.option(fc.nat(3)),
  });
/** Later words about a span, as observations have them: most keep their place. */
const step = fc.record({
  id: fc.nat(size - 1),
  tokens: fc.option(fc.nat(9)),
  dollars: fc.option(fc.nat(3)),
  parent: fc.option(fc.nat(size - 1), { freq: 8 }),
});
const story = fc.record({
  shapes: fc.tuple(...Array.from({ length: size }, (_, id) => shapeOf(id))),
  steps: fc.array(step, { minLength: size, maxLength: 4 * size }),
  pages: fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
});

const summary = ({ tokens, costs }: TotalsChange) => ({
  tokens,
  dollars: costs.reduce((sum, { sign, cost }) => sum + sign * cost.total, 0),
});

/** What a story's commits add, and take the place of. */
const play = (
  {
    shapes,
    steps,
    pages,
  }: {
    shapes: readonly Shape[];
    steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[];
    pages: Iterator<number>;
  },
  commit: (stored: ReadonlyMap<string, UsageNode>, changed: ReadonlyMap<string, UsageNode>) => void,
): void => {
  const [stored, last] = [new Map<string, UsageNode>(), new Map<number, Shape>()];
  for (let from = 0; from < steps.length;) {
    const changed = new Map<string, UsageNode>();
    const to = from + (pages.next().value as number);
    for (const { id, tokens, dollars, parent } of steps.slice(from, to)) {
      const before = last.get(id);
      const moves = parent !== null && parent < id ? { parent } : {};
      const shape = before ? { ...before, tokens, dollars, ...moves } : shapes[id]!;
      last.set(id, shape);
      changed.set(`s${id}`, toNode(shape));
    }
    commit(stored, changed);
    for (const [id, node] of changed) stored.set(id, node);
    from = to;
  }
};

const aboveOf = (stored: ReadonlyMap<string, UsageNode>, changed: ReadonlyMap<string, UsageNode>): UsageNode[] => {
  const found = new Set<UsageNode>();
  for (const [id, { parentSpanId }] of changed)
    for (const start of [id, parentSpanId])
      for (let node = stored.get(start ?? ''); node && !found.has(node); node = stored.get(node.parentSpanId ?? ''))
        found.add(node);
  return [...found];
};

describe('marks', () => {
  it('count every further commit as all spans together do', () => {
    let counted = 0;
    fc.assert(
      fc.property(story, (told) => {
        let marks: UsageMarks | null = null;
        let wasPriced = false;
        play(told, (stored, changed) => {
          const after = [...new Map([...stored, ...changed]).values()];
          const expected = changeTotals([...stored.values()], after);
          const change =
            marks &&
            changeByMarks(marks, {
              added: [...changed.values()].filter(({ spanId }) => !stored.has(spanId)),
              replaced: [...changed.values()].flatMap((node) => {
                const before = stored.get(node.spanId);
                return before ? [{ before, after: node }] : [];
              }),
              above: aboveOf(stored, changed),
            });
          const whole = markUsage(after);
          if (change) {
            counted += 1;
            expect(summary(change.totals)).toEqual(summary(expected));
            expect(change.totals.isPriced || wasPriced).toBe(expected.isPriced);
            expect(sorted(change.marks)).toEqual(sorted(whole));
          }
          marks = whole;
          wasPriced = expected.isPriced;
        });
      }),
      { numRuns: 400 },
    );
    expect(counted).toBeGreaterThan(400);
  });

  it('say nothing of a run in which no generation has usage, or which is a circle', () => {
    const chain = { id: 1, parent: null, type: 'chain', tokens: 5, dollars: null } as const;
    expect(markUsage([toNode(chain)])).toBeNull();
    const circle = { type: 'generation', tokens: 5, dollars: null } as const;
    expect(markUsage([toNode({ ...circle, id: 1, parent: 2 }), toNode({ ...circle, id: 2, parent: 1 })])).toBeNull();
  });

  it('leave to all spans what moves, or is of another sort, or has no usage any more', () => {
    const one = { id: 1, parent: 0, type: 'generation', tokens: 5, dollars: 1 } as const;
    const marks = markUsage([toNode(one)])!;
    const become = (changes: Partial<Shape>) =>
      changeByMarks(marks, {
        ...{ added: [], above: [toNode(one)] },
        replaced: [{ before: toNode(one), after: toNode({ ...one, ...changes }) }],
      });
    expect(become({ tokens: 7 })?.totals).toMatchObject({ tokens: { total: 2 } });
    for (const changes of [
      { parent: 2 },
      { type: 'span' as const },
      { tokens: null, dollars: null },
      { dollars: null },
    ])
      expect(become(changes)).toBeUndefined();
  });
});

const sorted = (marks: UsageMarks | null) =>
  marks && { wrappers: marks.wrappers.toSorted(), awaited: marks.awaited.toSorted() };
