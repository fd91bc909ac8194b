import { classifySpan, type KnownSpan } from './classify-spans';
import type { NewSpan } from './new-span';
import type { PlacedSpan } from './span-columns';
import type { Completion } from './span-rollup';
import type { LockedSpanTrace, StoredSpan } from './spans.queries';

export type SpanRefusal = 'span id already used for another span' | 'trace is full';

type Place = { readonly inRequest: number } | { readonly stored: StoredSpan };

/** A locked trace while a request's spans are sorted into it. */
export class OpenTrace {
  private readonly known = new Map<string, KnownSpan & Place>();
  /** New spans in the order of their seqs, which go on from the trace's highest. */
  readonly added: NewSpan[] = [];
  readonly completed: (Completion & { readonly seq: number })[] = [];

  /** @param room how many more events the trace may hold */
  constructor(
    readonly row: LockedSpanTrace,
    readonly isNew: boolean,
    readonly room: number,
  ) {}

  /** All spans that are written. */
  get changed(): readonly NewSpan[] {
    return [...this.added, ...this.completed.map(({ span }) => span)];
  }

  /** What a look-up found under the ids of the request's spans: an id that it names twice is found twice. */
  remember(stored: StoredSpan): void {
    if (stored.sent !== null || !this.known.has(stored.spanId)) this.known.set(stored.spanId, { ...stored, stored });
  }

  /** @returns why the span is not stored; undefined also for one that is stored already */
  add(span: NewSpan): SpanRefusal | undefined {
    const known = this.known.get(span.spanId);
    switch (classifySpan(span, known)) {
      case 'known':
        return undefined;
      case 'conflict':
        return 'span id already used for another span';
      case 'completes':
        this.complete(span, known!);
        return undefined;
      case 'new':
        if (this.added.length >= this.room) return 'trace is full';
        this.added.push(span);
        this.note(span, { inRequest: this.added.length - 1 });
        return undefined;
    }
  }

  /** Makes a root of a span that would be above itself. */
  makeRoot(spanId: string): void {
    this.revise(spanId, (span) => ({ ...span, parentSpanId: null }));
  }

  /** Puts another form of a span that is written in its place. */
  revise(spanId: string, change: (span: NewSpan) => NewSpan): void {
    const changed = (span: NewSpan): NewSpan => (span.spanId === spanId ? change(span) : span);
    const place = this.known.get(spanId);
    if (place && 'inRequest' in place) this.added[place.inRequest] = changed(this.added[place.inRequest]!);
    else this.completed.forEach((one, index) => (this.completed[index] = { ...one, span: changed(one.span) }));
  }

  /** @param maxSeq highest seq in use where the new spans go */
  place(maxSeq: number): { readonly added: PlacedSpan[]; readonly completed: PlacedSpan[] } {
    const { id: traceId } = this.row;
    return {
      added: this.added.map((span, index) => ({ traceId, seq: maxSeq + 1 + index, span })),
      completed: this.completed.map(({ span, seq }) => ({ traceId, seq, span })),
    };
  }

  private complete(span: NewSpan, known: KnownSpan & Place): void {
    if ('inRequest' in known) this.added[known.inRequest] = span;
    else this.completed.push({ span, seq: known.stored.seq, before: known.stored });
    this.note(span, 'inRequest' in known ? { inRequest: known.inRequest } : { stored: known.stored });
  }

  private note(span: NewSpan, place: Place): void {
    const { spanId, contentHash, sentName: name, startUnixNano: start } = span;
    const isFinished = span.endMicros !== null;
    this.known.set(spanId, { contentHash, isSpan: true, isFinished, sent: { name, start }, ...place });
  }
}
