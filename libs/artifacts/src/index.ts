/** Artifacts: the binaries of a run (recordings, screenshots) and their signed URLs. Owns the rows; the bytes lie in the object store. */
export { ArtifactsModule } from './artifacts.module';
export { ArtifactsService, signedUrlSeconds } from './artifacts.service';
export type { ArtifactRow } from './artifacts.queries';
export type { ArtifactFacts, RegisterArtifact, RegisteredArtifact, UploadArtifact } from './artifacts.types';
export { type ArtifactResponse, toArtifactResponse } from './artifact-json';
export { artifactMediaTypes } from './media-type';
