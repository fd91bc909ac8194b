/** Sessions: one conversation as events of nine types, its measures and findings. Owns no table: it reads runs through replay and analysis. */
export type {
  EventFailure,
  SessionEvent,
  SessionEventData,
  SessionEventStatus,
  SessionEventType,
  SessionRecord,
  SessionTrace,
  SourceSurface,
} from './session-event';
export { sessionEventTypes } from './session-event';
export type { LlmCallMetrics, SessionMetrics, TurnMetrics } from './metrics/session-metrics.types';
export type { SessionAnalysis } from './analysis/session-analysis.types';
export {
  type DiagnosedSession,
  type SessionDiagnosis,
  SessionDiagnosisService,
  type SessionMeasures,
} from './session-diagnosis.service';
export { csvHeader } from './export/csv-columns';
export { type ExportQuery, type OpenedExport, SessionExportService } from './export/session-export.service';
export { csvHead, csvRows } from './export/write-csv';
export type { Generation, GenerationFilter, GenerationSummary } from './generations/generation.types';
export { type GenerationPage, GenerationsService } from './generations/generations.service';
export type { EventFilter } from './listing/event-filter';
export {
  type EventsEnd,
  type OpenedEvents,
  SessionEventsService,
  type SpanChildren,
} from './listing/session-events.service';
export {
  type ProjectWalk,
  type ReadOptions,
  type SessionHome,
  SessionReader,
  type SessionRun,
  type WalkStart,
} from './session-reader';
export { SessionListService, type SessionPage, type SessionWithRuns } from './listing/session-list.service';
export type { SessionFilter, SessionRow } from './listing/session-list.types';
export { SessionsModule } from './sessions.module';
export type { Descendant } from './tree/list-descendants';
export { type EventMetrics, measureEvents } from './tree/measure-events';
