import type { WorkspaceTx } from '@debrief/infra';
import { type RawBuilder, sql, type SqlBool } from 'kysely';
import type { Prompt } from '../prompt.types';
import { latestLabel } from '../selection/select-version';
import { selectPrompts } from './prompt.queries';

export interface PromptFilters {
  readonly name?: string;
  /** Prompts with a version of this label. */
  readonly label?: string;
  /** All of them. */
  readonly tags?: readonly string[];
  /** Inclusive. */
  readonly updatedFrom?: Date;
  /** Exclusive. */
  readonly updatedTo?: Date;
}

const passes = (projectId: string, filters: PromptFilters): RawBuilder<SqlBool> => {
  const { name, label, tags, updatedFrom, updatedTo } = filters;
  const all = [sql<SqlBool>`p.project_id = ${projectId}::uuid`];
  if (name !== undefined) all.push(sql`p.name = ${name}`);
  if (label !== undefined && label !== latestLabel)
    all.push(sql`exists (select from prompt_label l where l.prompt_id = p.id and l.label = ${label})`);
  if (tags !== undefined) all.push(sql`p.tags @> ${[...tags]}::text[]`);
  if (updatedFrom !== undefined) all.push(sql`p.updated_at >= ${updatedFrom}`);
  if (updatedTo !== undefined) all.push(sql`p.updated_at < ${updatedTo}`);
  return sql`${sql.join(all, sql` and `)}`;
};

/** Newest first. */
export const listNewestPrompts = (
  tx: WorkspaceTx,
  projectId: string,
  filters: PromptFilters,
  { beforeId, limit }: { readonly beforeId: string | undefined; readonly limit: number },
): Promise<Prompt[]> => {
  const behind = beforeId === undefined ? sql`` : sql`and p.id < ${beforeId}::uuid`;
  return selectPrompts(tx, sql`${passes(projectId, filters)} ${behind}`, sql`order by p.id desc limit ${limit}`);
};

/** By name. */
export const listPromptsByName = (
  tx: WorkspaceTx,
  projectId: string,
  filters: PromptFilters,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<Prompt[]> =>
  selectPrompts(tx, passes(projectId, filters), sql`order by p.name limit ${limit} offset ${offset}`);

/** How many pass. @param atMost where counting ends */
export const countPrompts = async (
  tx: WorkspaceTx,
  projectId: string,
  filters: PromptFilters,
  atMost: number | null,
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select from prompt p where ${passes(projectId, filters)} limit ${atMost}) found`.execute(
    tx,
  );
  return rows[0]?.count ?? 0;
};
