import { isJsonObject } from '@debrief/kernel';
import type { ObservationType } from '../normal-span';
import type { SpanReader } from '../span-reader';
import { countIn } from './count';
import type { ReportedUsage } from './token-usage';

/** CrewAI's crew says at its end what all calls of its models took. */
export const readCrewUsage = (reader: SpanReader): ReportedUsage | undefined => {
  const usage = reader.within('output.value', ['token_usage']);
  if (!isJsonObject(usage)) return undefined;
  return {
    input: countIn(usage, 'prompt_tokens'),
    output: countIn(usage, 'completion_tokens'),
    total: countIn(usage, 'total_tokens'),
    cacheRead: countIn(usage, 'cached_prompt_tokens'),
  };
};

/** AutoGen's chains give the messages of a run, each with what its model took. */
export const readAutoGenUsage = (reader: SpanReader, type: ObservationType): ReportedUsage | undefined => {
  if (type !== 'chain' || !reader.text('output.value')?.includes('"models_usage"')) return undefined;
  const messages = reader.within('output.value', ['messages']);
  if (!Array.isArray(messages)) return undefined;
  const usages = messages.flatMap((message) => (isJsonObject(message) ? [message['models_usage'] ?? null] : []));
  const sum = (key: string) => usages.reduce<number>((total, usage) => total + (countIn(usage, key) ?? 0), 0);
  return usages.some(isJsonObject) ? { input: sum('prompt_tokens'), output: sum('completion_tokens') } : undefined;
};
