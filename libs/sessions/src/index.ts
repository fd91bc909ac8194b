/** Sessions: one conversation as events of nine types, its measures and findings. Owns no table: it reads runs through replay and analysis. */
export type { SessionEvent, SessionEventType, SessionRecord, SessionTrace } from './session-event';
export { sessionEventTypes } from './session-event';
