import type { DB, WorkspaceTx } from '@debrief/infra';
import { newId } from '@debrief/kernel';
import type { Insertable } from 'kysely';

/** A row of a webhook whose secret nothing opens. @returns its id */
export const insertWebhook = async (
  tx: WorkspaceTx,
  changes: Partial<Insertable<DB['webhookEndpoint']>> = {},
): Promise<string> => {
  const id = changes.id ?? newId();
  await tx
    .insertInto('webhookEndpoint')
    .values({
      id,
      url: 'https://hooks.example.com/',
      description: '',
      events: ['incident.opened'],
      secret: Buffer.of(0),
      ...changes,
    })
    .execute();
  return id;
};

/** A message that did not arrive. @returns its id */
export const insertDelivery = async (tx: WorkspaceTx, endpointId: string): Promise<string> => {
  const id = newId();
  await tx
    .insertInto('webhookDelivery')
    .values({
      id,
      endpointId,
      messageId: `msg_${id}`,
      eventType: 'incident.opened',
      payload: '{}',
      status: 'failed',
      nextAttemptAt: null,
    })
    .execute();
  return id;
};

/** As `insertDelivery`, to the newest webhook. */
export const insertDeliveryToNewest = async (tx: WorkspaceTx): Promise<string> => {
  const newest = tx.selectFrom('webhookEndpoint').select('id').orderBy('id', 'desc').limit(1);
  return insertDelivery(tx, (await newest.executeTakeFirstOrThrow()).id);
};
