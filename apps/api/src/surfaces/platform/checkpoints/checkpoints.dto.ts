import { type Checkpoint, type CheckpointFilters, checkpointTypes, readCommitSha } from '@debrief/provenance';
import { AnyJson, Instant, OneOf, Text, Texts, Whole } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';

const types = checkpointTypes.join(', ');
const paths = { max: 4_096, maxItems: 10_000 };

/** Body of POST /v1/checkpoints. */
export class CreateCheckpointBody {
  @Text({ max: 256 }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @Text({ required: true, max: 256 }) traceId: string;
  @Text({ max: 256 }) observationId?: string;
  @Text({ max: 256, description: 'Default: the type' }) name?: string;
  @Text({ max: 64, default: 'manual', description: `${types}; in any case` }) type?: string;
  @Text({ max: 10_000, min: 0, multiline: true }) description?: string;
  @Text({ max: 256, min: 0 }) gitCommitSha?: string;
  @Text({ max: 256, min: 0 }) gitBranch?: string;
  @Text({ max: 2_048, min: 0, description: 'Credentials in it are removed' }) gitRepoUrl?: string;
  @AnyJson({
    description: 'Path → `{hash, size}`, as an object or as JSON text of one. Nothing else of a file is kept.',
    example: { 'agents/book.ts': { hash: 'e3b0c44298fc1c14', size: 1_204 } },
  })
  filesSnapshot?: unknown;
  @Texts({ ...paths }) filesChanged?: string[];
  @Texts({ ...paths, description: 'The same as `filesChanged`' }) files?: string[];
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Default: counted' }) totalFiles?: number;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER, description: 'Default: summed' }) totalSizeBytes?: number;
  @Instant({ description: 'When it was taken. Default: now' }) timestamp?: string;
}

/** Body of POST /v1/checkpoints/{id}/restore. */
export class RestoreCheckpointBody {
  @Text({ max: 256, description: 'The trace that goes back. Default: that of the checkpoint' }) traceId?: string;
}

/** Query of GET /v1/checkpoints. */
export class ListCheckpointsQuery extends V1PageQuery {
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 256 }) observationId?: string;
  @OneOf(checkpointTypes) type?: CheckpointFilters['type'];
  @Text({ max: 256 }) gitCommitSha?: string;
  @Text({ max: 256 }) gitBranch?: string;
  @Instant({ description: 'Made at or after' }) fromTimestamp?: string;
  @Instant({ description: 'Made before' }) toTimestamp?: string;
}

export const toCheckpointFilters = (query: ListCheckpointsQuery): CheckpointFilters => ({
  traceId: query.traceId,
  observationId: query.observationId,
  type: query.type,
  gitCommitSha: query.gitCommitSha && (readCommitSha(query.gitCommitSha) ?? query.gitCommitSha),
  gitBranch: query.gitBranch,
  from: query.fromTimestamp === undefined ? undefined : new Date(query.fromTimestamp),
  to: query.toTimestamp === undefined ? undefined : new Date(query.toTimestamp),
});

/** A checkpoint as `/v1` gives it. One that goes back to another says that nothing was changed by it: that is its client's to do. */
export const toCheckpointResponse = (checkpoint: Checkpoint) => ({
  id: checkpoint.externalId,
  projectId: checkpoint.projectId,
  traceId: checkpoint.traceId,
  observationId: checkpoint.observationId,
  name: checkpoint.name,
  type: checkpoint.type,
  description: checkpoint.description,
  gitCommitSha: checkpoint.gitCommitSha,
  gitBranch: checkpoint.gitBranch,
  gitRepoUrl: checkpoint.gitRepoUrl,
  filesSnapshot: checkpoint.filesSnapshot,
  filesChanged: checkpoint.filesChanged,
  totalFiles: checkpoint.totalFiles,
  totalSizeBytes: checkpoint.totalSizeBytes,
  restoredFrom: checkpoint.restoredFrom,
  restoredAt: checkpoint.restoredAt?.toISOString() ?? null,
  ...(checkpoint.restoredFrom !== null && { restoredFiles: 0, applied: false }),
  timestamp: checkpoint.takenAt.toISOString(),
  createdAt: checkpoint.createdAt.toISOString(),
});

export const checkpointExample = toCheckpointResponse({
  id: '01979f5e-2c00-7000-8000-0000000000c1',
  externalId: '01979f5e-2c00-7000-8000-0000000000c1',
  projectId: '01979f5e-2c00-7000-8000-000000000002',
  traceId: 'sess_01JZ5YPX2K',
  observationId: null,
  name: 'before-edit',
  type: 'pre_edit',
  description: null,
  gitCommitSha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  gitBranch: 'main',
  gitRepoUrl: 'https://github.com/acme/agents.git',
  filesSnapshot: { 'agents/book.ts': { hash: 'e3b0c44298fc1c14', size: 1_204 } },
  filesChanged: ['agents/book.ts'],
  totalFiles: 1,
  totalSizeBytes: 1_204,
  restoredFrom: null,
  restoredAt: null,
  takenAt: new Date('2026-11-27T10:15:04.000Z'),
  createdAt: new Date('2026-11-27T10:15:04.120Z'),
});

export const restorationExample = {
  ...checkpointExample,
  id: '01979f5e-2c00-7000-8000-0000000000c2',
  name: 'Rollback from before-edit',
  type: 'restore',
  restoredFrom: checkpointExample.id,
  restoredAt: '2026-11-27T10:20:00.000Z',
  restoredFiles: 0,
  applied: false,
};
