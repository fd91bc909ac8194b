import { enqueueForWorkspaces, type SystemTx } from '@debrief/infra';
import { sql } from 'kysely';

/** What became due later has its first job. */
const graceSeconds = 60;
const batch = 500;
const keptDays = 30;
const deletedPerSweep = 10_000;

/** Asks anew for the job of each message that is overdue: the queue lost it, or the worker that sent it died. */
export const sweepDeliveries = async (tx: SystemTx): Promise<void> => {
  const { rows } = await sql<{ workspaceId: string; id: string }>`
    select workspace_id, id from webhook_delivery
     where status = 'pending' and next_attempt_at <= now() - make_interval(secs => ${graceSeconds})
       and (claimed_until is null or claimed_until <= now())
     order by next_attempt_at
     limit ${batch}`.execute(tx);
  await enqueueForWorkspaces(
    tx,
    'webhooks.deliver',
    rows.map(({ workspaceId, id }) => ({ workspaceId, payload: { deliveryId: id } })),
  );
};

/** Forgets what was made 30 days ago, a bounded number at a time. */
export const deleteOldDeliveries = async (tx: SystemTx): Promise<void> => {
  await sql`
    delete from webhook_delivery where ctid = any(array(
      select ctid from webhook_delivery where created_at < now() - make_interval(days => ${keptDays})
       order by created_at limit ${deletedPerSweep} for update skip locked
    ))`.execute(tx);
};
