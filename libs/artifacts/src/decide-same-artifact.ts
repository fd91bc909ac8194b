/** What tells two artifacts of one artifact_id apart. A hash is null as long as nobody has said or seen it. */
export interface ArtifactIdentity {
  readonly traceId: string;
  readonly sizeBytes: number;
  readonly sha256: string | null;
}

/** Whether a second request of an artifact_id means the artifact that is there: the same trace, and nothing known says other bytes. */
export const isSameArtifact = (known: ArtifactIdentity, wanted: ArtifactIdentity): boolean =>
  known.traceId === wanted.traceId &&
  known.sizeBytes === wanted.sizeBytes &&
  (known.sha256 === null || wanted.sha256 === null || known.sha256 === wanted.sha256);
