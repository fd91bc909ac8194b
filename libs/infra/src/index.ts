/** Infra: settings and one client for each outside system (database, queue, object store, bus). Owns no table and no rule. */
export { ConfigError, loadConfig, type Config } from './config/config';
export { clientOf, Database, type DatabaseConfig, type SystemReason, type SystemTx, type WorkspaceClient, type WorkspaceTx } from './database/database';
export { CONFIG, InfraModule, InjectConfig } from './infra.module';
export { migrate } from './database/migrate';
export { sqlState } from './database/pg-error';
export type { DB } from './database/schema';
export { byteaArray, float8Array, int4Array, int8Array, textArray, timestamptzArray, uuidArray } from './database/binary-array';
export { LIVE_BUS, type LiveBus } from './bus/live-bus';
export { Cursors, type CursorBond, type CursorPosition } from './paging/cursors';
export { readPageRequest, toPage, type Page, type PageRequest } from './paging/page';
export { pageById, type IdPage } from './paging/page-by-id';
export { deriveKey } from './secrets/derive-key';
