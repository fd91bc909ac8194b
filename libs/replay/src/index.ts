/** Replay: reads runs back, as lists, timelines, cassettes and the live stream. Writes nothing but what it keeps of its own answers. */
export { toEventJson, type EventHome, type StoredEventRow } from './event-json';
export { type CassetteEntry, pairToolCalls, type ToolEvent } from './pair-tool-calls';
export { ReplayModule } from './replay.module';
export { ReplayService, wholeTimelineLimit } from './replay.service';
export type { EventFilters, TimelinePage, TraceFilters, TraceSort } from './replay.types';
export { toTraceResponse, type TraceResponse } from './trace-json';
export { type Condition, equals, type FilterColumns } from './spans/filters/condition';
export { sessionFilterColumns, spanFilterColumns, traceFilterColumns } from './spans/filters/filter-columns';
export { readable } from './spans/filters/condition-sql';
export { parseFilters } from './spans/filters/parse-filters';
export { type ListOrder, parseOrder } from './spans/list-order';
export type { ListPage, ListPageRequest } from './spans/list-page';
export { FeedService, type FeedPage, type FeedRequest } from './spans/feed/feed.service';
export type { MessageFilter } from './spans/messages/message-view';
export type { ToldView } from './spans/messages/told-view';
export { MessagesService } from './spans/messages/messages.service';
export type { DebriefNote } from './spans/notes/note.types';
export { NotesService, type NoteOf } from './spans/notes/notes.service';
export { parseMoment, toRfc3339 } from './spans/moments';
export { optionColumns, type FilterOption, type OptionList, type OptionsQuery } from './spans/filter-options';
export { ProjectStatsService } from './spans/project-stats.service';
export type { ProjectStats, Spent, StatsPeriod } from './spans/project-stats.types';
export { SpanSessionsService, type SessionWithTraces } from './spans/span-sessions.service';
export { SpansService, type TraceWithSpans } from './spans/spans.service';
export type {
  SessionListQuery,
  SessionSummary,
  SpanListQuery,
  SpanSummary,
  TraceListQuery,
  TraceSummary,
  UsageTotals,
} from './spans/spans.types';
export { StreamModule } from './stream/stream.module';
export { StreamService, type GrantedStream } from './stream/stream.service';
export type { RecordReader, RecordReaders, StreamRequest, StreamSink } from './stream/stream.types';
export { SpanStreamModule } from './spans/stream/span-stream.module';
export { SpanStreamService, type SpanStreamRequest } from './spans/stream/span-stream.service';
export { LogsService } from './signals/logs.service';
export { MetricsService } from './signals/metrics.service';
export {
  aggregations,
  bucketSizes,
  type AggregateQuery,
  type AggregateRow,
  type Aggregation,
  type BucketSize,
  type LogListQuery,
  type LogRecord,
  type MetricPoint,
  type PointListQuery,
} from './signals/signals.types';
export {
  condition,
  type PlatformColumn,
  type PlatformColumns,
  type PlatformCondition,
  type PlatformOp,
  withFilter,
} from './platform-filters/platform-condition';
export { parsePlatformFilter } from './platform-filters/parse-platform-filter';
export { CommentReader } from './comments/comment-reader';
export { scoreFilterColumns } from './scores/score-columns';
export { ScoreConfigReader } from './scores/score-config-reader';
export { ScoreReader } from './scores/score-reader';
export type { Score, ScoredTrace, ScoreListQuery, ScoreStats } from './scores/score.types';
export { type PlatformSession, PlatformSessionReader } from './platform-traces/platform-session-reader';
export type { PlatformTrace, PlatformTraceQuery, TraceIo } from './platform-traces/platform-trace';
export { PlatformTraceReader, type TraceParts, type TraceWithParts } from './platform-traces/platform-trace-reader';
export { platformTraceColumns } from './platform-traces/trace-columns';
export { observationFilterColumns } from './observations/observation-columns';
export { ObservationReader, type ObservationPageRequest } from './observations/observation-reader';
export { roundMoney } from './observations/usage-details';
export {
  type DetailedObservation,
  type Observation,
  type ObservationDetails,
  type ObservationPage,
  type ObservationQuery,
  type PlatformType,
  platformTypes,
} from './observations/observation.types';
export {
  readRecordedValues,
  readRunFacts,
  type RecordedValue,
  type RunFacts,
  type ValueTarget,
} from './run-values/run-values';
