import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { SpanReader } from '../span-reader';
import { countIn } from './count';
import type { ReportedUsage } from './token-usage';

/** The usage of a vendor's own answer, as Logfire keeps it. Anthropic counts cached tokens beside the input. */
export const readRawUsage = (reader: SpanReader): ReportedUsage | undefined => {
  const usage = reader.within('response_data', ['usage']);
  if (usage === undefined) return undefined;
  const cacheRead = countIn(usage, 'cache_read_input_tokens');
  const cacheWrite = countIn(usage, 'cache_creation_input_tokens');
  return {
    input: countIn(usage, 'input_tokens', 'prompt_tokens'),
    output: countIn(usage, 'output_tokens', 'completion_tokens'),
    total: countIn(usage, 'total_tokens'),
    cacheRead: cacheRead ?? countIn(usage, 'prompt_tokens_details.cached_tokens', 'input_tokens_details.cached_tokens'),
    cacheWrite,
    isCacheApart: cacheRead !== undefined || cacheWrite !== undefined,
  };
};

/** Where each vendor's part of the AI SDK's `providerMetadata` counts. */
const cacheReadPaths = [
  'anthropic.cacheReadInputTokens',
  'anthropic.usage.cache_read_input_tokens',
  'bedrock.usage.cacheReadInputTokens',
  'openai.cachedPromptTokens',
  'azure.cachedPromptTokens',
  'google.usageMetadata.cachedContentTokenCount',
  'vertex.usageMetadata.cachedContentTokenCount',
  'deepseek.promptCacheHitTokens',
];
const cacheWritePaths = [
  'anthropic.cacheCreationInputTokens',
  'anthropic.usage.cache_creation_input_tokens',
  'bedrock.usage.cacheWriteInputTokens',
];
const reasoningPaths = ['openai.reasoningTokens', 'azure.reasoningTokens'];

export const readAiSdkParts = (
  reader: SpanReader,
): Pick<ReportedUsage, 'cacheRead' | 'cacheWrite' | 'reasoning'> | undefined => {
  const metadata: JsonValue | undefined = reader.structure('ai.response.providerMetadata');
  if (!isJsonObject(metadata)) return undefined;
  return {
    cacheRead: countIn(metadata, ...cacheReadPaths),
    cacheWrite: countIn(metadata, ...cacheWritePaths),
    reasoning: countIn(metadata, ...reasoningPaths),
  };
};
