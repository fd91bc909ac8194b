/** Infra: settings and one client for each outside system (database, queue, object store, bus). Owns no table and no rule. */
export { ConfigError, loadConfig, readConfigOrExit, type Config } from './config/config';
export {
  clientOf,
  Database,
  type DatabaseConfig,
  type SystemClient,
  type SystemReason,
  type SystemTx,
  type WorkspaceReads,
  type WorkspaceTx,
} from './database/database';
export { CONFIG, GITHUB_APP, InfraModule, LOG } from './infra.module';
export type { QueryConfig } from 'pg';
export type { WorkspaceClient } from './database/pipelined-client';
export { migrate } from './database/migrate';
export { sqlState } from './database/pg-error';
export type { DB } from './database/schema';
export { createObjectStore } from './object-store/create-object-store';
export { LocalObjectStore, type LocalObjectStoreOptions } from './object-store/local-object-store';
export { type ObjectGrant, signGrant, verifyGrant } from './object-store/object-grant';
export { ObjectStoreModule } from './object-store/object-store.module';
export { ObjectStore, type SignedUpload, type StoredObject } from './object-store/object-store';
export { SupabaseObjectStore, type SupabaseObjectStoreOptions } from './object-store/supabase-object-store';
export {
  isJobName,
  jobCatalog,
  jobNames,
  type JobEndings,
  type JobHandlers,
  type JobName,
  type JobPayload,
} from './jobs/catalog';
export { enqueue, enqueueForWorkspaces, type WorkspaceJob } from './jobs/enqueue';
export { decideRetry } from './jobs/decide-retry';
export { type DeadLetter, listDeadLetters, retryDeadLetter } from './jobs/dead-letters';
export { JobQueue, type ConsumeOptions, type QueuedJob, type ReceivedJob } from './jobs/job-queue';
export { JobsModule } from './jobs/jobs.module';
export { JobsReadiness } from './jobs/jobs-readiness';
export type { Health } from './jobs/decide-queue-health';
export type { RetentionPayload, WorkspacePayload } from './jobs/payloads';
export { type QueueConfig, toQueueConfig } from './jobs/queue-connection';
export { readPayload } from './jobs/read-payload';
export { JwtVerifier, type JwtConfig, type VerifiedUser } from './auth/jwt-verifier';
export { RateLimiter, unlimited, type Allowance } from './rate-limit/rate-limiter';
export type { Plan, RateBucket } from './rate-limit/plans';
export { deriveKey } from './secrets/derive-key';
export { RecentValues } from './recent/recent-values';
export { SecretBox } from './secrets/secret-box';
export { createLog, flushLog, toNestLogger, type Log } from './telemetry/log';
export { addToLogContext, withLogContext, type LogContext } from './telemetry/log-context';
export { createModel, modelAddresses, modelProtocols, type Model, type ModelProtocol } from './llm/create-model';
export { askModel, type ModelAnswer, type Question, type Utterance } from './llm/ask-model';
export { runToolLoop, type LoopResult, type LoopStep, type LoopStop, type LoopTool } from './llm/run-tool-loop';
export type { LoopLimits, LoopUsage, TokenPrices } from './llm/usage-tally';
export { Meters } from './telemetry/meters';
export { ReadinessChecks, type Readiness, type ReadinessCheck } from './telemetry/readiness-checks';
export {
  byteaArray,
  float8Array,
  int4Array,
  int8Array,
  textArray,
  timestamptzArray,
  utf8Array,
  uuidArray,
} from './database/binary-array';
export { boundStatements } from './database/bound-statements';
export { readComposite } from './database/composite';
export { unnestRows } from './database/unnest-rows';
export { LIVE_BUS, type LiveBus } from './bus/live-bus';
export { LIVE_SEATS, MemorySeats, type LiveSeats } from './bus/live-seats';
export { openLiveBus, type LiveBusConfig } from './bus/open-live-bus';
export { RedisSeats } from './bus/redis-seats';
export { Cursors, type CursorBond, type CursorPosition } from './paging/cursors';
export { readPageRequest, toPage, type Page, type PageRequest } from './paging/page';
export { pageById, type IdPage } from './paging/page-by-id';
export {
  badRequest,
  exportAnswer,
  type FieldViolation,
  retryInfo,
  status as rpcStatus,
  type Status as RpcStatus,
} from './otlp/answer-messages';
export { type EncodedMessage, maxValueLevels, maxValues, type ValueDefect } from './otlp/encoded-message';
export {
  type FieldKind,
  maxListItems,
  type MessageField,
  type MessageType,
  type SentAttributes,
  type SentList,
  type StreamedField,
} from './otlp/message-type';
export {
  type GrpcExports,
  type GrpcHeaders,
  GrpcListener,
  type GrpcListenerOptions,
  type GrpcRefusal,
} from './otlp/grpc-listener';
export { logExport, type SentLogRecord } from './otlp/log-messages';
export { aggregationMessage, dataPoints, metricExport, metricKinds, metricMessage } from './otlp/metric-messages';
export {
  exponentialPoint,
  histogramPoint,
  numberPoint,
  type SentBuckets,
  type SentExemplar,
  type SentPoint,
  summaryPoint,
} from './otlp/metric-points';
export { ProtobufMessage } from './otlp/protobuf-message';
export { resourceGroup, scopeGroup } from './otlp/source-messages';
export { type SentLink, type SentSpan, type SentSpanEvent, traceExport } from './otlp/trace-messages';
export { writeProtobuf } from './otlp/write-protobuf';
export { plainDouble, plainInteger } from './otlp/wire-value';
export { allowedHostProblem, parseAllowedHost } from './outbound/allowed-host';
export { isSameHost, type OutboundRefusal } from './outbound/decide-outbound-url';
export { describeRefusal } from './outbound/describe-refusal';
export { OutboundClient, type OutboundOptions } from './outbound/outbound-client';
export type { OutboundFailure, OutboundOutcome, OutboundRequest } from './outbound/outbound.types';
export { checkOut, checkoutLimits, type CheckoutLimits, type CheckoutOutcome } from './git/check-out';
export { isRefName } from './git/choose-ref';
export { type GitOutcome, runGit } from './git/run-git';
export { GithubApp, type GithubConfig } from './github/github-app';
export type { GithubBranches } from './github/github-branches';
export type { GithubRepository } from './github/github-repository';
export type {
  CheckRun,
  GithubCommit,
  GithubPermissions,
  GithubPullRequest,
  GithubRepositoryFacts,
  GitRemote,
  TreeChange,
  UserInstallation,
} from './github/github.types';
