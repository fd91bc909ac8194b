/** Infra: settings and one client for each outside system (database, queue, object store, bus). Owns no table and no rule. */
export { ConfigError, loadConfig, type Config } from './config/config';
export { Database, type DatabaseConfig, type SystemReason, type SystemTx, type WorkspaceClient, type WorkspaceTx } from './database/database';
export { migrate } from './database/migrate';
export { sqlState } from './database/pg-error';
export type { DB } from './database/schema';
export { createObjectStore } from './object-store/create-object-store';
export { LocalObjectStore, type LocalObjectStoreOptions } from './object-store/local-object-store';
export { ObjectStore, type SignedUpload, type StoredObject } from './object-store/object-store';
export { SupabaseObjectStore, type SupabaseObjectStoreOptions } from './object-store/supabase-object-store';
