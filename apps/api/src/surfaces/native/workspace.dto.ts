import { invalid, type JsonObject } from '@debrief/kernel';
import type { ModelProvider, Workspace, WorkspacePatch, WorkspaceWithProviders } from '@debrief/tenancy';
import { checkDto } from '../../http/check-dto';
import { JsonField, Text } from '../../http/fields';

/** Body of PATCH /api/workspace: what is absent stays. Any other field, `plan` among them, is refused. */
export class PatchWorkspaceBody {
  @Text({ max: 128 }) name?: string;
  @JsonField({
    description: 'Settings of all projects; one that is unknown is refused.',
    example: {
      masker: { keys: ['iban'], values: ['acme_*'], emails: true },
      prices: [{ model: 'acme-tuned-8b', input: 0.4, output: 1.2, cache_read: 0.1 }],
      model_providers: [{ name: 'claude', provider: 'anthropic', model: 'claude-sonnet-4-5', api_key: 'sk-ant-…' }],
    },
  })
  settings?: Record<string, unknown>;
}

const known: readonly (keyof PatchWorkspaceBody)[] = ['name', 'settings'];

/** @throws INVALID naming an unknown or read-only setting */
export const toWorkspacePatch = (body: JsonObject): WorkspacePatch => {
  const { name, settings, ...unknown } = body;
  const [field] = Object.keys(unknown);
  if (field !== undefined) throw invalid(field, `cannot be set; only ${known.join(' and ')} can`);
  return checkDto(PatchWorkspaceBody, { name, settings });
};

export const toWorkspaceResponse = (workspace: Workspace) => ({
  id: workspace.workspaceId,
  name: workspace.name,
  plan: workspace.plan,
  settings: workspace.settings,
  created_at: workspace.createdAt,
  updated_at: workspace.updatedAt,
});

export const toFullWorkspaceResponse = (workspace: WorkspaceWithProviders) => ({
  ...toWorkspaceResponse(workspace),
  settings: { ...workspace.settings, model_providers: workspace.modelProviders.map(toModelProviderResponse) },
});

/** Keys are write-only: their last characters tell which one is stored. */
const toModelProviderResponse = (provider: ModelProvider) => ({
  name: provider.name,
  provider: provider.provider,
  model: provider.model,
  base_url: provider.baseUrl,
  api_key_preview: provider.apiKeyPreview,
  input_price: provider.inputPrice,
  output_price: provider.outputPrice,
});

export const workspaceExample = {
  id: '0197c1de-0000-7c3d-9e1f-2a3b4c5d6e7f',
  name: 'Acme',
  plan: 'free',
  settings: { masker: { keys: ['iban'], values: ['acme_*'], emails: true } },
  created_at: '2026-01-01T12:00:00.000Z',
  updated_at: '2026-01-01T12:00:00.000Z',
};

export const fullWorkspaceExample = {
  ...workspaceExample,
  settings: {
    ...workspaceExample.settings,
    model_providers: [
      {
        name: 'claude',
        provider: 'anthropic',
        model: 'claude-sonnet-4-5',
        base_url: null,
        api_key_preview: '…Ab12',
        input_price: 3,
        output_price: 15,
      },
    ],
  },
};
