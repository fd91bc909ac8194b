import { isAroundMessages } from './categorize';
import { ToldCalls } from './told-calls';
import type { Utterance } from './utterance';

/** When something is said: the trace in its session and the span in its view, by number. */
export interface Moment {
  readonly trace: number;
  readonly span: number;
}

/** A place in the tree of what was said: what came before is the way to it. */
export interface Place {
  readonly next: Map<string, Place>;
  /** The last trace that heard or said it. */
  trace: number;
  /** The last span that said it itself; −1: it was only heard. */
  saidBy: number;
}

export interface Hearing {
  readonly utterance: Utterance;
  /** False: it repeats what was shown. */
  readonly isNew: boolean;
  readonly place: Place;
}

/**
 * What the view of a trace or a session has shown, so that what a call only repeats can be left out (otel.md B5): the beginning of its
 * input that is the beginning of something said before, by role, content and tool id. An utterance costs some look-ups, however
 * long the conversation is.
 */
export class Conversation {
  readonly beginning: Place = { next: new Map(), trace: -1, saidBy: -1 };
  /** Calls that models asked for, and those that tools ran. */
  readonly asked = new ToldCalls();
  readonly ran = new ToldCalls();
  readonly results = new ToldCalls();
  private readonly apart = new Set<string>();
  private readonly speakers = new Map<string, number>();
  /** Behind which place each reply was said last. */
  private readonly replies = new Map<string, Place>();

  /**
   * Goes along an input from the beginning. System prompts and thoughts stand apart: they are sent again, or not at all, wherever the
   * conversation stands. In a later trace of a session, what the user says last is new even if it was said like that before.
   */
  hear(utterances: readonly Utterance[], trace: number): Hearing[] {
    const lastReply = utterances.findLastIndex(isReply);
    let place = this.beginning;
    let isRepeating = true;
    return utterances.map((utterance, index) => {
      if (isApart(utterance)) return { utterance, isNew: this.isNewApart(utterance), place };
      if (isRepeating && !place.next.has(utterance.key)) place = this.replies.get(utterance.key) ?? place;
      const known = place.next.get(utterance.key);
      const isKnown = known !== undefined && (index <= lastReply || known.trace === trace);
      isRepeating &&= isKnown || this.isTold(utterance);
      place = go(place, utterance, trace);
      return { utterance, isNew: !isRepeating, place };
    });
  }

  /** Goes on from a place with what a span says itself. */
  say(utterance: Utterance, from: Place, { trace, span }: Moment): Place {
    this.attribute(utterance, span);
    if (isApart(utterance)) {
      this.apart.add(utterance.key);
      return from;
    }
    const place = go(from, utterance, trace);
    place.saidBy = span;
    this.replies.set(utterance.key, from);
    return place;
  }

  /** Notes that a span says it, wherever in the conversation. */
  attribute(utterance: Utterance, span: number): void {
    for (const key of [utterance.key, ...resultKeys(utterance).own]) this.speakers.set(key, span);
  }

  /** Whether a span with a higher number, so one below while it is open, has said it itself. */
  isSaidBelow(utterance: Utterance, span: number): boolean {
    return [utterance.key, ...resultKeys(utterance).others].some((key) => (this.speakers.get(key) ?? -1) > span);
  }

  /** The same for an utterance at its place in the conversation; the result of a tool has none in the tool's span. */
  isSaidBelowAt(place: Place, utterance: Utterance, span: number): boolean {
    return place.saidBy > span || (utterance.role === 'tool' && this.isSaidBelow(utterance, span));
  }

  private isTold(utterance: Utterance): boolean {
    if (utterance.content.type === 'tool_use') return this.ran.spare(utterance);
    return utterance.content.type === 'tool_result' && this.results.spare(utterance);
  }

  private isNewApart({ key }: Utterance): boolean {
    const isNew = !this.apart.has(key);
    this.apart.add(key);
    return isNew;
  }
}

/** What an assistant or a tool says, as against what it is told. */
export const isReply = ({ role }: Utterance): boolean => role === 'assistant' || role === 'tool';

const isApart = ({ role, content }: Utterance): boolean => role === 'system' || isAroundMessages(content);

function go(from: Place, { key }: Utterance, trace: number): Place {
  const known = from.next.get(key);
  if (known) {
    known.trace = trace;
    return known;
  }
  const place: Place = { next: new Map(), trace, saidBy: -1 };
  from.next.set(key, place);
  return place;
}

/** A result is the same by its call's id, or by its content where one of the two has no id. */
function resultKeys({ content, callId, contentHash }: Utterance) {
  if (content.type !== 'tool_result') return { own: [], others: [] };
  const any = `any ${contentHash}`;
  const nameless = `nameless ${contentHash}`;
  if (callId === null) return { own: [any, nameless], others: [any] };
  return { own: [any, `id ${callId}`], others: [nameless, `id ${callId}`] };
}
