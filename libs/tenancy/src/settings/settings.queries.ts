import type { WorkspaceTx } from '@debrief/infra';
import type { MaskerSettings } from './masker-settings';
import type { Settings } from './read-settings';

/** The masker rules that hold for a project: the workspace's, then its own. */
export const readStoredMaskers = async (tx: WorkspaceTx, projectId: string): Promise<MaskerSettings[]> => {
  const rows = await tx
    .selectFrom('workspace')
    .select('settings')
    .unionAll(tx.selectFrom('project').select('settings').where('id', '=', projectId))
    .$castTo<{ readonly settings: Settings }>()
    .execute();
  return rows.flatMap(({ settings }) => settings.masker ?? []);
};
