import { type Comment, type CommentedType, type CommentFilters, commentedTypes } from '@debrief/ingestion';
import { invalid } from '@debrief/kernel';
import { Text } from '../../../http/fields';
import { PublicPageQuery } from '../public/page.dto';

const id = { max: 256 };
const typeField = { max: 16, description: `${commentedTypes.join(', ')}, in any case` };
const maxContent = 5_000;

/** Body of `POST /api/public/comments`. */
export class CreateCommentBody {
  @Text({ ...id, required: true }) projectId: string;
  @Text({ ...typeField, required: true }) objectType: string;
  @Text({ ...id, required: true, description: 'Of what is commented; of a prompt that of a version' }) objectId: string;
  @Text({ max: maxContent, required: true, multiline: true, description: 'May be Markdown' }) content: string;
  @Text({ ...id, description: 'A member of the workspace; a console user writes under his own name' })
  authorUserId?: string;
}

/** Query of `GET /api/public/comments`. */
export class CommentQuery extends PublicPageQuery {
  @Text(typeField) objectType?: string;
  @Text({ ...id, description: 'With `objectType`' }) objectId?: string;
  @Text(id) authorUserId?: string;
}

/** @throws DomainError INVALID for another word */
export const toCommentedType = (word: string): CommentedType => {
  const type = commentedTypes.find((one) => one === word.toUpperCase());
  if (!type) throw invalid('objectType', `must be one of ${commentedTypes.join(', ')}`);
  return type;
};

/** @throws DomainError INVALID for an id of no type */
export const toCommentFilters = ({ objectType, objectId, authorUserId }: CommentQuery): CommentFilters => {
  if (objectId !== undefined && objectType === undefined) throw invalid('objectType', 'is required with objectId');
  return { ...(objectType !== undefined && { objectType: toCommentedType(objectType) }), objectId, authorUserId };
};

export const toCommentResponse = (comment: Comment) => ({
  id: comment.id,
  projectId: comment.projectId,
  createdAt: comment.createdAt.toISOString(),
  updatedAt: comment.updatedAt.toISOString(),
  objectType: comment.objectType,
  objectId: comment.objectId,
  content: comment.content,
  authorUserId: comment.authorUserId,
});

export const commentExample = {
  id: '01979f5e-2c00-7000-8000-0000000000c1',
  projectId: '01979f5e-2c00-7000-8000-000000000002',
  createdAt: '2026-11-23T10:15:02.113Z',
  updatedAt: '2026-11-23T10:15:02.113Z',
  objectType: 'TRACE',
  objectId: 'sess_01JZ5YPX2K',
  content: 'It asked twice for the same day.',
  authorUserId: null,
};
