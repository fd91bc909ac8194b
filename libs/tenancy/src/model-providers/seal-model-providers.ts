import { modelAddresses, type SecretBox } from '@debrief/infra';
import { invalid } from '@debrief/kernel';
import type { ModelProvider, ModelProviderInput } from './model-provider.types';
import type { SealedModelProvider } from './model-providers.queries';

/** Where a model is called. */
export const addressOf = ({ provider, baseUrl }: Pick<ModelProvider, 'provider' | 'baseUrl'>): string => {
  const address = baseUrl ?? modelAddresses[provider];
  if (address === null) throw new Error('a compatible provider has a base URL');
  return address;
};

/** What a key is bound to: it cannot be opened for another row, nor for a host that it was not entered for. */
export const keyContext = (
  workspaceId: string,
  provider: Pick<ModelProvider, 'name' | 'provider' | 'baseUrl'>,
): string => JSON.stringify([workspaceId, provider.name, new URL(addressOf(provider)).origin]);

/**
 * What is to be stored of a request: a new key sealed, else the stored one, if it still goes to the same host.
 * @throws INVALID naming `….api_key` where a key must be sent
 */
export const sealModelProviders = (
  box: SecretBox,
  workspaceId: string,
  {
    field,
    sent,
    stored,
  }: {
    readonly field: string;
    readonly sent: readonly ModelProviderInput[];
    readonly stored: readonly SealedModelProvider[];
  },
): SealedModelProvider[] =>
  sent.map(({ apiKey, ...provider }, index) => {
    const before = stored.find(({ name }) => name === provider.name);
    if (apiKey !== null) {
      const context = keyContext(workspaceId, provider);
      return { ...provider, apiKey: box.seal(apiKey, context), apiKeyPreview: previewOf(apiKey) };
    }
    const keyField = `${field}.${index}.api_key`;
    if (before?.apiKey) {
      if (keyContext(workspaceId, before) !== keyContext(workspaceId, provider))
        throw invalid(keyField, 'must be sent again: the stored key is for another host');
      return { ...provider, apiKey: before.apiKey, apiKeyPreview: before.apiKeyPreview };
    }
    if (provider.provider !== 'openai_compatible') throw invalid(keyField, 'is required');
    return { ...provider, apiKey: null, apiKeyPreview: null };
  });

/** Enough to tell keys apart, too little of a short one to guess it. */
const previewOf = (key: string): string => (key.length < 16 ? '…' : `…${key.slice(-4)}`);
