/** Retention: removes runs whose time is up, and single ones on demand. Owns no table: it calls artifacts and ingestion in turn. */
export { ARTIFACT_REMOVER, type ArtifactRemover, type RemovedArtifacts } from './artifact-remover';
export { RetentionModule } from './retention.module';
export { RetentionService, type RetentionRequest, type RetentionResult } from './retention.service';
