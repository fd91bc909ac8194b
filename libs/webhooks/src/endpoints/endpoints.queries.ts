import type { DB, WorkspaceTx } from '@debrief/infra';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { WebhookEndpoint } from '../webhook.types';

const columns = [
  'id',
  'projectId',
  'url',
  'description',
  'events',
  'enabled',
  'disabledReason',
  'failingSince',
  'previousSecretEndsAt',
  'createdAt',
  'updatedAt',
] as const;

/** What signs an endpoint's messages, sealed. */
export interface SealedSecrets {
  readonly secret: Buffer;
  readonly previousSecret: Buffer | null;
  readonly previousSecretEndsAt: Date | null;
}

/** Newest first; their number is bounded. */
export const listEndpoints = (tx: WorkspaceTx): Promise<WebhookEndpoint[]> =>
  tx.selectFrom('webhookEndpoint').select(columns).orderBy('id', 'desc').$castTo<WebhookEndpoint>().execute();

export const findEndpoint = (tx: WorkspaceTx, id: string): Promise<WebhookEndpoint | undefined> =>
  tx.selectFrom('webhookEndpoint').select(columns).where('id', '=', id).$castTo<WebhookEndpoint>().executeTakeFirst();

/** As `findEndpoint`, with its secret; until the transaction ends, changes and claims of its messages wait. */
export const lockEndpoint = (tx: WorkspaceTx, id: string): Promise<(WebhookEndpoint & SealedSecrets) | undefined> =>
  tx
    .selectFrom('webhookEndpoint')
    .select([...columns, 'secret', 'previousSecret'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .$castTo<WebhookEndpoint & SealedSecrets>()
    .executeTakeFirst();

export const insertEndpoint = (
  tx: WorkspaceTx,
  row: Omit<Insertable<DB['webhookEndpoint']>, 'workspaceId'>,
): Promise<WebhookEndpoint> =>
  tx.insertInto('webhookEndpoint').values(row).returning(columns).$castTo<WebhookEndpoint>().executeTakeFirstOrThrow();

export const updateEndpoint = (
  tx: WorkspaceTx,
  id: string,
  change: Omit<Updateable<DB['webhookEndpoint']>, 'workspaceId' | 'id'>,
): Promise<WebhookEndpoint> =>
  tx
    .updateTable('webhookEndpoint')
    .set({ ...change, updatedAt: sql`now()` })
    .where('id', '=', id)
    .returning(columns)
    .$castTo<WebhookEndpoint>()
    .executeTakeFirstOrThrow();

/** Its deliveries go with it. */
export const deleteEndpoint = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.deleteFrom('webhookEndpoint').where('id', '=', id).execute();
};

/** Notes how the endpoint fares; the first failure of a row of them stands until something is delivered. */
export const noteHealth = async (tx: WorkspaceTx, id: string, failingSince: Date | null): Promise<void> => {
  await tx
    .updateTable('webhookEndpoint')
    .set({ failingSince })
    .where('id', '=', id)
    .where('failingSince', 'is distinct from', failingSince)
    .execute();
};

/** @returns false when it was disabled before */
export const disableEndpoint = async (
  tx: WorkspaceTx,
  id: string,
  disabledReason: 'gone' | 'failing',
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('webhookEndpoint')
    .set({ enabled: false, disabledReason, updatedAt: sql`now()` })
    .where('id', '=', id)
    .where('enabled', '=', true)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
