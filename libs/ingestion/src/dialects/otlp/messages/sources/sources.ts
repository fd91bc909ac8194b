import type { ObservationType } from '../../conventions/normal-span';
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
import { attribute, type MessageSource, type SideReader } from './source';
import { toolSource } from './tool';
import { traceloopSource } from './traceloop';

/** One attribute a side, in whatever shape. */
const pair = (name: string, input: string, output: string): MessageSource => ({
  name,
  input: attribute(input),
  output: attribute(output),
});

/** In the order of otel.md B5; of each side the first that has messages is taken. */
const messageSources: readonly MessageSource[] = [
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
  traceloopSource,
  livekitSource,
  pair('values', 'input.value', 'output.value'),
  pair('plain', 'input', 'output'),
  retrievalSource,
];

interface SideReaders {
  readonly input: readonly SideReader[];
  readonly output: readonly SideReader[];
}

const readersOf = (sources: readonly MessageSource[]): SideReaders => ({
  input: sources.flatMap(({ input }) => input ?? []),
  output: sources.flatMap(({ output }) => output ?? []),
});

const readers = {
  tool: readersOf([toolSource]),
  /** What a retriever found is more than the text of it. */
  retriever: readersOf([retrievalSource, ...messageSources]),
  other: readersOf(messageSources),
};

/** The readers of each side, in the order in which they are asked. */
export const readersFor = (observationType: ObservationType): SideReaders =>
  observationType === 'tool' || observationType === 'retriever' ? readers[observationType] : readers.other;
