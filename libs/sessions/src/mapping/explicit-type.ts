import type { JsonValue } from '@debrief/kernel';
import { type SessionEventType, sessionEventTypes } from '../session-event';

/** The type that a client gave an event itself; undefined for a word that is none of the nine. */
export const explicitType = (word: JsonValue | undefined): SessionEventType | undefined =>
  sessionEventTypes.find((type) => type === word);
