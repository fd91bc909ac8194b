import type { Scope } from '@debrief/kernel';

export interface RemovedArtifacts {
  /** Artifacts whose object and row are gone. */
  readonly removed: number;
  /** Traces of which at least one object could not be deleted; their rows stay. */
  readonly failedTraceIds: readonly string[];
}

/** What retention needs of the artifacts feature: objects first, then their rows. */
export interface ArtifactRemover {
  removeOfTraces(scope: Scope, traceIds: readonly string[]): Promise<RemovedArtifacts>;
}

export const ARTIFACT_REMOVER = Symbol('artifact remover');
