import type { DB, IdPage, WorkspaceTx } from '@debrief/infra';
import { isUuid } from '@debrief/kernel';
import { sql, type Selectable } from 'kysely';
import type { Settings } from '../settings/read-settings';

/** A project that is not deleted. */
export type Project = Omit<Selectable<DB['project']>, 'settings' | 'deletedAt'> & { readonly settings: Settings };

const columns = [
  'workspaceId',
  'id',
  'name',
  'slug',
  'retentionDays',
  'strictSeq',
  'settings',
  'createdAt',
  'updatedAt',
] as const;
const selectProjects = (tx: WorkspaceTx) =>
  tx.selectFrom('project').select(columns).where('deletedAt', 'is', null).$castTo<Project>();

/** Newest first. */
export const selectProjectPage = (tx: WorkspaceTx, page: IdPage): Promise<Project[]> => {
  let rows = selectProjects(tx);
  if (page.beforeId !== undefined) rows = rows.where('id', '<', page.beforeId);
  return rows.orderBy('id', 'desc').limit(page.limit).execute();
};

/** By id, or by slug: no slug has the form of an id. */
export const findProject = (tx: WorkspaceTx, idOrSlug: string): Promise<Project | undefined> =>
  selectProjects(tx)
    .where(isUuid(idOrSlug) ? 'id' : 'slug', '=', idOrSlug)
    .executeTakeFirst();

/** As `findProject`; the row stays as it is until the transaction ends. */
export const findProjectForChange = (tx: WorkspaceTx, idOrSlug: string): Promise<Project | undefined> =>
  selectProjects(tx)
    .where(isUuid(idOrSlug) ? 'id' : 'slug', '=', idOrSlug)
    .forNoKeyUpdate()
    .executeTakeFirst();

/** Regardless of case, as the unique index on names is. */
export const findProjectByName = (tx: WorkspaceTx, name: string): Promise<Project | undefined> =>
  selectProjects(tx)
    .where(sql`lower(name)`, '=', sql`lower(${name})`)
    .executeTakeFirst();

/** Ids of the oldest projects: two are enough to tell whether there is just one. */
export const selectTwoProjectIds = async (tx: WorkspaceTx): Promise<string[]> =>
  (await selectProjects(tx).orderBy('id').limit(2).execute()).map(({ id }) => id);

/** Two projects at most, the one with the slug `default` first. */
export const selectDefaultProjects = async (tx: WorkspaceTx): Promise<{ id: string; isDefault: boolean }[]> => {
  const { rows } = await sql<{ id: string; isDefault: boolean }>`
    select id, slug = 'default' as is_default from project where deleted_at is null order by slug <> 'default', id limit 2`.execute(
    tx,
  );
  return rows;
};

export const selectSlugsLike = async (tx: WorkspaceTx, slug: string): Promise<Set<string>> => {
  const rows = await selectProjects(tx).where('slug', 'like', `${slug}%`).execute();
  return new Set(rows.map((row) => row.slug));
};

export interface NewProject {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly retentionDays?: number;
  readonly strictSeq?: boolean;
}

export const insertProject = (tx: WorkspaceTx, row: NewProject): Promise<Project> =>
  tx.insertInto('project').values(row).returning(columns).$castTo<Project>().executeTakeFirstOrThrow();

export interface ProjectChange {
  readonly name: string;
  readonly retentionDays: number;
  readonly strictSeq: boolean;
  readonly settings: Settings;
}

export const updateProject = (tx: WorkspaceTx, id: string, change: ProjectChange): Promise<Project> =>
  tx
    .updateTable('project')
    .set({ ...change, settings: JSON.stringify(change.settings), updatedAt: new Date() })
    .where('id', '=', id)
    .returning(columns)
    .$castTo<Project>()
    .executeTakeFirstOrThrow();

/** The project is gone for everybody at once; a job removes its traces, then the row. */
export const markProjectDeleted = async (tx: WorkspaceTx, id: string): Promise<void> => {
  await tx.updateTable('project').set({ deletedAt: new Date() }).where('id', '=', id).execute();
};
