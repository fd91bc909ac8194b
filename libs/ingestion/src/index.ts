/** Ingestion: takes in runs and their events, each exactly once, and says where in the stream they stand. Reads nothing back. */
export { addServerEvent, type AddedEvent, type ServerEvent } from './append/add-server-event';
export { endedKeyError } from './append/ended-key-error';
export { insertLedger, type LedgerEntry, type LedgerKind } from './append/ledger';
export { CreationsService, type NewEntity } from './entities/creations.service';
export { EntityService, type RecordOptions } from './entities/entity.service';
export type { EntityEvent, EntityKind, EntityOutcome, EntitySurface } from './entities/entity-event';
export { observationTypes, type ObservationWord } from './entities/fold/fold-observation';
export { readEnvironment } from './entities/fold/read-environment';
export { type Level, levels, readLevel } from './entities/fold/read-level';
export { readUsageParts } from './dialects/otlp/conventions/usage/usage-parts';
export { attributeOf, promptAttributes, usageUnitAttribute } from './entities/span-attributes';
export { ensureEventPartitions } from './event-partitions';
export { batchByEvents } from './expiry/batch-by-events';
export {
  deleteOldDeletions,
  type DoomedTraces,
  type ExpiredTrace,
  type ProjectWithExpired,
} from './expiry/expiry.queries';
export { ExpiryService, type DeletedTraces } from './expiry/expiry.service';
export { SpanDeletionService } from './expiry/span-deletion.service';
export { type Comment, type CommentedType, commentedTypes } from './comments/comment';
export { type CommentFilters, countComments, findComment, listComments } from './comments/comment.queries';
export { CommentsService, type NewComment } from './comments/comments.service';
export { decodeAppendBody, type AppendBody } from './dialects/native/decode-body';
export { decodeEvent, type DecodeContext } from './dialects/native/decode-event';
export { nativeEventTypes } from './dialects/native/native-event';
export { conventionsVersion, normalizeSpan } from './dialects/otlp/conventions/normalize-span';
export { toMetadataValue } from './dialects/otlp/conventions/langfuse-metadata';
export { toMessageSpan, type MessageSpan } from './dialects/otlp/messages/blocks/message-span';
export { toMessageBlocks, type Repeats } from './dialects/otlp/messages/blocks/to-message-blocks';
export type {
  BlockContent,
  MessageBlock,
  MessageCategory,
  MessageRole,
  SpanMessage,
  SpanMessages,
} from './dialects/otlp/messages/message-block';
export { previewsOf } from './dialects/otlp/messages/previews-of';
export type { NormalSpan } from './dialects/otlp/conventions/normal-span';
export { messagesVersion, readSpanMessages } from './dialects/otlp/messages/read-span-messages';
export { encodeExportAnswer } from './dialects/otlp/answers/encode-export-answer';
export { encodeStatus, type StatusAnswer } from './dialects/otlp/answers/encode-status';
export { decodeLogExport } from './dialects/otlp/decode/decode-log-export';
export { decodeMetricExport } from './dialects/otlp/decode/decode-metric-export';
export { TraceExport } from './dialects/otlp/decode/trace-export';
export type {
  ExportOutcome,
  OtlpDataPoint,
  OtlpEncoding,
  OtlpExport,
  OtlpLogRecord,
  OtlpResource,
  OtlpScope,
  OtlpSignal,
  OtlpSpan,
  OtlpTally,
  SpanExport,
} from './dialects/otlp/otlp.types';
export { defaultPrices } from './dialects/otlp/prices/price-list';
export { priceUsage } from './dialects/otlp/prices/price-usage';
export { IngestionModule } from './ingestion.module';
export { IngestionService } from './ingestion.service';
export type { AppendResult, NewTrace, RejectedItem } from './ingestion.types';
export { locateTrace } from './locate-trace';
export { createMasker, type Masked, type Masker } from './masking/masker';
export { readSha256 } from './media/media-id';
export type { MediaUser } from './media/media.queries';
export { type OpenedMedia, MediaService } from './media/media.service';
export {
  type AcceptedUpload,
  type AnnouncedMedia,
  type MediaLink,
  mediaContentPath,
  MediaUploadsService,
  type SentMedia,
  type UploadInvitation,
} from './media/media-uploads.service';
export { MaskerCache } from './masking/masker-cache';
export { checkMaskerRules, type MaskerRules, type PatternRule } from './masking/masker-rules';
export { toMaskerRules } from './masking/to-masker-rules';
export type {
  Decoded,
  DecodedEvent,
  EventRefusal,
  NewEvent,
  TraceEndStatus,
  TraceStart,
  TraceStatus,
} from './new-event';
export { RereadingService } from './rereading/rereading.service';
export { type EvaluatedScore, replaceScores } from './scores/replace-scores';
export { type Finding, readDataType, readFinding, type ScoreDataType, scoreDataTypes } from './scores/finding';
export type { SentScore } from './scores/prepare-items';
export type { ScoreCategory, ScoreConfig } from './scores/score-config';
export { countConfigs, findConfigs, listConfigs } from './scores/score-config.queries';
export { type NewScoreConfig, type ScoreConfigPatch, ScoreConfigsService } from './scores/score-configs.service';
export { type CreateScores, type RecordedScore, type ScoreOutcome, ScoreService } from './scores/score.service';
export { type ScoreSource, scoreSources, type ScoreTarget } from './scores/score-statement';
export { readSpanSteps, readSteps, toStepSpan } from './spans/read-steps';
export type { Step, StepSpan, StepType } from './dialects/otlp/steps/step';
export type { SpanSteps } from './dialects/otlp/steps/to-steps';
export { orderTimeline } from './dialects/otlp/trace/timeline';
export { listRunLogs, listSpokenLogs, type RunLogs, spanKey } from './signals/span-logs.queries';
export {
  observationLevels,
  type ObservationLevel,
  toObservationLevel,
} from './dialects/otlp/conventions/fields/observation';
export { deleteUnusedSources, findSources, listSources } from './spans/source.queries';
export { type Sources, sourceIdsOf, type StoredSpanRow, toOtlpSpan } from './spans/raw-span';
export { recordVerdict, takeDueTraces, type DueTrace, type RecordedVerdict } from './verdict/verdict.queries';
export { askForNewAnalysis, findJoinedTraces, findWireIds, type JoinedTrace } from './verdict/wire-ids.queries';
export { findTrace, type TraceRow } from './trace.queries';
export { type ProjectTally, readTally, sumTallies, tallySpansStatement } from './tally/tally.queries';
export { SettlingService } from './settling/settling.service';
