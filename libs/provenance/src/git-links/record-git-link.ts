import type { WorkspaceTx } from '@debrief/infra';
import { conflict, newId, notFound, type Scope } from '@debrief/kernel';
import { recordAudit } from '@debrief/tenancy';
import { hashContent } from '../recording/content-hash';
import { locateRun } from '../recording/locate-run';
import { maskTexts, type RecordingContext } from '../recording/recording-context';
import type { Recorded } from '../recording/recording.types';
import type { GitLink, SentGitLink } from './git-link.types';
import { findCiRunId, findGitLink, findGitLinkOf, insertGitLink } from './git-links.queries';

/**
 * Writes a link of a run to a commit, once for each run, commit and type; audited.
 * @throws DomainError NOT_FOUND trace or CI run; CONFLICT other content under that id
 */
export const recordGitLink = async (
  tx: WorkspaceTx,
  scope: Scope,
  projectId: string,
  sent: SentGitLink,
  { masker, hashKey }: RecordingContext,
): Promise<Recorded<GitLink>> => {
  const { id: clientId, traceId, ciRunId: ciRunExternalId, ...facts } = sent;
  const contentHash = hashContent(hashKey, { ...facts, traceId, ciRunExternalId });
  const run = await locateRun(tx, projectId, traceId);
  const ciRunId = ciRunExternalId === null ? null : await findCiRunId(tx, projectId, ciRunExternalId);
  if (ciRunId === undefined) throw notFound('CI run', ciRunExternalId ?? '');
  const id = newId();
  const externalId = clientId ?? id;
  const masked = maskTexts(masker, facts);
  const isNew = await insertGitLink(tx, {
    ...masked,
    // Ids are never masked.
    observationId: facts.observationId,
    commitSha: facts.commitSha,
    parentSha: facts.parentSha,
    filesAdded: JSON.stringify(masked.filesAdded),
    filesModified: JSON.stringify(masked.filesModified),
    filesDeleted: JSON.stringify(masked.filesDeleted),
    filesChanged: JSON.stringify(masked.filesChanged),
    id,
    projectId,
    externalId,
    traceId: run.id,
    ciRunId,
    contentHash,
  });
  const ofId = await findGitLink(tx, projectId, externalId);
  if (ofId && !isNew && !ofId.contentHash.equals(contentHash))
    throw conflict(`A git link ${externalId} exists with other content`);
  const item = ofId ?? (await findGitLinkOf(tx, run.id, facts));
  if (!item) throw notFound('git link', externalId);
  if (isNew)
    await recordAudit(tx, scope, {
      action: 'git_link.create',
      targetType: 'git_link',
      targetId: item.externalId,
      projectId,
      details: { trace_id: traceId, commit_sha: item.commitSha, link_type: item.linkType },
    });
  return { item, isNew };
};
