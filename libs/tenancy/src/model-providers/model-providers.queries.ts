import type { WorkspaceTx } from '@debrief/infra';
import type { ModelProvider } from './model-provider.types';

const columns = ['name', 'provider', 'model', 'baseUrl', 'apiKeyPreview', 'inputPrice', 'outputPrice'] as const;

/** In the workspace's order: the first is the default. */
export const listModelProviders = (tx: WorkspaceTx): Promise<ModelProvider[]> =>
  tx.selectFrom('modelProvider').select(columns).orderBy('position').$castTo<ModelProvider>().execute();

/** With its sealed key. */
export interface SealedModelProvider extends ModelProvider {
  readonly apiKey: Buffer | null;
}

export const listSealedModelProviders = (tx: WorkspaceTx): Promise<SealedModelProvider[]> =>
  tx
    .selectFrom('modelProvider')
    .select([...columns, 'apiKey'])
    .orderBy('position')
    .$castTo<SealedModelProvider>()
    .execute();

/** Puts a list in the place of what is stored. */
export const replaceModelProviders = async (
  tx: WorkspaceTx,
  providers: readonly SealedModelProvider[],
): Promise<void> => {
  await tx.deleteFrom('modelProvider').execute();
  if (providers.length === 0) return;
  await tx
    .insertInto('modelProvider')
    .values(providers.map((provider, position) => ({ ...provider, position })))
    .execute();
};
