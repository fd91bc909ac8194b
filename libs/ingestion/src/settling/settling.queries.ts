import type { SystemTx, WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** When a run counts as silent, in seconds since its last event (or its start). */
export interface SilenceLimits {
  readonly idleSeconds: number;
  readonly abandonedSeconds: number;
}

export interface SettledTrace {
  readonly id: string;
  readonly projectId: string;
  readonly status: string;
}

const lastActivity = sql`coalesce(t.last_event_at, t.started_at)`;
const ago = (seconds: number) => sql`now() - make_interval(secs => ${seconds})`;
// The first two conditions are the index's; last_event_minute is never above the last activity.
const isDue = ({ idleSeconds, abandonedSeconds }: SilenceLimits) => sql`
  t.status = 'running' and t.last_event_minute <= ${ago(Math.min(idleSeconds, abandonedSeconds))}
  and ((t.idle_at is null and ${lastActivity} <= ${ago(idleSeconds)}) or ${lastActivity} <= ${ago(abandonedSeconds)})`;

/**
 * Marks silent runs idle, and abandoned when they are silent for long. A trace that an append holds right now is alive and is
 * skipped; one whose append committed a moment ago is read anew under the lock and no longer due.
 */
export const settleSilentTraces = async (
  tx: WorkspaceTx,
  limits: SilenceLimits,
  limit: number,
): Promise<SettledTrace[]> => {
  const { rows } = await sql<SettledTrace>`
    with due as (
      select t.id from trace t where ${isDue(limits)} order by t.id limit ${limit} for no key update skip locked
    )
    update trace t
       set idle_at = coalesce(t.idle_at, now()),
           analyze_at = case when t.idle_at is null then now() else t.analyze_at end,
           status = case when ${lastActivity} <= ${ago(limits.abandonedSeconds)} then 'abandoned' else t.status end
      from due where t.id = due.id
    returning t.id, t.project_id, t.status`.execute(tx);
  return rows;
};

/** Workspaces in which a run is to be marked. */
export const findWorkspacesWithSilentTraces = async (tx: SystemTx, limits: SilenceLimits): Promise<string[]> => {
  const { rows } = await sql<{
    workspaceId: string;
  }>`select distinct t.workspace_id from trace t where ${isDue(limits)}`.execute(tx);
  return rows.map((row) => row.workspaceId);
};
