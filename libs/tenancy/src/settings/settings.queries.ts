import type { WorkspaceTx } from '@debrief/infra';
import { type DetectorSettings, noDetectorSettings } from './detector-settings';
import { defaultSlowMs } from './http-settings';
import type { MaskerSettings } from './masker-settings';
import type { PriceSetting } from './price-settings';
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

/** How a project's runs are judged. */
export const readDetectorSettings = async (tx: WorkspaceTx, projectId: string): Promise<DetectorSettings> =>
  (await readProjectSettings(tx, projectId)).detectors ?? noDetectorSettings;

/** From which confidence a detection opens an incident in a project; 0.5 where nothing is set. */
export const readStoredIncidentThreshold = async (tx: WorkspaceTx, projectId: string): Promise<number> =>
  (await readProjectSettings(tx, projectId)).incident_threshold ?? 0.5;

/** Above how many milliseconds an HTTP request of a project is slow. */
export const readHttpSlowMs = async (tx: WorkspaceTx, projectId: string): Promise<number> =>
  (await readProjectSettings(tx, projectId)).http_slow_ms ?? defaultSlowMs;

/** Origins of pages that may report HTTP requests to a project; `*`: any. */
export const readAllowedPageOrigins = async (tx: WorkspaceTx, projectId: string): Promise<readonly string[]> =>
  (await readProjectSettings(tx, projectId)).allowed_origins ?? [];

/** What a project sets of the limits of the rules that look at sessions. */
export const readSessionThresholds = async (
  tx: WorkspaceTx,
  projectId: string,
): Promise<Readonly<Record<string, number>>> => (await readProjectSettings(tx, projectId)).session_thresholds ?? {};

/** The only hosts that may be called on the workspace's behalf; empty: any that the operator allows. */
export const readAllowedOutboundHosts = async (tx: WorkspaceTx): Promise<readonly string[]> =>
  (await readWorkspaceSettings(tx)).allowed_outbound_hosts ?? [];

/** What models cost the workspace, before the product's list. */
export const readStoredPrices = async (tx: WorkspaceTx): Promise<readonly PriceSetting[]> =>
  (await readWorkspaceSettings(tx)).prices ?? [];

const readWorkspaceSettings = async (tx: WorkspaceTx): Promise<Settings> => {
  const row = await tx.selectFrom('workspace').select('settings').$castTo<{ settings: Settings }>().executeTakeFirst();
  return row?.settings ?? {};
};

const readProjectSettings = async (tx: WorkspaceTx, projectId: string): Promise<Settings> => {
  const row = await tx
    .selectFrom('project')
    .select('settings')
    .where('id', '=', projectId)
    .$castTo<{ settings: Settings }>()
    .executeTakeFirst();
  return row?.settings ?? {};
};
