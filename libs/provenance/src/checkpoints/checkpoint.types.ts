import type { FilesSnapshot } from './files-snapshot';

export const checkpointTypes = [
  'manual',
  'auto',
  'tool_call',
  'error',
  'milestone',
  'pre_edit',
  'post_edit',
  'restore',
  'rollback',
] as const;
export type CheckpointType = (typeof checkpointTypes)[number];

/** What a client says of the files at one moment of a run. */
export interface CheckpointFacts {
  readonly observationId: string | null;
  readonly name: string;
  readonly type: CheckpointType;
  readonly description: string | null;
  readonly gitCommitSha: string | null;
  readonly gitBranch: string | null;
  readonly gitRepoUrl: string | null;
  readonly filesSnapshot: FilesSnapshot | null;
  readonly filesChanged: readonly string[];
  readonly totalFiles: number;
  readonly totalSizeBytes: number;
}

/** As it is sent. */
export interface SentCheckpoint extends CheckpointFacts {
  /** The client's own id; null: it gets one. */
  readonly id: string | null;
  /** External id. */
  readonly traceId: string;
  readonly timestamp: Date | null;
}

/** As it is stored. */
export interface Checkpoint extends CheckpointFacts {
  /** Internal. */
  readonly id: string;
  /** As clients know it. */
  readonly externalId: string;
  readonly projectId: string;
  /** External id. */
  readonly traceId: string;
  /** External id of the checkpoint that it goes back to. */
  readonly restoredFrom: string | null;
  readonly restoredAt: Date | null;
  /** By the client's clock, if it told. */
  readonly takenAt: Date;
  readonly createdAt: Date;
}

export interface CheckpointFilters {
  /** External id. */
  readonly traceId?: string;
  readonly observationId?: string;
  readonly type?: CheckpointType;
  readonly gitCommitSha?: string;
  readonly gitBranch?: string;
  /** Of `createdAt`: inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}
