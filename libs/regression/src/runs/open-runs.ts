import { enqueueForWorkspaces, type SystemTx } from '@debrief/infra';
import { sql } from 'kysely';

/** Younger runs have their first job. */
const graceSeconds = 15;
const batch = 500;

/** Asks for the job of each run that could go on and may have lost it: its time is up, or a part of it is due. */
export const sweepRuns = async (tx: SystemTx): Promise<void> => {
  const { rows } = await sql<{ workspaceId: string; id: string }>`
    select r.workspace_id, r.id
      from regression_run r
     where r.completed_at is null and r.created_at < now() - make_interval(secs => ${graceSeconds})
       and (r.status = 'queued' or r.deadline_at <= now()
            or exists (select from regression_case c
                        where c.workspace_id = r.workspace_id and c.run_id = r.id and c.outcome is null)
            or exists (select from regression_attempt a
                         left join trace t on t.workspace_id = a.workspace_id and t.id = a.trace_id
                        where a.workspace_id = r.workspace_id and a.run_id = r.id and a.outcome is null
                          and (t.id is null or t.status <> 'running' or a.send_at <= now())))
     order by r.deadline_at
     limit ${batch}`.execute(tx);
  await enqueueForWorkspaces(
    tx,
    'regression.run',
    rows.map(({ workspaceId, id }) => ({ workspaceId, payload: { regressionRunId: id } })),
  );
};
