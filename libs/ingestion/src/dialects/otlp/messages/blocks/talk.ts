import { Conversation, type Moment } from './conversation';
import type { MessageSpan } from './message-span';

export interface TalkMoment extends Moment {
  readonly conversation: Conversation;
}

/** The conversations of a view: one a session, or a trace without one. All spans of a trace talk in the same. */
export class Talk {
  private readonly sessions = new Map<string, Conversation>();
  private readonly traces = new Map<string, Omit<TalkMoment, 'span'>>();
  private spans = 0;

  nextMoment(span: MessageSpan): TalkMoment {
    const known = this.traces.get(span.traceId) ?? this.openTrace(span);
    this.spans += 1;
    return { ...known, span: this.spans };
  }

  private openTrace({ traceId, sessionId }: MessageSpan): Omit<TalkMoment, 'span'> {
    const conversation = (sessionId !== null && this.sessions.get(sessionId)) || new Conversation();
    if (sessionId !== null) this.sessions.set(sessionId, conversation);
    const opened = { conversation, trace: this.traces.size };
    this.traces.set(traceId, opened);
    return opened;
  }
}
