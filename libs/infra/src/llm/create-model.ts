import type { LanguageModel } from 'ai';

export const modelProtocols = ['anthropic', 'openai', 'openai_compatible'] as const;
export type ModelProtocol = (typeof modelProtocols)[number];

// The SDK would print what it warns of; the process has a log of its own.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** A language model of one account, ready to be called. */
export type Model = Exclude<LanguageModel, string>;

export interface ModelSettings {
  readonly protocol: ModelProtocol;
  /** The provider's own name of the model. */
  readonly model: string;
  readonly apiKey: string;
  readonly baseUrl: string;
  /** Who makes the requests: the outbound client, where a user chose the address. */
  readonly fetch: typeof fetch;
}

/** Where a provider is reached unless the account names another address; the compatible ones have none. */
export const modelAddresses = {
  anthropic: 'https://api.anthropic.com/v1',
  openai: 'https://api.openai.com/v1',
  openai_compatible: null,
} as const satisfies Record<ModelProtocol, string | null>;

/**
 * Key and address are always passed on: left out, each provider would read them from the environment of the process. The SDK is loaded
 * with the first model: a process that calls none does without its 30 MiB.
 */
export const createModel = async ({ protocol, model, apiKey, baseUrl, fetch }: ModelSettings): Promise<Model> => {
  const options = { apiKey, baseURL: baseUrl, fetch };
  switch (protocol) {
    case 'anthropic':
      return (await import('@ai-sdk/anthropic')).createAnthropic(options)(model);
    case 'openai':
      // Chat completions: the newer responses API keeps what it is sent unless told otherwise.
      return (await import('@ai-sdk/openai')).createOpenAI(options).chat(model);
    case 'openai_compatible':
      return (await import('@ai-sdk/openai-compatible')).createOpenAICompatible({ ...options, name: 'compatible' })(
        model,
      );
  }
};
