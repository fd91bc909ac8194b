import type { WorkspaceTx } from '@debrief/infra';
import { commitOf } from '@debrief/provenance';
import { sql } from 'kysely';
import type { CommitRuns } from './place-commits';

/** So many of an incident's runs, and of its agents' newest ones, are looked at. */
const most = 5_000;

/**
 * The commits of the runs of an incident, and of the newest ones of the same agents; where no agent is known, of runs of the same name.
 * Runs whose commit nobody told are left out.
 */
export const listCommitRuns = async (tx: WorkspaceTx, incidentId: string): Promise<CommitRuns[]> => {
  const { rows } = await sql<CommitRuns>`
    with member as materialized (
      select distinct m.trace_id from incident_trace m where m.incident_id = ${incidentId}::uuid limit ${most}),
    actor as (
      select distinct t.workspace_id, t.project_id, t.agent, case when t.agent is null then t.name end as name
        from member m join trace t on t.id = m.trace_id limit 20),
    seen as (
      select t.id from actor a
       cross join lateral (
         select id from trace t
          where t.workspace_id = a.workspace_id and t.project_id = a.project_id and t.agent = a.agent
          order by t.started_at desc limit ${most}) t
      union
      select t.id from actor a
       cross join lateral (
         select id from trace t
          where t.workspace_id = a.workspace_id and t.project_id = a.project_id and t.agent is null and a.agent is null and t.name = a.name
          order by t.started_at desc limit ${most}) t
      union
      select trace_id from member),
    run as (
      select ${commitOf('t')} as sha, t.started_at, t.status, t.incident_ids, exists (select from member m where m.trace_id = t.id) as is_member
        from trace t where t.id in (select id from seen))
    select sha, min(started_at) as first_at, max(started_at) as last_at,
           count(*) filter (where status not in ('running', 'abandoned'))::int as ended,
           count(*) filter (where is_member)::int as in_incident,
           count(*) filter (where status in ('failed', 'aborted') or cardinality(incident_ids) > 0)::int as failed
      from run where sha is not null
     group by sha`.execute(tx);
  return rows;
};
