import { adkSource } from './adk';
import { aiSdkSource } from './ai-sdk';
import { indexedPromptsSource, openinferenceSource } from './indexed-messages';
import { livekitSource } from './livekit';
import { logfireSource } from './logfire';
import { mlflowSource } from './mlflow';
import { inferenceDetailsSource, otelMessagesSource } from './otel-messages';
import { otelEventsSource } from './otel-events';
import { pydanticAiSource } from './pydantic-ai';
import { retrievalSource } from './retrieval';
import { attribute, type MessageSource } from './source';
import { toolSource } from './tool';

/** One attribute a side, in whatever shape. */
const pair = (name: string, input: string, output: string): MessageSource => ({
  name,
  input: attribute(input),
  output: attribute(output),
});

/** In the order of otel.md B5; of each side the first that has messages is taken. */
export const messageSources: readonly MessageSource[] = [
  inferenceDetailsSource,
  otelEventsSource,
  otelMessagesSource,
  pair('langfuse', 'langfuse.observation.input', 'langfuse.observation.output'),
  indexedPromptsSource,
  openinferenceSource,
  aiSdkSource,
  adkSource,
  logfireSource,
  pydanticAiSource,
  mlflowSource,
  pair('langsmith', 'gen_ai.prompt', 'gen_ai.completion'),
  pair('traceloop', 'traceloop.entity.input', 'traceloop.entity.output'),
  livekitSource,
  pair('values', 'input.value', 'output.value'),
  pair('plain', 'input', 'output'),
  retrievalSource,
];

/** The order for the spans of tools. */
export const toolSources: readonly MessageSource[] = [toolSource];
/** The order for the spans of retrievers: what they found is more than the text of it. */
export const retrieverSources: readonly MessageSource[] = [retrievalSource, ...messageSources];
