import type { DB, WorkspaceTx } from '@debrief/infra';
import type { JsonText } from '@debrief/kernel';
import { type Insertable, type RawBuilder, type Selectable, sql } from 'kysely';
import { repoUrlForms } from '../git/clean-repo-url';
import { afterPrefix } from '../git/commit-sha';
import { isOfTrace } from '../recording/is-of-trace';
import type { GitLink, GitLinkFilters, GitLinkType } from './git-link.types';

type Row = Selectable<DB['gitLink']> & {
  readonly traceExternalId: string;
  readonly ciRunExternalId: string | null;
};

interface StoredHash {
  readonly contentHash: Buffer;
}

const toGitLink = ({ traceExternalId, ciRunExternalId, linkType, ...row }: Row): GitLink & StoredHash => ({
  ...row,
  linkType: linkType as GitLinkType,
  traceId: traceExternalId,
  ciRunId: ciRunExternalId,
  filesAdded: toPaths(row.filesAdded),
  filesModified: toPaths(row.filesModified),
  filesDeleted: toPaths(row.filesDeleted),
  filesChanged: toPaths(row.filesChanged),
});

/** Ours: written by `JSON.stringify`. */
const toPaths = (text: JsonText): string[] => JSON.parse(text) as string[];

const selectGitLinks = (tx: WorkspaceTx) =>
  tx
    .selectFrom('gitLink')
    .innerJoin('trace', 'trace.id', 'gitLink.traceId')
    .leftJoin('ciRun', 'ciRun.id', 'gitLink.ciRunId')
    .selectAll('gitLink')
    .select(['trace.externalId as traceExternalId', 'ciRun.externalId as ciRunExternalId']);

/** @returns false when there is one of that id, or of the run's for that commit and type; a transaction that is inserting it is waited for */
export const insertGitLink = async (tx: WorkspaceTx, row: Insertable<DB['gitLink']>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('gitLink')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const findGitLink = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<(GitLink & StoredHash) | undefined> => {
  const row = await selectGitLinks(tx)
    .where('gitLink.projectId', '=', projectId)
    .where('gitLink.externalId', '=', externalId)
    .executeTakeFirst();
  return row && toGitLink(row);
};

/** @param traceId internal id */
export const findGitLinkOf = async (
  tx: WorkspaceTx,
  traceId: string,
  { commitSha, linkType }: Pick<GitLink, 'commitSha' | 'linkType'>,
): Promise<GitLink | undefined> => {
  const row = await selectGitLinks(tx)
    .where('gitLink.traceId', '=', traceId)
    .where('commitSha', '=', commitSha)
    .where('linkType', '=', linkType)
    .executeTakeFirst();
  return row && toGitLink(row);
};

export const loadGitLinks = async (tx: WorkspaceTx, ids: readonly string[]): Promise<GitLink[]> =>
  (await selectGitLinks(tx).where('gitLink.id', 'in', ids).execute()).map(toGitLink);

/** Internal id of a CI run. */
export const findCiRunId = async (
  tx: WorkspaceTx,
  projectId: string,
  externalId: string,
): Promise<string | undefined> =>
  (
    await tx
      .selectFrom('ciRun')
      .select('id')
      .where('projectId', '=', projectId)
      .where('externalId', '=', externalId)
      .executeTakeFirst()
  )?.id;

/** `from … where …` of a list. */
export const gitLinkRows = (projectId: string, filters: GitLinkFilters): RawBuilder<unknown> => {
  const { traceId, commitSha, branch, repoUrl, linkType, ciRunId, from, to } = filters;
  const conditions = [
    sql`r.project_id = ${projectId}::uuid`,
    ...(traceId === undefined ? [] : [isOfTrace(projectId, traceId)]),
    ...(commitSha === undefined
      ? []
      : [sql`r.commit_sha >= ${commitSha}`, sql`r.commit_sha < ${afterPrefix(commitSha)}`]),
    ...(branch === undefined ? [] : [sql`r.branch = ${branch}`]),
    ...(repoUrl === undefined ? [] : [sql`r.repo_url = any(${repoUrlForms(repoUrl)}::text[])`]),
    ...(linkType === undefined ? [] : [sql`r.link_type = ${linkType}`]),
    ...(ciRunId === undefined
      ? []
      : [
          sql`r.ci_run_id = (select c.id from ci_run c where c.project_id = ${projectId}::uuid and c.external_id = ${ciRunId})`,
        ]),
    ...(from === undefined ? [] : [sql`r.created_at >= ${from}`]),
    ...(to === undefined ? [] : [sql`r.created_at < ${to}`]),
  ];
  return sql`from git_link r where ${sql.join(conditions, sql` and `)}`;
};
