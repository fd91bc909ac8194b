import { type Config, CONFIG, Database, OutboundClient, SecretBox, type WorkspaceTx } from '@debrief/infra';
import type { Scope } from '@debrief/kernel';
import { Inject, Injectable } from '@nestjs/common';
import { recordAudit } from '../audit/audit.queries';
import { changedFields } from '../changed-fields';
import { modelKeyPurpose } from '../model-providers/model-accounts.service';
import type { ModelProvider } from '../model-providers/model-provider.types';
import {
  listModelProviders,
  listSealedModelProviders,
  replaceModelProviders,
} from '../model-providers/model-providers.queries';
import { readModelProviders } from '../model-providers/read-model-providers';
import { sealModelProviders } from '../model-providers/seal-model-providers';
import { toName } from '../name';
import { readSettings } from '../settings/read-settings';
import { lockWorkspace, selectWorkspace, updateWorkspace, type Workspace } from './workspaces.queries';

export interface WorkspacePatch {
  readonly name?: string;
  /** As sent: `readSettings` decides what is known. */
  readonly settings?: unknown;
}

/** A workspace with its accounts at providers of models, which lie beside its settings because they hold keys. */
export type WorkspaceWithProviders = Workspace & { readonly modelProviders: readonly ModelProvider[] };

const providersField = 'settings.model_providers';

/** The caller's own workspace. Its plan is set by the operator, never through the API. */
@Injectable()
export class WorkspaceService {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Pick<Config, 'secret'>,
    private readonly outbound: OutboundClient,
  ) {
    this.box = new SecretBox(config.secret, modelKeyPurpose);
  }

  async get(scope: Scope): Promise<WorkspaceWithProviders> {
    return this.database.inWorkspace(scope, async (tx) => withProviders(tx, await selectWorkspace(tx)));
  }

  /** Changes what is sent. @throws INVALID naming an unknown setting */
  async update(scope: Scope, patch: WorkspacePatch): Promise<WorkspaceWithProviders> {
    const { providers, settings } = takeProviders(patch.settings);
    return this.database.inWorkspace(scope, async (tx) => {
      const workspace = await lockWorkspace(tx);
      const change = {
        name: patch.name === undefined ? workspace.name : toName('name', patch.name),
        settings: settings === undefined ? workspace.settings : readSettings('workspace', settings, workspace.settings),
      };
      const changed = changedFields({ name: workspace.name, settings: workspace.settings }, change);
      const changedProviders = await this.updateProviders(tx, { ...workspace, settings: change.settings }, providers);
      if (!changed && !changedProviders) return withProviders(tx, workspace);
      await recordAudit(tx, scope, {
        action: 'workspace.update',
        targetType: 'workspace',
        targetId: workspace.workspaceId,
        details: {
          before: { ...changed?.before, ...changedProviders?.before },
          after: { ...changed?.after, ...changedProviders?.after },
        },
      });
      return withProviders(tx, changed ? await updateWorkspace(tx, change) : workspace);
    });
  }

  /** @returns before and after, without keys; undefined when nothing was sent or nothing changed */
  private async updateProviders(tx: WorkspaceTx, { workspaceId, settings }: Workspace, value: unknown) {
    if (value === undefined || value === null) return undefined;
    const stored = await listSealedModelProviders(tx);
    const sent = readModelProviders(providersField, value);
    for (const [index, { baseUrl }] of sent.entries())
      if (baseUrl !== null)
        this.outbound.checkUrl(`${providersField}.${index}.base_url`, baseUrl, settings.allowed_outbound_hosts);
    const sealed = sealModelProviders(this.box, workspaceId, { field: providersField, sent, stored });
    const kept = new Set(stored.map(({ apiKey }) => apiKey));
    const isNew = ({ apiKey }: { readonly apiKey: Buffer | null }): boolean => apiKey !== null && !kept.has(apiKey);
    const changed = changedFields(
      { model_providers: stored.map(toDetails) },
      { model_providers: sealed.map((one) => ({ ...toDetails(one), ...(isNew(one) && { api_key: 'new' }) })) },
    );
    if (changed) await replaceModelProviders(tx, sealed);
    return changed;
  }
}

/** As the audit log shows it. */
const toDetails = (provider: ModelProvider) => ({
  name: provider.name,
  provider: provider.provider,
  model: provider.model,
  base_url: provider.baseUrl,
  api_key_preview: provider.apiKeyPreview,
  input_price: provider.inputPrice,
  output_price: provider.outputPrice,
});

const withProviders = async (tx: WorkspaceTx, workspace: Workspace): Promise<WorkspaceWithProviders> => ({
  ...workspace,
  modelProviders: await listModelProviders(tx),
});

/** The model providers of a PATCH, apart from the settings that one column holds. */
const takeProviders = (settings: unknown): { readonly providers?: unknown; readonly settings?: unknown } => {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) return { settings };
  const { model_providers: providers, ...rest } = settings as Record<string, unknown>;
  return { providers, settings: rest };
};
