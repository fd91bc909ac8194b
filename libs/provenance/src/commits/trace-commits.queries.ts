import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql } from 'kysely';
import { commitLinkTypes } from '../git-links/git-link.types';

/**
 * A trace's commit as SQL, `null` where none is known: its newest git link of a type that says so, else what the trace says of itself
 * (platform.md B5).
 * @param trace alias of the trace in the query
 */
export const commitOf = (trace: string): RawBuilder<string | null> => {
  const t = sql.raw(trace);
  return sql`coalesce(
    (select l.commit_sha from git_link l
      where l.workspace_id = ${t}.workspace_id and l.trace_id = ${t}.id
        and l.link_type in (${sql.join(commitLinkTypes.map((type) => sql.lit(type)))})
      order by l.id desc limit 1),
    lower(nullif(${t}.git_commit_sha, '')))`;
};

/** At which commit a run's code was. */
export interface TraceCommit {
  readonly sha: string;
  readonly branch: string | null;
}

/** @param traceId internal id @returns undefined where nobody told */
export const findTraceCommit = async (tx: WorkspaceTx, traceId: string): Promise<TraceCommit | undefined> => {
  const { rows } = await sql<{ sha: string | null; branch: string | null }>`
    select ${commitOf('t')} as sha,
           coalesce(
             (select l.branch from git_link l
               where l.workspace_id = t.workspace_id and l.trace_id = t.id and l.commit_sha = ${commitOf('t')} and l.branch is not null
               order by l.id desc limit 1),
             t.git_branch) as branch
      from trace t where t.id = ${traceId}::uuid`.execute(tx);
  const [found] = rows;
  return found?.sha ? { sha: found.sha, branch: found.branch } : undefined;
};
