import { isJsonObject, type JsonObject } from '@debrief/kernel';
import type { SpanReader } from '../span-reader';
import { countIn, toCount } from './count';
import type { ReportedUsage } from './token-usage';

export const langfuseUsageNames = ['langfuse.observation.usage_details', 'langfuse.usage_details'] as const;

/**
 * Langfuse's usage details: a count by usage type, each token under one type. What has `input` in its name is input, what has `output`
 * output. OpenAI's own usage object is taken as it is: its prompt includes the cached tokens.
 */
export const readLangfuseUsage = (reader: SpanReader): ReportedUsage | undefined => {
  const details = reader.structure(langfuseUsageNames[0]) ?? reader.structure(langfuseUsageNames[1]);
  if (!isJsonObject(details)) return undefined;
  return 'prompt_tokens' in details || 'completion_tokens' in details ? ofOpenAi(details) : ofTypes(details);
};

const ofOpenAi = (details: JsonObject): ReportedUsage => ({
  input: countIn(details, 'prompt_tokens'),
  output: countIn(details, 'completion_tokens'),
  total: countIn(details, 'total_tokens'),
  cacheRead: countIn(details, 'prompt_tokens_details.cached_tokens'),
  reasoning: countIn(details, 'completion_tokens_details.reasoning_tokens'),
});

const ofTypes = (details: JsonObject): ReportedUsage | undefined => {
  const sums: { [K in 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning']?: number } = {};
  for (const [type, value] of Object.entries(details)) {
    const count = toCount(value);
    const part = partOf(type);
    if (count !== undefined && part !== undefined) sums[part] = (sums[part] ?? 0) + count;
  }
  const total = countIn(details, 'total');
  if (Object.keys(sums).length === 0 && total === undefined) return undefined;
  return { ...sums, total, isCacheApart: true, isReasoningApart: true };
};

const partOf = (type: string): 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning' | undefined => {
  if (type.includes('reasoning') || type.includes('thought')) return 'reasoning';
  if (type.includes('cache')) return /creation|write/.test(type) ? 'cacheWrite' : 'cacheRead';
  if (type.includes('input')) return 'input';
  return type.includes('output') ? 'output' : undefined;
};
