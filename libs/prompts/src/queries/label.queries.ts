import type { WorkspaceTx } from '@debrief/infra';
import { sql } from 'kysely';

/** Puts labels on a version, and so takes them from whichever has them. */
export const putLabels = async (
  tx: WorkspaceTx,
  promptId: string,
  version: number,
  labels: readonly string[],
): Promise<void> => {
  if (labels.length === 0) return;
  await tx
    .insertInto('promptLabel')
    .values(labels.map((label) => ({ promptId, label, version })))
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'promptId', 'label']).doUpdateSet({ version: sql`excluded.version` }),
    )
    .execute();
};

export const deleteLabel = async (tx: WorkspaceTx, promptId: string, label: string): Promise<void> => {
  await tx.deleteFrom('promptLabel').where('promptId', '=', promptId).where('label', '=', label).execute();
};
