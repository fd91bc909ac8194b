import type { JsonValue } from '@debrief/kernel';
import type { SpanReader } from '../span-reader';
import { topicOf } from '../topics';

/** Milliseconds from an attribute's number, by its unit. */
const sources: readonly (readonly [attribute: string, factor: number])[] = [
  ['gen_ai.response.time_to_first_chunk', 1000],
  ['gen_ai.server.time_to_first_token', 1],
  ['gen_ai.client.operation.time_to_first_chunk', 1000],
];
const laterSources: readonly string[] = ['ai.response.msToFirstChunk', 'ai.stream.msToFirstChunk'];
const moment = 'langfuse.observation.completion_start_time';
const topic = topicOf([...sources.map(([attribute]) => attribute), moment, ...laterSources]);

/** Milliseconds from a span's start to the first token; null where it does not say. */
export const readFirstTokenMs = (reader: SpanReader): number | null => {
  if (!reader.isOn(topic)) return null;
  for (const [attribute, factor] of sources) {
    const number = toDuration(reader.value(attribute));
    if (number !== undefined) return number * factor;
  }
  const started = sinceStart(reader, reader.text(moment));
  if (started !== undefined) return started;
  for (const attribute of laterSources) {
    const number = toDuration(reader.value(attribute));
    if (number !== undefined) return number;
  }
  return null;
};

const toDuration = (value: JsonValue | undefined): number | undefined =>
  typeof value === 'number' && value >= 0 && value < 1e12 ? value : undefined;

/** Langfuse sends a moment, as ISO text that may stand in quotes. */
const sinceStart = ({ span }: SpanReader, text: string | undefined): number | undefined => {
  if (text === undefined || text.length > 64) return undefined;
  const time = Date.parse(text.replaceAll('"', ''));
  const start = Number(span.startUnixNano / 1_000_000n);
  return Number.isNaN(time) || time < start ? undefined : time - start;
};
