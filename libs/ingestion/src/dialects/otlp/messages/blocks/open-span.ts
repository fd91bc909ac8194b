import type { BlockContent, MessageBlock } from '../message-block';
import type { ContentHashes } from './content-hashes';
import { isReply, type Place } from './conversation';
import type { MessageSpan } from './message-span';
import type { TalkMoment } from './talk';
import { toBlock } from './to-block';
import { utterancesOf, type Utterance } from './utterance';

/** A block in the order of the view. It may be taken back until its span is left. */
export interface Entry {
  readonly block: MessageBlock;
  isShown: boolean;
}

/** What is shown of an input, with what tells whether a span below says it itself. */
interface Heard {
  readonly utterance: Utterance;
  readonly place: Place;
  readonly entry: Entry;
}

const maxPath = 128;

/** A span whose children are still coming. Its input is told when it is entered, its output when it is left. */
export class OpenSpan {
  readonly path: readonly string[];
  private readonly inputs: readonly Utterance[];
  private readonly outputs: readonly Utterance[];
  /** The tools that it asks for. */
  private readonly asks: ReadonlySet<string>;
  private heard: readonly Heard[] = [];
  private end: Place | null = null;
  private hasSpoken = false;

  /** Without a moment everything is shown. */
  constructor(
    private readonly span: MessageSpan,
    above: readonly string[],
    hashes: ContentHashes,
    private readonly moment: TalkMoment | null,
  ) {
    this.path = [...above.slice(-(maxPath - 1)), span.spanId];
    const said = utterancesOf(span, hashes);
    this.inputs = said.filter(({ side }) => side === 'input');
    this.outputs = said.filter(({ side }) => side === 'output');
    this.asks = new Set(namesOfCalls(this.outputs.map(({ content }) => content)));
  }

  isParentOf({ parentSpanId, traceId }: MessageSpan): boolean {
    return this.span.spanId === parentSpanId && this.span.traceId === traceId;
  }

  /** What goes in. */
  enter(): Entry[] {
    const { moment } = this;
    if (!moment) return this.inputs.map((utterance) => this.tell(utterance));
    return this.span.observationType === 'tool' ? this.runCalls(moment) : this.hear(moment);
  }

  /** Where the tools that a model asks for run below its span, what it said comes before them. */
  speakBefore(child: MessageSpan): Entry[] {
    if (child.observationType !== 'tool' || this.span.observationType !== 'generation' || this.hasSpoken) return [];
    const isAsked = child.messages.messages.some(({ blocks }) =>
      namesOfCalls(blocks).some((name) => this.asks.has(name)),
    );
    return isAsked ? this.speak() : [];
  }

  /** The rest of what is to be told of the span. Its input may turn out to hold what was said below. */
  leave(): Entry[] {
    return [...this.settleInputs(), ...(this.hasSpoken ? [] : this.speak())];
  }

  private hear({ conversation, trace }: TalkMoment): Entry[] {
    const hearings = conversation.hear(this.inputs, trace);
    this.end = hearings.at(-1)?.place ?? null;
    this.heard = hearings.flatMap(({ utterance, isNew, place }) => {
      if (!isNew) return [];
      if (utterance.content.type === 'tool_use') conversation.asked.tell(utterance);
      return { utterance, place, entry: this.tell(utterance) };
    });
    return this.heard.map(({ entry }) => entry);
  }

  /** A tool runs a call that a model asked for, so it was shown there. */
  private runCalls({ conversation }: TalkMoment): Entry[] {
    return this.inputs.flatMap((utterance) => {
      if (utterance.content.type === 'tool_use' && conversation.asked.spare(utterance)) return [];
      conversation.ran.tell(utterance);
      return this.tell(utterance);
    });
  }

  /** Takes out of the input what a span below has said: that is shown there. What came after it moves behind what is below. */
  private settleInputs(): Entry[] {
    const { moment, heard } = this;
    if (!moment) return [];
    const isBelow = ({ utterance, place }: Heard): boolean =>
      isReply(utterance) && moment.conversation.isSaidBelowAt(place, utterance, moment.span);
    const first = heard.findIndex(isBelow);
    if (first === -1) return [];
    const late = heard.slice(first);
    for (const { entry } of late) entry.isShown = false;
    return late.flatMap((said) => (isBelow(said) ? [] : { ...said.entry, isShown: true }));
  }

  private speak(): Entry[] {
    this.hasSpoken = true;
    const { moment, outputs } = this;
    if (!moment) return outputs.map((utterance) => this.tell(utterance));
    if (this.span.observationType === 'tool') return this.giveResults(moment);
    const [first] = outputs;
    return first === undefined || isReply(first) ? this.sayAll(moment) : this.passState(moment);
  }

  private giveResults({ conversation, span }: TalkMoment): Entry[] {
    return this.outputs.flatMap((utterance) => {
      const isShown = !conversation.isSaidBelow(utterance, span);
      conversation.attribute(utterance, span);
      if (utterance.content.type === 'tool_result') conversation.results.tell(utterance);
      return isShown ? this.tell(utterance) : [];
    });
  }

  private sayAll(moment: TalkMoment): Entry[] {
    const { conversation, span } = moment;
    let place = this.end ?? conversation.beginning;
    return this.outputs.flatMap((utterance) => {
      const isShown = !conversation.isSaidBelow(utterance, span);
      if (utterance.content.type === 'tool_use' && isShown) conversation.asked.tell(utterance);
      if (utterance.message === null) conversation.attribute(utterance, span);
      else place = conversation.say(utterance, place, moment);
      return isShown ? this.tell(utterance) : [];
    });
  }

  /** A graph gives back its whole state, which begins with what went in. */
  private passState({ conversation, trace, span }: TalkMoment): Entry[] {
    return conversation.hear(this.outputs, trace).flatMap(({ utterance, isNew }) => {
      const isShown = isNew && !conversation.isSaidBelow(utterance, span);
      if (isReply(utterance)) conversation.attribute(utterance, span);
      return isShown ? this.tell(utterance) : [];
    });
  }

  private tell(utterance: Utterance): Entry {
    return { block: toBlock(utterance, this.span, this.path), isShown: true };
  }
}

const namesOfCalls = (blocks: readonly BlockContent[]): string[] =>
  blocks.flatMap((block) => (block.type === 'tool_use' ? block.name : []));
