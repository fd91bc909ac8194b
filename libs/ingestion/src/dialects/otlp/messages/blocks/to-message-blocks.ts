import type { MessageBlock } from '../message-block';
import { ContentHashes } from './content-hashes';
import type { MessageSpan } from './message-span';
import { OpenSpan, type Entry } from './open-span';
import { Talk } from './talk';

/** Whether what a call repeats of its conversation is shown again: in views of one span it is. */
export type Repeats = 'shown' | 'left_out';

/**
 * The blocks of spans that come in timeline order (parent before child, siblings by start), in the order of the talk: what goes into
 * a span, what is below it, what comes out of it. With repeats left out, each message of a trace, or of a session where spans name one, is
 * shown where it was said: where a model sends it again, or a span passes it on from one below, it is not. Takes time in proportion
 * to the blocks and keeps no span that is closed, so spans may be read while they are consumed.
 */
export function toMessageBlocks(spans: Iterable<MessageSpan>, repeats: Repeats): MessageBlock[] {
  const talk = repeats === 'left_out' ? new Talk() : null;
  const hashes = new ContentHashes();
  const entries: Entry[] = [];
  const open: OpenSpan[] = [];
  const tell = (told: readonly Entry[]) => told.forEach((entry) => entries.push(entry));
  for (const span of spans) {
    while (open.length > 0 && !(open.at(-1) as OpenSpan).isParentOf(span)) tell((open.pop() as OpenSpan).leave());
    const parent = open.at(-1);
    tell(parent?.speakBefore(span) ?? []);
    const entered = new OpenSpan(span, parent?.path ?? [], hashes, talk?.nextMoment(span) ?? null);
    open.push(entered);
    tell(entered.enter());
  }
  while (open.length > 0) tell((open.pop() as OpenSpan).leave());
  return entries.flatMap(({ isShown, block }) => (isShown ? block : []));
}
