import { type JsonValue, parseJson } from '@debrief/kernel';
import type { ArtifactRow } from './artifacts.queries';

/** An artifact as the native surface gives it (native.md §7). It never holds a URL. */
export const toArtifactResponse = (row: ArtifactRow) => ({
  artifact_id: row.artifactId,
  session_id: row.traceExternalId,
  workspace_id: row.workspaceId,
  project_id: row.projectId,
  content_type: row.contentType,
  size_bytes: row.sizeBytes,
  filename: row.filename,
  artifact_type: row.artifactType,
  storage_path: row.storagePath,
  event_time_map: row.eventTimeMap === null ? null : (parseJson(row.eventTimeMap) as JsonValue),
  sha256: row.sha256,
  status: row.status,
  created_at: row.createdAt.toISOString(),
});
export type ArtifactResponse = ReturnType<typeof toArtifactResponse>;
