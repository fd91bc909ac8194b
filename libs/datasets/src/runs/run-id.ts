import { createHash } from 'node:crypto';

/**
 * The id of a run whose client chose none. Langfuse's SDKs derive it from the same four texts, and name the run by it in spans and scores
 * before they ask for it: 16 hex digits of SHA-256 of their JSON.
 */
export const deriveRunId = (projectId: string, datasetId: string, name: string): string =>
  createHash('sha256')
    .update(JSON.stringify(['langfuse-experiment-v1', projectId, datasetId, name]))
    .digest('hex')
    .slice(0, 16);
