import { isJsonObject, type JsonValue } from '@debrief/kernel';
import type { ReportedCost } from '../../prices/decide-cost';
import type { SpanReader } from '../span-reader';
import { read, topicFor, type Source } from '../source';

const totalSources: readonly Source[] = ['gen_ai.usage.cost', 'llm.cost.total', 'operation.cost'];
const inputSources: readonly Source[] = ['llm.cost.prompt', 'gen_ai.usage.input_cost'];
const outputSources: readonly Source[] = ['llm.cost.completion', 'gen_ai.usage.output_cost'];
const detailsName = 'langfuse.observation.cost_details';
const topic = topicFor([detailsName, ...totalSources, ...inputSources, ...outputSources]);

/** What a span says that it cost; null where it does not. */
export const readReportedCost = (reader: SpanReader): ReportedCost | null => {
  if (!reader.isOn(topic)) return null;
  const details = readDetails(reader.structure(detailsName));
  if (details !== null) return details;
  const cost = {
    total: firstAmount(reader, totalSources),
    input: firstAmount(reader, inputSources),
    output: firstAmount(reader, outputSources),
  };
  return Object.values(cost).some((amount) => amount !== undefined) ? cost : null;
};

/** Langfuse's cost details: dollars by usage type, and their total. */
const readDetails = (details: JsonValue | undefined): ReportedCost | null => {
  if (!isJsonObject(details)) return null;
  const sums: { -readonly [K in keyof ReportedCost]: number } = {};
  for (const [type, value] of Object.entries(details)) {
    const amount = toAmount(value);
    const part = partOf(type);
    if (amount !== undefined && part !== undefined) sums[part] = (sums[part] ?? 0) + amount;
  }
  return Object.keys(sums).length === 0 ? null : sums;
};

const partOf = (type: string): keyof ReportedCost | undefined => {
  if (type === 'total') return 'total';
  if (type.includes('reasoning')) return 'reasoning';
  if (type.includes('cache')) return /creation|write/.test(type) ? 'cacheWrite' : 'cacheRead';
  if (type.includes('input') || type.includes('prompt')) return 'input';
  return type.includes('output') || type.includes('completion') ? 'output' : undefined;
};

const firstAmount = (reader: SpanReader, sources: readonly Source[]): number | undefined => {
  for (const source of sources) {
    const amount = toAmount(read(reader, source));
    if (amount !== undefined) return amount;
  }
  return undefined;
};

/** Dollars of no absurd size: a number, or text of one. */
const toAmount = (value: JsonValue | undefined): number | undefined => {
  const number = typeof value === 'string' && value.length <= 40 ? Number(value) : value;
  return typeof number === 'number' && number >= 0 && number < 1e9 ? number : undefined;
};
