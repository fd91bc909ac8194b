import type { JsonObject } from '@debrief/kernel';
import { cleanRepoUrl } from '../git/clean-repo-url';
import { toCommitSha } from '../git/commit-sha';
import { BodyReader } from '../recording/body-reader';
import { checkpointTypes, type SentCheckpoint } from './checkpoint.types';
import { readFilesSnapshot, totalsOf } from './files-snapshot';

/** A checkpoint out of the body of a route or of a batch's item (platform.md B5). @throws DomainError INVALID with the field */
export const readCheckpoint = (body: JsonObject): SentCheckpoint => {
  const read = new BodyReader(body);
  const type = read.word(checkpointTypes, 'type') ?? 'manual';
  const snapshot = read.object('filesSnapshot');
  const filesSnapshot = snapshot && readFilesSnapshot('filesSnapshot', snapshot);
  const filesChanged = read.paths('filesChanged', 'files');
  const totals = totalsOf(filesSnapshot, filesChanged);
  const sha = read.text(256, 'gitCommitSha');
  const repoUrl = read.text(2_048, 'gitRepoUrl');
  return {
    id: read.text(256, 'id'),
    traceId: read.required(256, 'traceId'),
    observationId: read.text(256, 'observationId'),
    name: read.text(256, 'name') ?? type,
    type,
    description: read.text(10_000, 'description'),
    gitCommitSha: sha && toCommitSha(sha),
    gitBranch: read.text(256, 'gitBranch'),
    gitRepoUrl: repoUrl && cleanRepoUrl(repoUrl),
    filesSnapshot,
    filesChanged,
    totalFiles: read.whole('totalFiles') ?? totals.files,
    totalSizeBytes: read.whole('totalSizeBytes') ?? totals.bytes,
    timestamp: read.instant('timestamp'),
  };
};
