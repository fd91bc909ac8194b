import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** What an answer is remembered under: the caller, the route and the key that the client chose. */
export interface RecordKey {
  readonly principal: string;
  readonly route: string;
  readonly key: string;
}

export interface IdempotencyRecordRow {
  readonly requestHash: Buffer;
  /** Null while the first request still runs. */
  readonly status: number | null;
  readonly response: Buffer | null;
  readonly ageSeconds: number;
}

/** @returns the claim's time, its proof of ownership; undefined when there is a record already */
export const insertClaim = async (tx: WorkspaceTx, key: RecordKey, requestHash: Buffer): Promise<Date | undefined> => {
  const row = await tx
    .insertInto('idempotencyRecord')
    .values({ ...key, requestHash })
    .onConflict((conflict) => conflict.doNothing())
    .returning('createdAt')
    .executeTakeFirst();
  return row?.createdAt;
};

/** Locks the record, so that of two who want to take it over one waits for the other. */
export const findRecordForUpdate = (tx: WorkspaceTx, key: RecordKey): Promise<IdempotencyRecordRow | undefined> =>
  tx
    .selectFrom('idempotencyRecord')
    .select([
      'requestHash',
      'status',
      'response',
      sql<number>`extract(epoch from now() - created_at)::float8`.as('ageSeconds'),
    ])
    .where((eb) => eb.and(key))
    .forUpdate()
    .executeTakeFirst();

export const updateClaim = async (tx: WorkspaceTx, key: RecordKey, requestHash: Buffer): Promise<Date> => {
  const row = await tx
    .updateTable('idempotencyRecord')
    .set({ requestHash, status: null, response: null, createdAt: sql`now()` })
    .where((eb) => eb.and(key))
    .returning('createdAt')
    .executeTakeFirstOrThrow();
  return row.createdAt;
};

/** Touches nothing when the claim was taken over meanwhile. */
export const updateAnswer = async (
  tx: WorkspaceTx,
  key: RecordKey,
  claimedAt: Date,
  answer: { status: number; response: Buffer },
): Promise<void> => {
  await tx
    .updateTable('idempotencyRecord')
    .set(answer)
    .where((eb) => eb.and({ ...key, createdAt: claimedAt }))
    .where('status', 'is', null)
    .execute();
};

export const deleteClaim = async (tx: WorkspaceTx, key: RecordKey, claimedAt: Date): Promise<void> => {
  await tx
    .deleteFrom('idempotencyRecord')
    .where((eb) => eb.and({ ...key, createdAt: claimedAt }))
    .where('status', 'is', null)
    .execute();
};
