import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
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

// Key and address are always passed: left out, each provider would read them from the environment of the process.
export const createModel = ({ protocol, model, apiKey, baseUrl, fetch }: ModelSettings): Model => {
  switch (protocol) {
    case 'anthropic':
      return createAnthropic({ apiKey, baseURL: baseUrl, fetch })(model);
    case 'openai':
      // Chat completions: the newer responses API keeps what it is sent unless told otherwise.
      return createOpenAI({ apiKey, baseURL: baseUrl, fetch }).chat(model);
    case 'openai_compatible':
      return createOpenAICompatible({ name: 'compatible', apiKey, baseURL: baseUrl, fetch })(model);
  }
};
