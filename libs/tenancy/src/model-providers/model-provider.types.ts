import type { ModelProtocol } from '@debrief/infra';

/** An account at a provider of language models, as everybody may see it. Its name is the name of the runner that uses it. */
export interface ModelProvider {
  readonly name: string;
  readonly provider: ModelProtocol;
  /** The provider's own name of the model. */
  readonly model: string;
  /** Null: the provider's own address. */
  readonly baseUrl: string | null;
  /** The key's last characters; null: there is no key. */
  readonly apiKeyPreview: string | null;
  /** US dollars for a million tokens; null: not known. */
  readonly inputPrice: number | null;
  readonly outputPrice: number | null;
}

/** As a request sends it. Without `apiKey` the stored one stays, as long as it goes to the same host. */
export interface ModelProviderInput extends Omit<ModelProvider, 'apiKeyPreview'> {
  readonly apiKey: string | null;
}

/** What a call of the model needs. Never stored, logged or answered. */
export interface ModelAccount extends ModelProvider {
  readonly address: string;
  readonly apiKey: string;
  /** The only hosts that may be called for the workspace; empty: any that the operator allows. */
  readonly allowedHosts: readonly string[];
}
