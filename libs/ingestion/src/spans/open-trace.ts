import { classifySpan, type KnownSpan } from './classify-spans';
import type { NewSpan } from './new-span';
import { withSentParent } from './raw-span';
import type { PlacedSpan } from './span-columns';
import type { FormerState, Replacement } from './span-rollup';
import type { LockedSpanTrace, StoredSpan } from './spans.queries';
import type { ToldTrace } from './told-trace';

export const conflict = 'span id already used for another span';
export type SpanRefusal = typeof conflict | 'trace is full';

type Place = { readonly inRequest: number } | { readonly stored: StoredSpan };

/** A locked trace while a request's spans are sorted into it. */
export class OpenTrace {
  private readonly known = new Map<string, KnownSpan & Place>();
  /** New spans in the order of their seqs, which go on from the trace's highest. */
  readonly added: NewSpan[] = [];
  /** Spans that take the place of what is stored under their ids. */
  readonly replaced: (Replacement & { readonly seq: number })[] = [];
  /** Stored spans that belong to another trace now. */
  readonly removed: (FormerState & { readonly spanId: string; readonly seq: number })[] = [];
  /** What its client says of the trace itself, where that changed. */
  told: ToldTrace | undefined;

  /** @param room how many more events the trace may hold */
  constructor(
    readonly row: LockedSpanTrace,
    readonly isNew: boolean,
    readonly room: number,
  ) {}

  /** All spans that are written. */
  get changed(): readonly NewSpan[] {
    return [...this.added, ...this.replaced.map(({ span }) => span)];
  }

  /** Whether there is anything to write. */
  get isTouched(): boolean {
    return this.added.length + this.replaced.length + this.removed.length > 0 || this.told !== undefined;
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
        return conflict;
      case 'completes':
        this.replace(span, known!);
        return undefined;
      case 'new':
        if (this.added.length >= this.room) return 'trace is full';
        this.added.push(span);
        this.note(span, { inRequest: this.added.length - 1 });
        return undefined;
    }
  }

  /** Puts an observation where it stands, or where it is new. @returns why it is not stored; undefined also where nothing changes */
  put(span: NewSpan, stored: StoredSpan | undefined): SpanRefusal | undefined {
    if (stored?.isSpan === false) return conflict;
    if (!stored) {
      if (this.added.length >= this.room) return 'trace is full';
      this.added.push(span);
      this.note(span, { inRequest: this.added.length - 1 });
      return undefined;
    }
    if (!stored.contentHash.equals(span.contentHash)) this.replace(span, { ...stored, stored });
    return undefined;
  }

  /** Puts what a stored span reads as now in its place. */
  renew(span: NewSpan, stored: StoredSpan): void {
    this.replace(span, { ...stored, stored });
  }

  /** Takes a stored span out: it belongs to another trace. */
  remove(stored: StoredSpan): void {
    this.removed.push(stored);
  }

  /** Makes a root of a span that would be above itself. */
  makeRoot(spanId: string): void {
    this.revise(spanId, (span) => ({
      ...span,
      parentSpanId: null,
      isRoot: true,
      raw: Buffer.from(withSentParent(span.raw.toString(), span.parentSpanId ?? '')),
    }));
  }

  /** Puts another form of a span that is written in its place. */
  revise(spanId: string, change: (span: NewSpan) => NewSpan): void {
    const changed = (span: NewSpan): NewSpan => (span.spanId === spanId ? change(span) : span);
    const place = this.known.get(spanId);
    if (place && 'inRequest' in place) this.added[place.inRequest] = changed(this.added[place.inRequest]!);
    else this.replaced.forEach((one, index) => (this.replaced[index] = { ...one, span: changed(one.span) }));
  }

  /** @param maxSeq highest seq in use where the new spans go */
  place(maxSeq: number): { readonly added: PlacedSpan[]; readonly replaced: PlacedSpan[] } {
    const { id: traceId } = this.row;
    return {
      added: this.added.map((span, index) => ({ traceId, seq: maxSeq + 1 + index, span })),
      replaced: this.replaced.map(({ span, seq }) => ({ traceId, seq, span })),
    };
  }

  private replace(span: NewSpan, known: KnownSpan & Place): void {
    if ('inRequest' in known) this.added[known.inRequest] = span;
    else this.replaced.push({ span, seq: known.stored.seq, before: known.stored });
    this.note(span, 'inRequest' in known ? { inRequest: known.inRequest } : { stored: known.stored });
  }

  private note(span: NewSpan, place: Place): void {
    const { spanId, contentHash, sentName: name, startUnixNano: start } = span;
    const isFinished = span.endMicros !== null;
    this.known.set(spanId, { contentHash, isSpan: true, isFolded: false, isFinished, sent: { name, start }, ...place });
  }
}
