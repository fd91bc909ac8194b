export const commentedTypes = ['TRACE', 'OBSERVATION', 'SESSION', 'PROMPT'] as const;
export type CommentedType = (typeof commentedTypes)[number];

/** What somebody says of a run, a part of it, a session or a prompt. */
export interface Comment {
  readonly id: string;
  readonly projectId: string;
  readonly objectType: CommentedType;
  /** External id. */
  readonly objectId: string;
  readonly content: string;
  readonly authorUserId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
