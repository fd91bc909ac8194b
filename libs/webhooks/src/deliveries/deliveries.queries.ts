import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { type Insertable, sql } from 'kysely';
import type { DeliveryStatus, WebhookDelivery } from '../webhook.types';

const columns = [
  'id',
  'endpointId',
  'messageId',
  'eventType',
  'payload',
  'status',
  'attempts',
  'nextAttemptAt',
  'lastAttemptAt',
  'responseStatus',
  'reason',
  'durationMs',
  'responseExcerpt',
  'createdAt',
] as const;

export interface DeliveryFilters {
  readonly status?: DeliveryStatus;
}

/** Newest first. */
export const selectDeliveryPage = (
  tx: WorkspaceTx,
  endpointId: string,
  { status }: DeliveryFilters,
  page: IdPage,
): Promise<WebhookDelivery[]> => {
  let rows = tx.selectFrom('webhookDelivery').select(columns).where('endpointId', '=', endpointId);
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  if (status !== undefined) rows = rows.where('status', '=', status);
  return rows.orderBy('id', 'desc').limit(page.limit).$castTo<WebhookDelivery>().execute();
};

export const insertDelivery = (
  tx: WorkspaceTx,
  row: Omit<Insertable<DB['webhookDelivery']>, 'workspaceId'>,
): Promise<WebhookDelivery> =>
  tx.insertInto('webhookDelivery').values(row).returning(columns).$castTo<WebhookDelivery>().executeTakeFirstOrThrow();

/** Makes a delivery due again, with its schedule from the start. @returns undefined when the endpoint has no such one */
export const restartDelivery = (
  tx: WorkspaceTx,
  key: { readonly endpointId: string; readonly id: string },
  now: Date,
): Promise<WebhookDelivery | undefined> =>
  tx
    .updateTable('webhookDelivery')
    .set({ status: 'pending', retries: 0, nextAttemptAt: now, claimedUntil: null })
    .where('endpointId', '=', key.endpointId)
    .where('id', '=', key.id)
    .returning(columns)
    .$castTo<WebhookDelivery>()
    .executeTakeFirst();

/** Ends what is still on its way to an endpoint. */
export const failPending = async (tx: WorkspaceTx, endpointId: string, reason: string): Promise<void> => {
  await tx
    .updateTable('webhookDelivery')
    .set({ status: 'failed', nextAttemptAt: null, claimedUntil: null, reason })
    .where('endpointId', '=', endpointId)
    .where('status', '=', 'pending')
    .execute();
};

/** A message as it is sent. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly messageId: string;
  readonly payload: string;
  /** This one included. */
  readonly attempts: number;
  readonly retries: number;
}

/** Of a delivery whose time has come and that nobody is sending. */
const isDue = (now: Date) =>
  sql<boolean>`status = 'pending' and next_attempt_at <= ${now} and (claimed_until is null or claimed_until <= ${now})`;

/** @returns its endpoint's id, while it is due */
export const findDueDelivery = async (tx: WorkspaceTx, id: string, now: Date): Promise<string | undefined> => {
  const row = await tx
    .selectFrom('webhookDelivery')
    .select('endpointId')
    .where('id', '=', id)
    .where(isDue(now))
    .executeTakeFirst();
  return row?.endpointId;
};

/** @returns until when somebody else has it, while somebody has */
export const findClaimEnd = async (tx: WorkspaceTx, id: string, now: Date): Promise<Date | undefined> => {
  const row = await tx
    .selectFrom('webhookDelivery')
    .select('claimedUntil')
    .where('id', '=', id)
    .where('status', '=', 'pending')
    .where('claimedUntil', '>', now)
    .executeTakeFirst();
  return row?.claimedUntil ?? undefined;
};

/** @returns undefined when it is not due, or another worker took it */
export const claimDelivery = (
  tx: WorkspaceTx,
  id: string,
  now: Date,
  claimedUntil: Date,
): Promise<ClaimedDelivery | undefined> =>
  tx
    .updateTable('webhookDelivery')
    .set({ attempts: sql`attempts + 1`, claimedUntil, lastAttemptAt: now })
    .where('id', '=', id)
    .where(isDue(now))
    .returning(['id', 'endpointId', 'messageId', 'payload', 'attempts', 'retries'])
    .executeTakeFirst();

/** How many messages are being sent to an endpoint. */
export const countUnderWay = async (tx: WorkspaceTx, endpointId: string, now: Date): Promise<number> => {
  const { count } = await tx
    .selectFrom('webhookDelivery')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('endpointId', '=', endpointId)
    .where('status', '=', 'pending')
    .where('claimedUntil', '>', now)
    .executeTakeFirstOrThrow();
  return count;
};

export const postponeDelivery = async (tx: WorkspaceTx, id: string, nextAttemptAt: Date): Promise<void> => {
  await tx.updateTable('webhookDelivery').set({ nextAttemptAt }).where('id', '=', id).execute();
};

export interface AttemptRecord {
  readonly status: DeliveryStatus;
  readonly retries: number;
  readonly nextAttemptAt: Date | null;
  readonly reason: string | null;
  readonly responseStatus: number | null;
  readonly durationMs: number;
  readonly responseExcerpt: string | null;
}

/** @returns false when the claim was lost: another worker took it up, the endpoint was disabled, or it was delivered meanwhile */
export const recordAttempt = async (
  tx: WorkspaceTx,
  claim: { readonly id: string; readonly attempts: number },
  record: AttemptRecord,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('webhookDelivery')
    .set({ ...record, claimedUntil: null })
    .where('id', '=', claim.id)
    .where('attempts', '=', claim.attempts)
    .where('status', '=', 'pending')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};
