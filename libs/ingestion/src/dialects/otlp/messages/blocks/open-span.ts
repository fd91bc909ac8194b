import type { MessageBlock } from '../message-block';
import { beginning, type Place } from './conversation';
import type { MessageSpan } from './message-span';
import type { TalkMoment } from './talk';
import { blocksOf } from './to-block';

export interface Entry {
  readonly block: MessageBlock;
  /** Known for good when the span of the block is left. */
  isShown: boolean;
  readonly place: Place;
}

const maxPath = 128;

/** A span whose children are still coming. Its input is told when it is entered, its output when it is left. */
export class OpenSpan {
  readonly path: readonly string[];
  readonly inputs: readonly Entry[];
  private readonly outputs: readonly MessageBlock[];
  private hasSpoken = false;

  /** Without a moment everything is shown. */
  constructor(
    private readonly span: MessageSpan,
    above: readonly string[],
    private readonly moment: TalkMoment | null,
  ) {
    this.path = [...above.slice(-(maxPath - 1)), span.spanId];
    const placed = blocksOf(span, this.path);
    this.inputs = this.hear(placed.flatMap(({ side, block }) => (side === 'input' ? block : [])));
    this.outputs = placed.flatMap(({ side, block }) => (side === 'output' ? block : []));
  }

  isParentOf({ parentSpanId, traceId }: MessageSpan): boolean {
    return this.span.spanId === parentSpanId && this.span.traceId === traceId;
  }

  /** Where the tools that a model asks for run below its span, what it said comes before them. */
  speakBefore(child: MessageSpan): Entry[] {
    if (child.observationType !== 'tool' || this.span.observationType !== 'generation' || this.hasSpoken) return [];
    const names = new Set(child.messages.messages.flatMap(({ blocks }) => blocks.flatMap(nameOfCall)));
    return this.outputs.some(({ content }) => nameOfCall(content).some((name) => names.has(name))) ? this.speak() : [];
  }

  /** The rest of what is to be told of the span. Its input may turn out to hold what was said below. */
  leave(): Entry[] {
    return [...this.settleInputs(), ...(this.hasSpoken ? [] : this.speak())];
  }

  private get isTool(): boolean {
    return this.span.observationType === 'tool';
  }

  private hear(blocks: readonly MessageBlock[]): Entry[] {
    const { moment } = this;
    if (!moment) return blocks.map(shown);
    if (this.isTool) return blocks.map((block) => runCall(block, moment));
    return moment.conversation.hear(blocks, moment.trace).map(({ block, isNew, place }) => {
      if (isNew && block.entry_type === 'tool_use') moment.conversation.asked.tell(block);
      return { block, isShown: isNew, place };
    });
  }

  /** Takes out of the input what a span below has said: that is shown there. What came after it moves behind what is below. */
  private settleInputs(): Entry[] {
    const { moment } = this;
    if (!moment) return [];
    const later: Entry[] = [];
    let isAfter = false;
    for (const entry of this.inputs.filter(({ isShown }) => isShown)) {
      const { block, place } = entry;
      const isBelow = isReply(block) && moment.conversation.isSaidBelowAt(place, block, moment.span);
      isAfter ||= isBelow;
      if (isAfter) entry.isShown = false;
      if (isAfter && !isBelow) later.push({ ...entry, isShown: true });
    }
    return later;
  }

  private speak(): Entry[] {
    this.hasSpoken = true;
    const { moment, outputs } = this;
    if (!moment) return outputs.map(shown);
    if (this.isTool) return outputs.map((block) => giveResult(block, moment));
    const [first] = outputs;
    if (first !== undefined && !isReply(first)) return passState(outputs, moment);
    return sayAll(outputs, this.inputs.at(-1)?.place ?? beginning, moment);
  }
}

const shown = (block: MessageBlock): Entry => ({ block, isShown: true, place: beginning });

const isReply = ({ role }: MessageBlock): boolean => role === 'assistant' || role === 'tool';

const nameOfCall = (content: MessageBlock['content']): string[] => (content.type === 'tool_use' ? [content.name] : []);

/** A tool runs a call that a model asked for, so it was shown there. */
function runCall(block: MessageBlock, { conversation }: TalkMoment): Entry {
  const isAsked = block.entry_type === 'tool_use' && conversation.asked.spare(block);
  if (!isAsked) conversation.ran.tell(block);
  return { block, isShown: !isAsked, place: beginning };
}

function giveResult(block: MessageBlock, { conversation, span }: TalkMoment): Entry {
  const isShown = !conversation.isSaidBelow(block, span);
  conversation.attribute(block, span);
  if (block.entry_type === 'tool_result') conversation.results.tell(block);
  return { block, isShown, place: beginning };
}

function sayAll(blocks: readonly MessageBlock[], from: Place, moment: TalkMoment): Entry[] {
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
