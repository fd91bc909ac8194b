import { isJsonObject } from '@debrief/kernel';
import { field, reading, type Source } from '../source';

/** `openai.chat` of the AI SDK is OpenAI's chat endpoint. */
const beforeDot = (attribute: string): Source =>
  reading([attribute], (reader) => reader.text(attribute)?.split('.', 1)[0]);

/** Vercel's AI SDK writes its `ai.model.provider` there, too: that one is read as such. */
const system: Source = (reader) => {
  const text = reader.text('gen_ai.system');
  return text === reader.text('ai.model.provider') ? undefined : text;
};

/** Logfire keeps the request as the vendor's SDK sends it: Anthropic's has the system prompt beside the messages. */
const shapeOfRequest = reading(['request_data'], (reader) => {
  if (reader.value('request_data') === undefined) return undefined;
  const request = reader.structure('request_data');
  if (!isJsonObject(request)) return undefined;
  if (Object.hasOwn(request, 'system')) return 'anthropic';
  return Object.hasOwn(request, 'messages') ? 'openai' : undefined;
});

export const providerSources = field([
  'gen_ai.provider.name',
  system,
  'az.ai.inference.model_provider',
  beforeDot('ai.model.provider'),
  'llm.provider',
  'llm.system',
  'langsmith.metadata.ls_provider',
  shapeOfRequest,
]);
