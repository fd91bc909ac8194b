import type { WorkspaceTx } from '@debrief/infra';
import { addServerEvent } from '@debrief/ingestion';
import { conflict, newId, notFound } from '@debrief/kernel';
import { hashContent } from '../recording/content-hash';
import { locateRun } from '../recording/locate-run';
import { maskTexts, type RecordingContext } from '../recording/recording-context';
import type { Recorded } from '../recording/recording.types';
import type { Checkpoint, SentCheckpoint } from './checkpoint.types';
import { findCheckpoint, insertCheckpoint } from './checkpoints.queries';
import type { FilesSnapshot } from './files-snapshot';

/** What a checkpoint goes back to. */
export interface Restoration {
  readonly restoredFrom: string;
  readonly restoredAt: Date;
}

/**
 * Writes a checkpoint, and the `state_change` by which it stands in its run, in one transaction. Send it last: the ledger is locked.
 * @throws DomainError NOT_FOUND trace; CONFLICT another checkpoint of that id, or a trace that is full
 */
export const recordCheckpoint = async (
  tx: WorkspaceTx,
  projectId: string,
  sent: SentCheckpoint,
  context: RecordingContext,
  restoration?: Restoration,
): Promise<Recorded<Checkpoint>> => {
  const { id: clientId, traceId, timestamp, filesSnapshot, ...facts } = sent;
  const contentHash = hashContent(context.hashKey, { ...facts, traceId, timestamp, filesSnapshot });
  const run = await locateRun(tx, projectId, traceId);
  const id = newId();
  const externalId = clientId ?? id;
  const { masker } = context;
  const masked = maskTexts(masker, facts);
  const snapshot = filesSnapshot && maskPaths(filesSnapshot, (path) => masker.maskText(path).value);
  const takenAt = timestamp ?? new Date();
  const isNew = await insertCheckpoint(tx, {
    ...masked,
    // Ids are never masked, and the masker could take a hash for a secret.
    observationId: facts.observationId,
    gitCommitSha: facts.gitCommitSha,
    id,
    projectId,
    externalId,
    traceId: run.id,
    filesSnapshot: snapshot && JSON.stringify(snapshot),
    filesChanged: JSON.stringify(masked.filesChanged),
    afterSeq: run.maxSeq,
    takenAt,
    contentHash,
    restoredFrom: restoration?.restoredFrom ?? null,
    restoredAt: restoration?.restoredAt ?? null,
  });
  const stored = await findCheckpoint(tx, projectId, externalId);
  if (!stored) throw notFound('checkpoint', externalId);
  const { contentHash: storedHash, ...item } = stored;
  if (!isNew) {
    if (!storedHash.equals(contentHash)) throw conflict(`A checkpoint ${externalId} exists with other content`);
    return { item, isNew };
  }
  await addServerEvent(tx, { projectId, externalId: traceId }, toEvent(item), context);
  return { item, isNew };
};

const toEvent = (checkpoint: Checkpoint) => ({
  idempotencyKey: `checkpoint:${checkpoint.id}`,
  type: 'state_change' as const,
  at: checkpoint.takenAt,
  payload: {
    name: 'checkpoint',
    before: null,
    after: {
      checkpoint_id: checkpoint.externalId,
      name: checkpoint.name,
      type: checkpoint.type,
      observation_id: checkpoint.observationId,
      git_commit_sha: checkpoint.gitCommitSha,
      git_branch: checkpoint.gitBranch,
      total_files: checkpoint.totalFiles,
      restored_from: checkpoint.restoredFrom,
    },
  },
});

const maskPaths = (snapshot: FilesSnapshot, mask: (path: string) => string): FilesSnapshot => {
  const masked = Object.create(null) as Record<string, FilesSnapshot[string]>;
  for (const [path, state] of Object.entries(snapshot)) masked[mask(path)] = state;
  return masked;
};
