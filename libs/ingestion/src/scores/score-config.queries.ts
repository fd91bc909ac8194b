import type { DB, WorkspaceTx } from '@debrief/infra';
import { isUuid } from '@debrief/kernel';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { ScoreDataType } from './finding';
import type { ScoreCategory, ScoreConfig } from './score-config';

type Row = Selectable<DB['scoreConfig']>;

/** Of these ids those that the project has. */
export const findConfigs = async (
  tx: WorkspaceTx,
  projectId: string,
  ids: readonly string[],
): Promise<Map<string, ScoreConfig>> => {
  const possible = ids.filter(isUuid);
  if (possible.length === 0) return new Map();
  const rows = await tx
    .selectFrom('scoreConfig')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', 'in', possible)
    .execute();
  return new Map(rows.map((row) => [row.id, toConfig(row)]));
};

export const findConfigForUpdate = async (
  tx: WorkspaceTx,
  projectId: string,
  id: string,
): Promise<ScoreConfig | undefined> => {
  if (!isUuid(id)) return undefined;
  const row = await tx
    .selectFrom('scoreConfig')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toConfig(row);
};

/** Newest first. */
export const listConfigs = async (
  tx: WorkspaceTx,
  projectId: string,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<ScoreConfig[]> => {
  const rows = await tx
    .selectFrom('scoreConfig')
    .selectAll()
    .where('projectId', '=', projectId)
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(toConfig);
};

export const countConfigs = async (tx: WorkspaceTx, projectId: string): Promise<number> => {
  const { count } = await tx
    .selectFrom('scoreConfig')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow();
  return count;
};

export const insertConfig = async (tx: WorkspaceTx, config: Insertable<DB['scoreConfig']>): Promise<ScoreConfig> =>
  toConfig(await tx.insertInto('scoreConfig').values(config).returningAll().executeTakeFirstOrThrow());

export const updateConfig = async (
  tx: WorkspaceTx,
  id: string,
  changes: Updateable<DB['scoreConfig']>,
): Promise<ScoreConfig> =>
  toConfig(
    await tx
      .updateTable('scoreConfig')
      .set({ ...changes, updatedAt: new Date() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow(),
  );

const toConfig = ({ workspaceId: _, dataType, categories, ...row }: Row): ScoreConfig => ({
  ...row,
  dataType: dataType as ScoreDataType,
  categories: categories === null ? null : (JSON.parse(categories) as ScoreCategory[]),
});
