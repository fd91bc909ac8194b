/** Retention: removes runs whose time is up, and single ones on demand. Owns no table: it calls artifacts and ingestion in turn. */
export { RetentionModule } from './retention.module';
export { RetentionService } from './retention.service';
export type { RetentionRequest, RetentionResult } from './retention.types';
