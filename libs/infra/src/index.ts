/** Infra: settings and one client for each outside system (database, queue, object store, bus). Owns no table and no rule. */
export { ConfigError, loadConfig, type Config } from './config/config';
export { Database, type DatabaseConfig, type SystemReason, type SystemTx, type WorkspaceClient, type WorkspaceTx } from './database/database';
export { migrate } from './database/migrate';
export { sqlState } from './database/pg-error';
export type { DB } from './database/schema';
export { isJobName, jobCatalog, jobNames, type JobHandlers, type JobName, type JobPayload } from './jobs/catalog';
export { enqueue, enqueueForWorkspaces, type WorkspaceJob } from './jobs/enqueue';
export { JobQueue, type ConsumeOptions, type QueuedJob, type ReceivedJob } from './jobs/job-queue';
export { JobsReadiness } from './jobs/jobs-readiness';
export type { Health } from './jobs/decide-queue-health';
export type { RetentionPayload, WorkspacePayload } from './jobs/payloads';
export type { QueueConfig } from './jobs/queue-connection';
export { readPayload } from './jobs/read-payload';
