import type { WorkspaceTx } from '@debrief/infra';
import type { MaskerSettings } from './masker-settings';
import type { Settings } from './read-settings';

/** The masker rules that hold for a project: the workspace's, then its own. */
export const readStoredMaskers = async (tx: WorkspaceTx, projectId: string): Promise<MaskerSettings[]> => {
  const row = await tx
    .selectFrom('project')
    .innerJoin('workspace', 'workspace.workspaceId', 'project.workspaceId')
    .select(['workspace.settings as workspace', 'project.settings as project'])
    .where('project.id', '=', projectId)
    .$castTo<{ workspace: Settings; project: Settings }>()
    .executeTakeFirst();
  return [row?.workspace.masker, row?.project.masker].filter((one) => one !== undefined);
};
