import { Database, type WorkspaceTx } from '@debrief/infra';
import { invalid, isUuid, newId, notFound, type Scope, toColumnText } from '@debrief/kernel';
import { findMemberByPerson, recordAudit } from '@debrief/tenancy';
import { Injectable } from '@nestjs/common';
import { MaskerCache } from '../masking/masker-cache';
import { findTraceIds } from '../scores/target.queries';
import type { CommentedType } from './comment';
import { insertComment } from './comment.queries';

export interface NewComment {
  readonly objectType: CommentedType;
  /** External id of what it is about, which the caller has found. */
  readonly objectId: string;
  /** External id of the run that it is about, or that holds the observation. Null: it is of no run. */
  readonly traceId: string | null;
  readonly content: string;
  /** Null: nobody is named. A person who writes is the author. */
  readonly authorUserId: string | null;
}

/** Takes in what people say of runs, their parts, sessions and prompts. */
@Injectable()
export class CommentsService {
  constructor(
    private readonly database: Database,
    private readonly maskers: MaskerCache,
  ) {}

  /** @param projectId internal id @returns its id @throws DomainError NOT_FOUND for a run that is gone; INVALID for an author who is no member */
  async create(scope: Scope, projectId: string, comment: NewComment): Promise<string> {
    const masker = await this.maskers.of(scope.workspaceId, projectId);
    const { objectType, objectId, traceId, content } = comment;
    return this.database.inWorkspace(scope, async (tx) => {
      const traces = await findTraceIds(tx, projectId, traceId === null ? [] : [traceId]);
      if (traceId !== null && !traces.has(traceId)) throw notFound('trace', traceId);
      await requireMember(tx, comment.authorUserId);
      const id = newId();
      await insertComment(tx, {
        id,
        projectId,
        objectType,
        objectId,
        traceId: traceId === null ? null : traces.get(traceId),
        content: toColumnText(masker.maskText(content).value),
        authorUserId: scope.actor.type === 'user' ? scope.actor.id : comment.authorUserId,
      });
      const details = { object_type: objectType, object_id: objectId };
      await recordAudit(tx, scope, {
        action: 'comment.create',
        targetType: 'comment',
        targetId: id,
        projectId,
        details,
      });
      return id;
    });
  }
}

const requireMember = async (tx: WorkspaceTx, userId: string | null): Promise<void> => {
  if (userId === null) return;
  if (!isUuid(userId) || !(await findMemberByPerson(tx, { userId })))
    throw invalid('authorUserId', 'must be a member of the workspace');
};
