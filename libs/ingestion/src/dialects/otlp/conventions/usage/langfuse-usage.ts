import type { SpanReader } from '../span-reader';
import type { ReportedUsage } from './token-usage';
import { readUsageParts } from './usage-parts';

export const langfuseUsageNames = ['langfuse.observation.usage_details', 'langfuse.usage_details'] as const;

/** Langfuse's usage details: a count by usage type, each token under one type; or OpenAI's own usage object. */
export const readLangfuseUsage = (reader: SpanReader): ReportedUsage | undefined => {
  const parts = readUsageParts(reader.structure(langfuseUsageNames[0]) ?? reader.structure(langfuseUsageNames[1]));
  if (parts === undefined) return undefined;
  const sums: { [K in Part]?: number } = {};
  for (const [type, count] of Object.entries(parts)) {
    const part = partOf(type);
    if (part !== undefined) sums[part] = (sums[part] ?? 0) + count;
  }
  return { ...sums, total: parts['total'], isCacheApart: true, isReasoningApart: true };
};

type Part = 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning';

const partOf = (type: string): Part | undefined => {
  if (type.includes('reasoning') || type.includes('thought')) return 'reasoning';
  if (type.includes('cache')) return /creation|write/.test(type) ? 'cacheWrite' : 'cacheRead';
  if (type.includes('input')) return 'input';
  return type.includes('output') ? 'output' : undefined;
};
