/** Provenance: checkpoints, commits and pipelines that runs come from. Owns their rows; judges nothing by them. */
export {
  checkpointTypes,
  type Checkpoint,
  type CheckpointFilters,
  type CheckpointType,
} from './checkpoints/checkpoint.types';
export { findCheckpointBefore } from './checkpoints/checkpoints.queries';
export { CheckpointsService } from './checkpoints/checkpoints.service';
export {
  type CiRun,
  type CiRunFilters,
  type CiRunKey,
  type CiRunPatch,
  type CiStats,
  type CiTraceLink,
  type SentCiRun,
} from './ci-runs/ci-run.types';
export { type CiStatus, ciStatuses, isFinal } from './ci-runs/ci-status';
export { hasOpenCiRun, listCiCandidates, listCiCommits, recordCiVerdict } from './ci-runs/ci-candidates.queries';
export { CiRunsService } from './ci-runs/ci-runs.service';
export { readCiRun, readCiRunPatch } from './ci-runs/read-ci-run';
export { changeCiRun, linkCiTraces, locateCiRun, nameRegressionRun, recordCiRun } from './ci-runs/record-ci-run';
export { commitOf, findTraceCommit, type TraceCommit } from './commits/trace-commits.queries';
export { cleanRepoUrl } from './git/clean-repo-url';
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
export { findRuns } from './recording/locate-run';
export { RecordingContexts } from './recording/recording-context';
export type { CountedPage, Recorded } from './recording/recording.types';
