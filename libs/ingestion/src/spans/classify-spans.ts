import type { NewSpan } from './new-span';
import type { StoredSpan } from './spans.queries';

/** What is known of a span's id: stored, or earlier in the same request. */
export type KnownSpan = Pick<StoredSpan, 'contentHash' | 'isSpan' | 'isFolded' | 'sent' | 'isFinished'>;

export type SpanVerdict = 'new' | 'known' | 'completes' | 'conflict';

/**
 * What becomes of a span (otel.md A5): the same content again changes nothing; other content is a conflict, but for one exception: an
 * unfinished span may be completed by one with the same start and name. That works backwards, too: the unfinished form of a span that
 * has come in full says nothing new.
 */
export const classifySpan = (span: NewSpan, known: KnownSpan | undefined): SpanVerdict => {
  if (!known) return 'new';
  if (known.isSpan && known.contentHash.equals(span.contentHash)) return 'known';
  const isSame = known.sent !== null && known.sent.name === span.sentName && known.sent.start === span.startUnixNano;
  // What was folded of several is no form of this one alone.
  if (!known.isSpan || known.isFolded || !isSame) return 'conflict';
  const isFinished = span.endMicros !== null;
  if (isFinished && !known.isFinished) return 'completes';
  return !isFinished && known.isFinished ? 'known' : 'conflict';
};
