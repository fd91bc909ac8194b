import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';
import type { CiRunFilters, CiStats } from './ci-run.types';
import { ciRunRows } from './ci-runs.queries';
import { ciStatuses } from './ci-status';

type Sums = Omit<CiStats, 'byStatus'> & { readonly statuses: Readonly<Record<string, number>> | null };

/** Runs under some filters by status, how long those that are over took, and the sums of their traces, each trace once. */
export const readCiStats = async (tx: WorkspaceTx, projectId: string, filters: CiRunFilters): Promise<CiStats> => {
  const { rows } = await sql<Sums>`
    with run as (select r.id, r.status, r.started_at, r.completed_at ${ciRunRows(projectId, filters)}),
    linked as (
      select t.* from trace t
       where exists (select from ci_run_trace c
                      where c.workspace_id = t.workspace_id and c.trace_id = t.id and c.ci_run_id in (select id from run)))
    select (select count(*) from run)::int as total_runs,
           (select jsonb_object_agg(status, n) from (select status, count(*) as n from run group by status) counted) as statuses,
           (select avg(extract(epoch from greatest(completed_at - started_at, interval '0')) * 1000)::float8
              from run where completed_at is not null) as avg_duration_ms,
           count(*)::int as trace_count,
           coalesce(sum(case when total_tokens > 0 then total_tokens else input_tokens + output_tokens end), 0) as total_tokens,
           coalesce(sum(cost_usd), 0) as total_cost, coalesce(sum(observation_count), 0) as total_observations
      from linked`.execute(tx);
  const [sums] = rows;
  if (!sums) throw new Error('an aggregate has one row');
  const { statuses, ...rest } = sums;
  const byStatus = Object.fromEntries(ciStatuses.map((status) => [status, statuses?.[status] ?? 0]));
  return { ...rest, byStatus: byStatus as CiStats['byStatus'] };
};
