import type { StepSpan } from '@debrief/ingestion';
import { type EventDraft, withData } from './mapping/event-draft';
import type { NativeRecord } from './native/native-record';
import { toNativeEvents } from './native/to-native-events';
import type { SessionEvent, SourceSurface } from './session-event';
import { toSpanEvents } from './spans/to-span-events';

/** All that was recorded of a run, in seq order: native events, and spans of whichever surface. */
export interface RunRecords {
  /** Internal id of the run. */
  readonly id: string;
  /** External id. */
  readonly traceId: string;
  /** By which door its spans came. */
  readonly spanSurface: SourceSurface;
  readonly native: readonly NativeRecord[];
  readonly spans: readonly StepSpan[];
  /** How much text they are. */
  readonly textLength: number;
  /** The run has more records than were read. */
  readonly isTruncated: boolean;
}

/** Where a run's events stand in their session. */
export interface SessionPlace {
  readonly sessionId: string;
  /** How many events the runs before it have. */
  readonly after: number;
}

/**
 * The records of a run as events of the nine types, in session order (sessions.md §2, §3). Pure: the same records, the same events.
 * Where spans were added to a native run, they follow what the agent itself recorded.
 */
export const toSessionEvents = (
  { id, traceId, spanSurface, native, spans }: Omit<RunRecords, 'textLength' | 'isTruncated'>,
  { sessionId, after }: SessionPlace,
): SessionEvent[] => {
  const drafts = [
    ...(native.length === 0 ? [] : toNativeEvents(id, native)),
    ...(spans.length === 0 ? [] : toSpanEvents(id, spanSurface, spans)),
  ];
  return markFinal(drafts).map((draft, place) => ({ ...draft, sessionId, traceId, position: after + place + 1 }));
};

/** Marks the last answer before the user speaks again, or before the run's events end. */
const markFinal = (drafts: readonly EventDraft[]): EventDraft[] => {
  const marked = [...drafts];
  let isOpen = true;
  for (let place = marked.length - 1; place >= 0; place -= 1) {
    const draft = marked[place] as EventDraft;
    if (isUserMessage(draft)) isOpen = true;
    else if (draft.type === 'response' && isOpen) {
      marked[place] = withData(draft, 'response', { final: true });
      isOpen = false;
    }
  }
  return marked;
};

const isUserMessage = (draft: EventDraft): boolean =>
  draft.type === 'state_change' && draft.data.key === 'user_message';
