import { invalid, type JsonObject } from '@debrief/kernel';
import { cleanRepoUrl } from '../git/clean-repo-url';
import { readCommitSha, toCommitSha } from '../git/commit-sha';
import { BodyReader } from '../recording/body-reader';
import { gitLinkTypes, type SentGitLink } from './git-link.types';

/** A git link out of the body of a route or of a batch's item (platform.md B5). @throws DomainError INVALID with the field */
export const readGitLink = (body: JsonObject): SentGitLink => {
  const read = new BodyReader(body);
  const traceId = read.required(256, 'traceId');
  const commitSha = readCommitSha(read.required(256, 'commitSha'));
  if (commitSha === undefined) throw invalid('commitSha', 'must be 7 to 64 hex digits');
  const parentSha = read.text(256, 'parentSha');
  const repoUrl = read.text(2_048, 'repoUrl');
  return {
    id: read.text(256, 'id'),
    traceId,
    observationId: read.text(256, 'observationId'),
    linkType: read.word(gitLinkTypes, 'linkType', 'type') ?? 'commit',
    commitSha,
    parentSha: parentSha && toCommitSha(parentSha),
    branch: read.text(256, 'branch'),
    tag: read.text(256, 'tag'),
    repoUrl: repoUrl && cleanRepoUrl(repoUrl),
    commitMessage: read.text(65_536, 'commitMessage'),
    commitAuthor: read.text(256, 'commitAuthor', 'authorName'),
    commitAuthorEmail: read.text(320, 'commitAuthorEmail', 'authorEmail'),
    commitTimestamp: read.instant('commitTimestamp'),
    filesAdded: read.paths('filesAdded'),
    filesModified: read.paths('filesModified'),
    filesDeleted: read.paths('filesDeleted'),
    filesChanged: read.paths('filesChanged'),
    additions: read.whole('additions'),
    deletions: read.whole('deletions'),
    ciRunId: read.text(256, 'ciRunId'),
  };
};

type Files = Pick<SentGitLink, 'filesAdded' | 'filesModified' | 'filesDeleted' | 'filesChanged'>;

/** All files that a link names, each once. */
export const filesOf = ({ filesAdded, filesModified, filesDeleted, filesChanged }: Files): string[] => [
  ...new Set([...filesAdded, ...filesModified, ...filesDeleted, ...filesChanged]),
];
