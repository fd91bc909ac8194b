import type { ObservationType, TokenUsage } from '../normal-span';
import type { SpanReader } from '../span-reader';
import { readAutoGenUsage, readCrewUsage } from './framework-usage';
import { firstCount } from './count';
import { langfuseUsageNames, readLangfuseUsage } from './langfuse-usage';
import { readAiSdkParts, readRawUsage } from './provider-usage';
import { settleUsage, type ReportedUsage } from './token-usage';
import { at, topicFor, type Source } from '../source';

const adk = (key: string): Source => at('gcp.vertex.agent.llm_response', 'usage_metadata', key);
const mlflow = (key: string): Source => at('mlflow.chat.tokenUsage', key);

const inputSources: readonly Source[] = [
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.prompt_tokens',
  'llm.usage.prompt_tokens',
  'llm.token_count.prompt',
  'ai.usage.inputTokens',
  'ai.usage.promptTokens',
  mlflow('input_tokens'),
  adk('prompt_token_count'),
];
const outputSources: readonly Source[] = [
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.completion_tokens',
  'llm.usage.completion_tokens',
  'llm.token_count.completion',
  'ai.usage.outputTokens',
  'ai.usage.completionTokens',
  mlflow('output_tokens'),
  adk('candidates_token_count'),
];
const totalSources: readonly Source[] = [
  'gen_ai.usage.total_tokens',
  'llm.usage.total_tokens',
  'llm.token_count.total',
  'ai.usage.totalTokens',
  'ai.usage.tokens',
  mlflow('total_tokens'),
  adk('total_token_count'),
];
const cacheReadSources: readonly Source[] = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cache_read_tokens',
  'gen_ai.usage.details.cache_read_tokens',
  'llm.usage.cache_read_input_tokens',
  'llm.token_count.prompt_details.cache_read',
  'ai.usage.cachedInputTokens',
];
const adkCacheRead = [adk('cached_content_token_count')];
const cacheWriteSources: readonly Source[] = [
  'gen_ai.usage.cache_creation.input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
  'gen_ai.usage.cache_write_input_tokens',
  'gen_ai.usage.cache_write_tokens',
  'gen_ai.usage.details.cache_write_tokens',
  'llm.usage.cache_creation_input_tokens',
  'llm.token_count.prompt_details.cache_write',
];
const reasoningSources: readonly Source[] = [
  'gen_ai.usage.reasoning.output_tokens',
  'gen_ai.usage.reasoning_tokens',
  'gen_ai.usage.output_reasoning_tokens',
];
/** Gemini counts thoughts beside the candidates. */
const thoughtSources: readonly Source[] = ['gen_ai.usage.thoughts_token_count'];
const laterReasoningSources: readonly Source[] = [
  'llm.token_count.completion_details.reasoning',
  'ai.usage.reasoningTokens',
];
const adkThoughts = [adk('thoughts_token_count')];

/** All that a usage can come from; parts of it alone are none. */
const topic = topicFor([
  ...langfuseUsageNames,
  ...inputSources,
  ...outputSources,
  ...totalSources,
  'response_data',
  'output.value',
]);

/** The tokens of a span (otel.md B1, B2); null where it reports none. */
export const readUsage = (reader: SpanReader, type: ObservationType): TokenUsage | null => {
  if (!reader.isOn(topic)) return null;
  const langfuse = readLangfuseUsage(reader);
  if (langfuse !== undefined) return settleUsage(langfuse);
  return settleUsage(readCounts(reader, type));
};

const readCounts = (reader: SpanReader, type: ObservationType): ReportedUsage => {
  const raw = readRawUsage(reader);
  const crew = readCrewUsage(reader) ?? readAutoGenUsage(reader, type);
  const sdk = readAiSdkParts(reader);
  const input = firstCount(reader, inputSources);
  const output = firstCount(reader, outputSources);
  const reasoning = readReasoning(reader, sdk?.reasoning);
  return {
    input: input ?? raw?.input ?? crew?.input,
    output: output ?? raw?.output ?? crew?.output,
    total: firstCount(reader, totalSources) ?? (input === undefined ? (raw?.total ?? crew?.total) : undefined),
    cacheRead:
      firstCount(reader, cacheReadSources) ??
      sdk?.cacheRead ??
      firstCount(reader, adkCacheRead) ??
      raw?.cacheRead ??
      crew?.cacheRead,
    cacheWrite: firstCount(reader, cacheWriteSources) ?? sdk?.cacheWrite ?? raw?.cacheWrite,
    ...reasoning,
    isCacheApart: input === undefined && (raw?.isCacheApart ?? false),
  };
};

const readReasoning = (
  reader: SpanReader,
  ofSdk: number | undefined,
): Pick<ReportedUsage, 'reasoning' | 'isReasoningApart'> => {
  const rows: readonly (readonly [count: number | undefined, isApart: boolean])[] = [
    [firstCount(reader, reasoningSources), false],
    [firstCount(reader, thoughtSources), true],
    [firstCount(reader, laterReasoningSources), false],
    [firstCount(reader, adkThoughts), true],
    [ofSdk, false],
  ];
  const [reasoning, isReasoningApart] = rows.find(([count]) => count !== undefined) ?? [undefined, false];
  return { reasoning, isReasoningApart };
};
