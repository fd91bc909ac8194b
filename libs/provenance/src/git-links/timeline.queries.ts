import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import { repoUrlForms } from '../git/clean-repo-url';
import type { TimelineEntry } from './git-link.types';

/** The newest links that a timeline looks at. */
const maxLinks = 20_000;
const shownTraces = 100;

export interface TimelineRequest {
  readonly repoUrl?: string;
  readonly branch?: string;
  readonly limit: number;
}

/** Commits by the links of a project's runs, newest commit first. Of what several links say the newest word counts. */
export const listTimeline = async (
  tx: WorkspaceTx,
  projectId: string,
  { repoUrl, branch, limit }: TimelineRequest,
): Promise<TimelineEntry[]> => {
  const inRepo = repoUrl === undefined ? sql`` : sql`and l.repo_url = any(${repoUrlForms(repoUrl)}::text[])`;
  const onBranch = branch === undefined ? sql`` : sql`and l.branch = ${branch}`;
  const { rows } = await sql<TimelineEntry>`
    with link as (
      select l.id, l.trace_id, l.commit_sha, l.commit_message, l.commit_author, l.commit_timestamp, l.branch, l.created_at,
             t.external_id, t.status in ('failed', 'aborted') or cardinality(t.incident_ids) > 0 as is_failed
        from (select * from git_link l where l.project_id = ${projectId}::uuid ${inRepo} ${onBranch}
               order by l.id desc limit ${maxLinks}) l
        join trace t on t.workspace_id = l.workspace_id and t.id = l.trace_id)
    select commit_sha,
           (array_agg(commit_message order by id desc) filter (where commit_message is not null))[1] as commit_message,
           (array_agg(commit_author order by id desc) filter (where commit_author is not null))[1] as commit_author,
           coalesce(max(commit_timestamp), min(created_at)) as commit_time,
           (array_agg(branch order by id desc) filter (where branch is not null))[1] as branch,
           count(distinct trace_id)::int as trace_count,
           count(distinct trace_id) filter (where is_failed)::int as failed_trace_count,
           (array_agg(distinct_id order by trace_id desc) filter (where distinct_id is not null))[1:${sql.lit(shownTraces)}] as trace_ids
      from (select *, case when row_number() over (partition by commit_sha, trace_id order by id) = 1 then external_id end as distinct_id
              from link) numbered
     group by commit_sha
     order by commit_time desc, commit_sha
     limit ${limit}`.execute(tx);
  return rows;
};
