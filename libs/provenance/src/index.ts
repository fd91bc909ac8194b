/** Provenance: checkpoints, commits and pipelines that runs come from. Owns their rows; judges nothing by them. */
export {
  checkpointTypes,
  type Checkpoint,
  type CheckpointFilters,
  type CheckpointType,
} from './checkpoints/checkpoint.types';
export { findCheckpointBefore } from './checkpoints/checkpoints.queries';
export { CheckpointsService } from './checkpoints/checkpoints.service';
export { commitOf, findTraceCommit } from './commits/trace-commits.queries';
export { isWholeSha, readCommitSha } from './git/commit-sha';
export {
  type GitLink,
  type GitLinkFilters,
  type GitLinkType,
  gitLinkTypes,
  type TimelineEntry,
} from './git-links/git-link.types';
export { GitLinksService } from './git-links/git-links.service';
export { filesOf } from './git-links/read-git-link';
export { ProvenanceModule } from './provenance.module';
export type { CountedPage, Recorded } from './recording/recording.types';
