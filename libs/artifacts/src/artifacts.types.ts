import type { SignedUpload } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import type { ArtifactRow } from './artifacts.queries';

/** What a client may say of an artifact, whichever way it sends it. Null: nothing said. */
export interface ArtifactFacts {
  /** Unique in the project. Default: `art_` + ULID. */
  readonly artifactId: string | null;
  readonly artifactType: string | null;
  readonly filename: string | null;
  /** seq of an event → milliseconds into the recording. */
  readonly eventTimeMap: JsonText | null;
}

/** An artifact whose bytes come with the request. */
export interface UploadArtifact extends ArtifactFacts {
  readonly bytes: Buffer;
  readonly declaredType: string | undefined;
  readonly declaredSize: number | null;
}

/** An artifact whose bytes the client will put at a signed URL. */
export interface RegisterArtifact extends ArtifactFacts {
  readonly contentType: string;
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string | null;
}

export interface RegisteredArtifact {
  readonly artifact: ArtifactRow;
  /** Where to put the bytes; null when they are there already. */
  readonly upload: SignedUpload | null;
}
