import type { SessionEvent } from '../session-event';

/** The tree that the events of one run form by their span ids. */
export class SpanTree {
  private readonly spans = new Map<string, SessionEvent>();
  private readonly children = new Map<string, SessionEvent[]>();

  /** @param events of one run, in session order */
  constructor(readonly events: readonly SessionEvent[]) {
    for (const event of events) {
      if (event.spanId !== null && !this.spans.has(event.spanId)) this.spans.set(event.spanId, event);
      const { parentSpanId } = event;
      if (parentSpanId === null || parentSpanId === event.spanId) continue;
      const siblings = this.children.get(parentSpanId);
      if (siblings === undefined) this.children.set(parentSpanId, [event]);
      else siblings.push(event);
    }
  }

  /** Whether any event carries the id, as its own or as its parent's. */
  knows(spanId: string): boolean {
    return this.spans.has(spanId) || this.children.has(spanId);
  }

  /** The event that is the span; null where it is known as a parent only. */
  spanOf(spanId: string): SessionEvent | null {
    return this.spans.get(spanId) ?? null;
  }

  /** The events directly in a span, in session order. */
  childrenOf(spanId: string | null): readonly SessionEvent[] {
    return (spanId === null ? undefined : this.children.get(spanId)) ?? [];
  }

  /** The event in which another lies; undefined for a root, and for one whose parent was never recorded. */
  parentOf({ parentSpanId, spanId }: SessionEvent): SessionEvent | undefined {
    return parentSpanId === null || parentSpanId === spanId ? undefined : this.spans.get(parentSpanId);
  }
}
