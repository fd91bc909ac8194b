import {
  filesOf,
  type GitLink,
  type GitLinkFilters,
  gitLinkTypes,
  readCommitSha,
  type TimelineEntry,
} from '@debrief/provenance';
import { invalid } from '@debrief/kernel';
import { Instant, OneOf, Text, Texts, Whole } from '../../../http/fields';
import { V1PageQuery } from '../v1/page.dto';

const types = gitLinkTypes.join(', ');
const paths = { max: 4_096, maxItems: 10_000 };

/** Body of POST /v1/git-links. */
export class CreateGitLinkBody {
  @Text({ max: 256 }) id?: string;
  @Text({ max: 256 }) projectId?: string;
  @Text({ required: true, max: 256 }) traceId: string;
  @Text({ required: true, max: 256, description: '7 to 64 hex digits' }) commitSha: string;
  @Text({ max: 256 }) observationId?: string;
  @Text({ max: 256, min: 0 }) parentSha?: string;
  @Text({ max: 256, min: 0 }) branch?: string;
  @Text({ max: 256, min: 0 }) tag?: string;
  @Text({ max: 2_048, min: 0, description: 'Credentials in it are removed' }) repoUrl?: string;
  @Text({ max: 65_536, min: 0, multiline: true }) commitMessage?: string;
  @Text({ max: 256, min: 0 }) commitAuthor?: string;
  @Text({ max: 256, min: 0, description: 'The same as `commitAuthor`' }) authorName?: string;
  @Text({ max: 320, min: 0 }) commitAuthorEmail?: string;
  @Text({ max: 320, min: 0, description: 'The same as `commitAuthorEmail`' }) authorEmail?: string;
  @Instant() commitTimestamp?: string;
  @Texts({ ...paths }) filesAdded?: string[];
  @Texts({ ...paths }) filesModified?: string[];
  @Texts({ ...paths }) filesDeleted?: string[];
  @Texts({ ...paths, description: 'Where added, modified and deleted are not told apart' }) filesChanged?: string[];
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER }) additions?: number;
  @Whole({ min: 0, max: Number.MAX_SAFE_INTEGER }) deletions?: number;
  @Text({ max: 64, default: 'commit', description: `${types}; in any case` }) linkType?: string;
  @Text({ max: 64, description: 'The same as `linkType`' }) type?: string;
  @Text({ max: 256 }) ciRunId?: string;
}

/** Query of GET /v1/git-links. */
export class ListGitLinksQuery extends V1PageQuery {
  @Text({ max: 256 }) traceId?: string;
  @Text({ max: 64, description: 'A commit, or the beginning of its id' }) commitSha?: string;
  @Text({ max: 256 }) branch?: string;
  @Text({ max: 2_048 }) repoUrl?: string;
  @OneOf(gitLinkTypes) linkType?: GitLinkFilters['linkType'];
  @Text({ max: 256 }) ciRunId?: string;
  @Instant({ description: 'Made at or after' }) fromTimestamp?: string;
  @Instant({ description: 'Made before' }) toTimestamp?: string;
}

/** Query of GET /v1/git-links/timeline. */
export class TimelineQuery {
  @Text({ max: 2_048 }) repoUrl?: string;
  @Text({ max: 256 }) branch?: string;
  @Whole({ min: 1, max: 100, default: 50 }) limit?: number;
}

export const toGitLinkFilters = (query: ListGitLinksQuery): GitLinkFilters => ({
  traceId: query.traceId,
  commitSha: query.commitSha && toSha('commitSha', query.commitSha),
  branch: query.branch,
  repoUrl: query.repoUrl,
  linkType: query.linkType,
  ciRunId: query.ciRunId,
  from: query.fromTimestamp === undefined ? undefined : new Date(query.fromTimestamp),
  to: query.toTimestamp === undefined ? undefined : new Date(query.toTimestamp),
});

/** @throws DomainError INVALID */
export const toSha = (field: string, text: string): string => {
  const sha = readCommitSha(text);
  if (sha === undefined) throw invalid(field, 'must be 7 to 64 hex digits');
  return sha;
};

export const toGitLinkResponse = (link: GitLink) => ({
  id: link.externalId,
  projectId: link.projectId,
  traceId: link.traceId,
  observationId: link.observationId,
  linkType: link.linkType,
  commitSha: link.commitSha,
  parentSha: link.parentSha,
  branch: link.branch,
  tag: link.tag,
  repoUrl: link.repoUrl,
  commitMessage: link.commitMessage,
  commitAuthor: link.commitAuthor,
  commitAuthorEmail: link.commitAuthorEmail,
  commitTimestamp: link.commitTimestamp?.toISOString() ?? null,
  filesAdded: link.filesAdded,
  filesModified: link.filesModified,
  filesDeleted: link.filesDeleted,
  filesChanged: filesOf(link),
  filesChangedCount: filesOf(link).length,
  additions: link.additions,
  deletions: link.deletions,
  ciRunId: link.ciRunId,
  createdAt: link.createdAt.toISOString(),
});

/** AgentTrace clients read `commits`, the rest of `/v1` is lists of `data`: the same. */
export const toTimelineResponse = (entries: readonly TimelineEntry[]) => {
  const data = entries.map((entry) => ({ ...entry, commitTime: entry.commitTime.toISOString() }));
  return { data, commits: data };
};

export const gitLinkExample = toGitLinkResponse({
  id: '01979f5e-2c00-7000-8000-0000000000d1',
  externalId: '01979f5e-2c00-7000-8000-0000000000d1',
  projectId: '01979f5e-2c00-7000-8000-000000000002',
  traceId: 'sess_01JZ5YPX2K',
  observationId: null,
  linkType: 'start',
  commitSha: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  parentSha: null,
  branch: 'main',
  tag: null,
  repoUrl: 'https://github.com/acme/agents.git',
  commitMessage: 'Book the slot that was asked for',
  commitAuthor: 'Ada',
  commitAuthorEmail: 'ada@example.com',
  commitTimestamp: new Date('2026-11-27T09:00:00.000Z'),
  filesAdded: [],
  filesModified: ['agents/book.ts'],
  filesDeleted: [],
  filesChanged: [],
  additions: 12,
  deletions: 3,
  ciRunId: null,
  createdAt: new Date('2026-11-27T10:15:04.000Z'),
});

export const timelineExample = toTimelineResponse([
  {
    commitSha: gitLinkExample.commitSha,
    commitMessage: gitLinkExample.commitMessage,
    commitAuthor: gitLinkExample.commitAuthor,
    commitTime: new Date('2026-11-27T09:00:00.000Z'),
    branch: 'main',
    traceCount: 1,
    failedTraceCount: 0,
    traceIds: [gitLinkExample.traceId],
  },
]);
