import type { SpanMessage, SpanMessages, StepSpan } from '@debrief/ingestion';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '@debrief/kernel';
import { toPrompt } from '../mapping/llm-data';
import type { SessionEventData } from '../session-event';

/** A model call as its span tells of it. */
export const spanLlmData = (
  { normal, messages, attributes }: StepSpan,
  latencyMs: number | null,
): SessionEventData['llm_call'] => {
  const { usage, cost, prompt } = normal;
  return {
    model: normal.responseModel ?? normal.requestModel,
    provider: normal.provider,
    inputTokens: usage?.input ?? null,
    outputTokens: usage?.output ?? null,
    cachedInputTokens: usage?.cacheRead ?? null,
    reasoningTokens: usage?.reasoning ?? null,
    totalTokens: usage?.total ?? null,
    latencyMs,
    timeToFirstTokenMs: normal.firstTokenMs,
    costUsd: cost === null || cost.source === 'none' ? null : cost.total,
    prompt: toPrompt({ ref: null, messagesRef: null, name: prompt?.name ?? null, version: prompt?.version ?? null }),
    parameters: readParameters(attributes),
    finishReason: normal.finishReasons[0] ?? null,
    input: messagesOn('input', messages),
    output: messagesOn('output', messages),
  };
};

const requestPrefix = 'gen_ai.request.';
const wholes = ['langfuse.observation.model.parameters', 'llm.invocation_parameters'];

/** What the model was asked with: `gen_ai.request.*` but for the model, else the object that a framework sends. */
const readParameters = (attributes: JsonObject): JsonObject | null => {
  const named = Object.entries(attributes).flatMap(([name, value]) =>
    name.startsWith(requestPrefix) && name !== 'gen_ai.request.model'
      ? [[name.slice(requestPrefix.length), value]]
      : [],
  );
  if (named.length > 0) return Object.fromEntries(named) as JsonObject;
  for (const name of wholes) {
    const value = toStructure(attributes[name]);
    if (isJsonObject(value)) return value;
  }
  return null;
};

const toStructure = (value: JsonValue | undefined): JsonValue | undefined => {
  if (typeof value !== 'string') return value;
  try {
    return parseJson(value);
  } catch {
    return undefined;
  }
};

/** The messages of one side with their blocks (otel.md B5); null where there are none. */
const messagesOn = (side: SpanMessage['side'], messages: SpanMessages | null): JsonValue => {
  const said = messages?.messages.filter((message) => message.side === side) ?? [];
  if (said.length === 0) return null;
  return said.map(({ role, name, blocks }) => ({
    role,
    ...(name !== null && { name }),
    // Blocks are JSON by their making; their type says it field by field.
    content: blocks as unknown as JsonValue,
  }));
};
