import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import type { KeyScope } from '@debrief/kernel';
import { sql, type Selectable } from 'kysely';

/** A key as its project's owners see it: never the secret, nor its hash. */
export type ApiKey = Omit<Selectable<DB['apiKey']>, 'keyHash' | 'scopes'> & { readonly scopes: readonly KeyScope[] };

const columns = [
  'workspaceId',
  'id',
  'projectId',
  'name',
  'publicKey',
  'preview',
  'scopes',
  'expiresAt',
  'revokedAt',
  'lastUsedAt',
  'createdBy',
  'createdAt',
] as const;

export interface NewApiKey {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly publicKey: string;
  readonly keyHash: Buffer;
  readonly preview: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt: Date | null;
  readonly createdBy: string | null;
}

export const insertApiKey = (tx: WorkspaceTx, row: NewApiKey): Promise<ApiKey> =>
  tx
    .insertInto('apiKey')
    .values({ ...row, scopes: [...row.scopes] })
    .returning(columns)
    .$castTo<ApiKey>()
    .executeTakeFirstOrThrow();

/** Newest first, ended ones included. */
export const selectApiKeyPage = (tx: WorkspaceTx, projectId: string, page: IdPage): Promise<ApiKey[]> => {
  let rows = tx.selectFrom('apiKey').select(columns).where('projectId', '=', projectId).$castTo<ApiKey>();
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
};

/** Keys that still open the project, newest first. */
export const selectActiveApiKeys = (tx: WorkspaceTx, projectId: string): Promise<ApiKey[]> =>
  tx
    .selectFrom('apiKey')
    .select(columns)
    .where('projectId', '=', projectId)
    .where('revokedAt', 'is', null)
    .where((row) => row.or([row('expiresAt', 'is', null), row('expiresAt', '>', sql<Date>`now()`)]))
    .orderBy('id', 'desc')
    .$castTo<ApiKey>()
    .execute();

export const findApiKeyOfProject = (tx: WorkspaceTx, projectId: string, id: string): Promise<ApiKey | undefined> =>
  tx
    .selectFrom('apiKey')
    .select(columns)
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .$castTo<ApiKey>()
    .executeTakeFirst();

/** @returns false when it was revoked before */
export const revokeApiKey = async (tx: WorkspaceTx, id: string): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable('apiKey')
    .set({ revokedAt: sql`now()` })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** @returns how many were not revoked before */
export const revokeKeysOfProject = async (tx: WorkspaceTx, projectId: string): Promise<number> => {
  const { numUpdatedRows } = await tx
    .updateTable('apiKey')
    .set({ revokedAt: sql`now()` })
    .where('projectId', '=', projectId)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};

/** Ends keys after some seconds, none later than it would have ended anyway. */
export const expireApiKeys = async (tx: WorkspaceTx, ids: readonly string[], seconds: number): Promise<void> => {
  await tx
    .updateTable('apiKey')
    .set({ expiresAt: sql`least(expires_at, now() + make_interval(secs => ${seconds}))` })
    .where('id', 'in', [...ids])
    .execute();
};
