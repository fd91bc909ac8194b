/** Infra: settings and one client for each outside system (database, queue, object store, bus). Owns no table and no rule. */
export { ConfigError, loadConfig, type Config } from './config/config';
export { Database, type DatabaseConfig, type SystemReason, type SystemTx, type WorkspaceClient, type WorkspaceTx } from './database/database';
export { migrate } from './database/migrate';
export { sqlState } from './database/pg-error';
export type { DB } from './database/schema';
export { CONFIG, InfraModule, LOG } from './infra.module';
export { JwtVerifier, type JwtConfig, type VerifiedUser } from './auth/jwt-verifier';
export { RateLimiter, unlimited, type Allowance } from './rate-limit/rate-limiter';
export type { Plan, RateBucket } from './rate-limit/plans';
export { deriveKey } from './secrets/derive-key';
export { SecretBox } from './secrets/secret-box';
export { createLog, flushLog, toNestLogger, type Log } from './telemetry/log';
export { addToLogContext, withLogContext, type LogContext } from './telemetry/log-context';
export { Meters } from './telemetry/meters';
export { ReadinessChecks, type Readiness, type ReadinessCheck } from './telemetry/readiness-checks';
