import type { SessionEvent } from '../session-event';
import { coveredMs, lastMomentOf } from '../metrics/intervals';
import { SpanTree } from './span-tree';

/** What `include=metrics` adds to an event (sessions.md §4). Tokens and cost include all that lies in it; null: nothing told any. */
export interface EventMetrics {
  readonly durationMs: number | null;
  /** Without the time in which something directly in it ran. */
  readonly selfMs: number | null;
  /** Of the run's duration, 0–1. */
  readonly shareOfTrace: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
  readonly childCount: number;
  readonly failedChildCount: number;
}

/** Measures each event of a run, by its id. Linear but for sorting the children of each span. */
export const measureEvents = (events: readonly SessionEvent[]): ReadonlyMap<string, EventMetrics> => {
  const tree = new SpanTree(events);
  const runMs = durationOf(events);
  const usage = sumUsage(tree);
  return new Map(
    events.map((event) => {
      const { durationMs, id } = event;
      const children = tree.childrenOf(event.spanId);
      const metrics: EventMetrics = {
        durationMs,
        selfMs: durationMs === null ? null : round(Math.max(durationMs - coveredIn(event, children), 0), 3),
        shareOfTrace: durationMs === null || runMs <= 0 ? null : round(Math.min(durationMs / runMs, 1), 4),
        ...(usage.get(event) ?? noUsage),
        childCount: children.length,
        failedChildCount: children.filter(({ status }) => status === 'error').length,
      };
      return [id, metrics];
    }),
  );
};

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const durationOf = (events: readonly SessionEvent[]): number => {
  let [first, last] = [Infinity, -Infinity];
  for (const event of events) {
    first = Math.min(first, event.startedAt);
    last = Math.max(last, lastMomentOf(event));
  }
  return last - first;
};

/** How long at least one of the children ran while the parent did. */
const coveredIn = ({ startedAt, durationMs }: SessionEvent, children: readonly SessionEvent[]): number =>
  coveredMs(
    children.map((child) => [child.startedAt, child.startedAt + (child.durationMs ?? 0)]),
    [startedAt, startedAt + (durationMs ?? 0)],
  );

type Usage = Pick<EventMetrics, 'inputTokens' | 'outputTokens' | 'costUsd'>;
const noUsage: Usage = { inputTokens: null, outputTokens: null, costUsd: null };

const ownUsage = (event: SessionEvent): Usage => {
  if (event.type !== 'llm_call' || event.isWrapper) return { ...noUsage, inputTokens: event.embeddingTokens };
  const { inputTokens, outputTokens, costUsd } = event.data;
  return { inputTokens, outputTokens, costUsd };
};

/** Adds up what each event and all below it used: from the leaves up, so that a circle ends where it begins. */
const sumUsage = (tree: SpanTree): Map<SessionEvent, Usage> => {
  const usage = new Map(tree.events.map((event) => [event, ownUsage(event)]));
  const open = new Map(
    tree.events.map((event) => [event, holdsOthers(tree, event) ? tree.childrenOf(event.spanId).length : 0]),
  );
  const ready = tree.events.filter((event) => open.get(event) === 0);
  for (let event = ready.pop(); event !== undefined; event = ready.pop()) {
    const parent = tree.parentOf(event);
    if (parent === undefined) continue;
    usage.set(parent, add(usage.get(parent) ?? noUsage, usage.get(event) ?? noUsage));
    const left = (open.get(parent) ?? 0) - 1;
    open.set(parent, left);
    if (left === 0) ready.push(parent);
  }
  return usage;
};

/** Of two events with one span id the first is the span. */
const holdsOthers = (tree: SpanTree, event: SessionEvent): boolean =>
  event.spanId !== null && tree.spanOf(event.spanId) === event;

const add = (a: Usage, b: Usage): Usage => ({
  inputTokens: sum(a.inputTokens, b.inputTokens),
  outputTokens: sum(a.outputTokens, b.outputTokens),
  costUsd: sum(a.costUsd, b.costUsd),
});
const sum = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
