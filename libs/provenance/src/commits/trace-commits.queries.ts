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

/** @param traceId internal id */
export const findTraceCommit = async (tx: WorkspaceTx, traceId: string): Promise<string | undefined> => {
  const { rows } = await sql<{ sha: string | null }>`
    select ${commitOf('t')} as sha from trace t where t.id = ${traceId}::uuid`.execute(tx);
  return rows[0]?.sha ?? undefined;
};
