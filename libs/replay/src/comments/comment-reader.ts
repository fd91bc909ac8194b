import { Database } from '@debrief/infra';
import { type Comment, type CommentFilters, countComments, findComment, listComments } from '@debrief/ingestion';
import { notFound, type Scope } from '@debrief/kernel';
import { Injectable } from '@nestjs/common';

/** Reads comments of a project back. `projectId`s are internal ones. */
@Injectable()
export class CommentReader {
  constructor(private readonly database: Database) {}

  /** Newest first, with how many there are in all. */
  list(
    scope: Scope,
    projectId: string,
    filters: CommentFilters,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly items: readonly Comment[]; readonly total: number }> {
    return this.database.inWorkspace(scope, async (tx) => ({
      items: await listComments(tx, projectId, filters, page),
      total: await countComments(tx, projectId, filters),
    }));
  }

  /** @throws DomainError NOT_FOUND */
  async get(scope: Scope, projectId: string, id: string): Promise<Comment> {
    const comment = await this.database.inWorkspace(scope, (tx) => findComment(tx, projectId, id));
    if (!comment) throw notFound('comment', id);
    return comment;
  }
}
