import { aiSdkShape } from './ai-sdk';
import { anthropicShape } from './anthropic';
import { autogenShape } from './autogen';
import { bedrockShape } from './bedrock';
import { chatShape } from './chat';
import { crewaiShape } from './crewai';
import { geminiShape } from './gemini';
import { langchainShape } from './langchain';
import { openaiShape } from './openai';
import { openinferenceShape } from './openinference';
import { otelShape } from './otel';
import type { Shape } from './shape';

/** All that are understood inside any source. Where two know the same key, the first that makes something of it wins. */
export const shapes: readonly Shape[] = [
  otelShape,
  openaiShape,
  anthropicShape,
  aiSdkShape,
  langchainShape,
  openinferenceShape,
  autogenShape,
  crewaiShape,
  geminiShape,
  bedrockShape,
  chatShape,
];
