import type { MessageBlock } from '../message-block';
import { beginning, Conversation, type Moment, type Place } from './conversation';
import type { MessageSpan } from './message-span';
import { blocksOf } from './to-block';

/** Whether what a call repeats of its conversation is shown again: in views of one span it is. */
export type Repeats = 'shown' | 'left_out';

const maxPath = 128;

/**
 * The blocks of spans that come in timeline order (parent before child, siblings by start), in the order of the talk: what goes into
 * a span, what is below it, what comes out of it. With repeats left out, each message of a trace, or of a session where spans name one, is
 * shown where it was said: where a model sends it again, or a span passes it on from one below, it is not. Takes time in proportion
 * to the blocks and keeps no span that is closed, so spans may be read while they are consumed.
 */
export function toMessageBlocks(spans: Iterable<MessageSpan>, repeats: Repeats): MessageBlock[] {
  const talk = repeats === 'left_out' ? new Talk() : null;
  const entries: Entry[] = [];
  const open: OpenSpan[] = [];
  let number = 0;
  const close = () => entries.push(...leave(open.pop() as OpenSpan));
  for (const span of spans) {
    while (open.length > 0 && !isParent(open.at(-1) as OpenSpan, span)) close();
    const entered = enter(span, open.at(-1)?.path ?? [], talk?.momentOf(span, number) ?? null);
    open.push(entered);
    entries.push(...entered.inputs);
    number += 1;
  }
  while (open.length > 0) close();
  return entries.filter(({ isShown }) => isShown).map(({ block }) => block);
}

interface Entry {
  readonly block: MessageBlock;
  /** Known for good when the span of the block is left. */
  isShown: boolean;
  readonly place: Place;
}

interface OpenSpan {
  readonly span: MessageSpan;
  readonly path: readonly string[];
  readonly inputs: readonly Entry[];
  readonly outputs: readonly MessageBlock[];
  /** Null: repeats are shown. */
  readonly moment: TalkMoment | null;
}

interface TalkMoment extends Moment {
  readonly conversation: Conversation;
}

/** The conversations of a view, one a session or a trace without one. */
class Talk {
  private readonly conversations = new Map<string, Conversation>();
  private readonly traces = new Map<string, number>();

  momentOf({ sessionId, traceId }: MessageSpan, span: number): TalkMoment {
    const key = sessionId === null ? `trace ${traceId}` : `session ${sessionId}`;
    const conversation = this.conversations.get(key) ?? new Conversation();
    this.conversations.set(key, conversation);
    const trace = this.traces.get(traceId) ?? this.traces.size;
    this.traces.set(traceId, trace);
    return { conversation, trace, span };
  }
}

const isParent = ({ span }: OpenSpan, child: MessageSpan): boolean =>
  span.spanId === child.parentSpanId && span.traceId === child.traceId;

function enter(span: MessageSpan, above: readonly string[], moment: TalkMoment | null): OpenSpan {
  const path = [...above.slice(-(maxPath - 1)), span.spanId];
  const placed = blocksOf(span, path);
  const heard = placed.flatMap(({ side, block }) => (side === 'input' ? block : []));
  const outputs = placed.flatMap(({ side, block }) => (side === 'output' ? block : []));
  return { span, path, inputs: hearInputs(span, heard, moment), outputs, moment };
}

function hearInputs(span: MessageSpan, blocks: readonly MessageBlock[], moment: TalkMoment | null): Entry[] {
  if (!moment) return blocks.map(shown);
  if (span.observationType === 'tool') return blocks.map((block) => runCall(block, moment));
  const { conversation, trace } = moment;
  return conversation.hear(blocks, trace).map(({ block, isNew, place }) => {
    if (isNew && block.entry_type === 'tool_use') conversation.asked.tell(block);
    return { block, isShown: isNew, place };
  });
}

const shown = (block: MessageBlock): Entry => ({ block, isShown: true, place: beginning });

/** A tool runs a call that a model asked for, so it was shown there. */
function runCall(block: MessageBlock, { conversation }: TalkMoment): Entry {
  const isAsked = block.entry_type === 'tool_use' && conversation.asked.spare(block);
  if (!isAsked) conversation.ran.tell(block);
  return { block, isShown: !isAsked, place: beginning };
}

/** What comes out of a span, without what a span below has said: that is shown there, and so is what the input has of it. */
function leave({ span, inputs, outputs, moment }: OpenSpan): Entry[] {
  if (!moment) return outputs.map(shown);
  for (const entry of inputs) {
    const { block, place } = entry;
    if (entry.isShown && isReply(block) && moment.conversation.isSaidBelowAt(place, block, moment.span))
      entry.isShown = false;
  }
  if (span.observationType === 'tool') return outputs.map((block) => giveResult(block, moment));
  const [first] = outputs;
  return first === undefined || isReply(first)
    ? sayOutputs(outputs, inputs.at(-1)?.place ?? beginning, moment)
    : passState(outputs, moment);
}

const isReply = ({ role }: MessageBlock): boolean => role === 'assistant' || role === 'tool';

function giveResult(block: MessageBlock, { conversation, span }: TalkMoment): Entry {
  const isShown = !conversation.isSaidBelow(block, span);
  conversation.attribute(block, span);
  if (block.entry_type === 'tool_result') conversation.results.tell(block);
  return { block, isShown, place: beginning };
}

function sayOutputs(blocks: readonly MessageBlock[], from: Place, moment: TalkMoment): Entry[] {
  const { conversation, span } = moment;
  let place = from;
  return blocks.map((block) => {
    const isShown = !conversation.isSaidBelow(block, span);
    if (block.entry_type === 'tool_use' && isShown) conversation.asked.tell(block);
    if (block.category === 'Exception') conversation.attribute(block, span);
    else place = conversation.say(block, place, moment);
    return { block, isShown, place };
  });
}

/** A graph gives back its whole state, which begins with what went in. */
function passState(blocks: readonly MessageBlock[], { conversation, trace, span }: TalkMoment): Entry[] {
  return conversation.hear(blocks, trace).map(({ block, isNew, place }) => {
    const isShown = isNew && !conversation.isSaidBelow(block, span);
    if (isReply(block)) conversation.attribute(block, span);
    return { block, isShown, place };
  });
}
