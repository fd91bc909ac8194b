import type { DB, WorkspaceTx } from '@debrief/infra';
import { isUuid } from '@debrief/kernel';
import type { Insertable, Selectable } from 'kysely';
import type { Comment, CommentedType } from './comment';

export interface CommentFilters {
  readonly objectType?: CommentedType;
  readonly objectId?: string;
  readonly authorUserId?: string;
}

const commentsOf = (tx: WorkspaceTx, projectId: string, { objectType, objectId, authorUserId }: CommentFilters) => {
  let rows = tx.selectFrom('comment').where('projectId', '=', projectId);
  if (objectType !== undefined) rows = rows.where('objectType', '=', objectType);
  if (objectId !== undefined) rows = rows.where('objectId', '=', objectId);
  if (authorUserId !== undefined) rows = rows.where('authorUserId', '=', authorUserId);
  return rows;
};

/** Newest first. */
export const listComments = async (
  tx: WorkspaceTx,
  projectId: string,
  filters: CommentFilters,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<Comment[]> => {
  const rows = await commentsOf(tx, projectId, filters)
    .selectAll()
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(toComment);
};

export const countComments = async (tx: WorkspaceTx, projectId: string, filters: CommentFilters): Promise<number> => {
  const { count } = await commentsOf(tx, projectId, filters)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
};

export const findComment = async (tx: WorkspaceTx, projectId: string, id: string): Promise<Comment | undefined> => {
  if (!isUuid(id)) return undefined;
  const row = await commentsOf(tx, projectId, {}).where('id', '=', id).selectAll().executeTakeFirst();
  return row && toComment(row);
};

export const insertComment = async (tx: WorkspaceTx, comment: Insertable<DB['comment']>): Promise<void> => {
  await tx.insertInto('comment').values(comment).execute();
};

const toComment = ({ workspaceId: _, traceId: __, objectType, ...row }: Selectable<DB['comment']>): Comment => ({
  ...row,
  objectType: objectType as CommentedType,
});
