import type { MessageBlock } from '../message-block';
import { ToldCalls } from './told-calls';

/** A place in the tree of what was said: what came before is the way to it. */
export type Place = number;
export const beginning: Place = 0;

/** When something is said: the trace in its session and the span in its view, by number. */
export interface Moment {
  readonly trace: number;
  readonly span: number;
}

/** The last trace that heard or said something at a place, and the last span that said it itself; −1: it was only heard. */
interface Heard {
  trace: number;
  saidBy: number;
}

export interface Hearing {
  readonly block: MessageBlock;
  /** False: it repeats what was shown. */
  readonly isNew: boolean;
  readonly place: Place;
}

/**
 * What the view of a trace or a session has shown, so that what a call only repeats can be left out (otel.md B5): the beginning of its
 * input that is the beginning of something said before, by role, content and tool id. A block costs some look-ups, however long
 * the conversation is.
 */
export class Conversation {
  /** Calls that models asked for, and those that tools ran. */
  readonly asked = new ToldCalls();
  readonly ran = new ToldCalls();
  readonly results = new ToldCalls();
  private readonly places = new Map<string, Place>();
  private readonly heard = new Map<Place, Heard>();
  private readonly apart = new Set<string>();
  private readonly speakers = new Map<string, number>();
  /** Behind which place each reply was said last. */
  private readonly replies = new Map<string, Place>();

  /**
   * Goes along an input from the beginning. System prompts and thoughts stand apart: they are sent again, or not at all, wherever the
   * conversation stands. In a later trace of a session, what the user says last is new even if it was said like that before.
   */
  hear(blocks: readonly MessageBlock[], trace: number): Hearing[] {
    const lastReply = blocks.findLastIndex(({ role }) => role === 'assistant' || role === 'tool');
    let place = beginning;
    let isRepeating = true;
    return blocks.map((block, index) => {
      if (isApart(block)) return { block, isNew: this.isNewApart(block), place };
      if (isRepeating && !this.places.has(stepOf(place, block))) place = this.resume(block) ?? place;
      const known = this.places.get(stepOf(place, block));
      const isKnown = known !== undefined && (index <= lastReply || this.heard.get(known)?.trace === trace);
      isRepeating &&= isKnown || this.isTold(block);
      place = this.go(place, block, trace);
      return { block, isNew: !isRepeating, place };
    });
  }

  /** Goes on from a place with what a span says itself. */
  say(block: MessageBlock, from: Place, { trace, span }: Moment): Place {
    this.attribute(block, span);
    if (isApart(block)) {
      this.apart.add(keyOf(block));
      return from;
    }
    const place = this.go(from, block, trace);
    (this.heard.get(place) as Heard).saidBy = span;
    this.replies.set(keyOf(block), from);
    return place;
  }

  /** Notes that a span says the block, wherever in the conversation. */
  attribute(block: MessageBlock, span: number): void {
    for (const key of [keyOf(block), ...resultKeys(block).own]) this.speakers.set(key, span);
  }

  /** Whether a span with a higher number, so one below while it is open, has said the block itself. */
  isSaidBelow(block: MessageBlock, span: number): boolean {
    return [keyOf(block), ...resultKeys(block).others].some((key) => (this.speakers.get(key) ?? -1) > span);
  }

  /** The same for a block at its place in the conversation; the result of a tool has none in the tool's span. */
  isSaidBelowAt(place: Place, block: MessageBlock, span: number): boolean {
    return (this.heard.get(place)?.saidBy ?? -1) > span || (block.role === 'tool' && this.isSaidBelow(block, span));
  }

  /** A reply that does not follow here, but was said: who is sent an end or an extract of the conversation goes on from there. */
  private resume(block: MessageBlock): Place | undefined {
    return this.replies.get(keyOf(block));
  }

  private isTold(block: MessageBlock): boolean {
    if (block.entry_type === 'tool_use') return this.ran.spare(block);
    return block.entry_type === 'tool_result' && this.results.spare(block);
  }

  private isNewApart(block: MessageBlock): boolean {
    const key = keyOf(block);
    const isNew = !this.apart.has(key);
    this.apart.add(key);
    return isNew;
  }

  private go(from: Place, block: MessageBlock, trace: number): Place {
    const step = stepOf(from, block);
    const place = this.places.get(step) ?? this.places.size + 1;
    this.places.set(step, place);
    this.heard.set(place, { saidBy: this.heard.get(place)?.saidBy ?? -1, trace });
    return place;
  }
}

const isApart = ({ role, is_semantic: isSemantic }: MessageBlock): boolean => role === 'system' || !isSemantic;

/** A call is the same by its id, even when defaults were filled in before it was sent again. */
function keyOf({
  role,
  content_hash: content,
  tool_use_id: id,
  tool_name: name,
  entry_type: type,
}: MessageBlock): string {
  return type === 'tool_use' && id !== undefined ? `call ${name} ${id}` : `${role} ${content} ${id ?? ''}`;
}

const stepOf = (from: Place, block: MessageBlock): string => `${from} ${keyOf(block)}`;

/** A result is the same by its call's id, or by its content where one of the two has no id. */
function resultKeys({ entry_type: type, tool_use_id: id, content_hash: content }: MessageBlock) {
  if (type !== 'tool_result') return { own: [], others: [] };
  const any = `any ${content}`;
  const nameless = `nameless ${content}`;
  if (id === undefined) return { own: [any, nameless], others: [any] };
  return { own: [any, `id ${id}`], others: [nameless, `id ${id}`] };
}
