import type { JsonValue } from '@debrief/kernel';
import type { NormalSpan } from '../dialects/otlp/conventions/normal-span';
import type { OtlpSpan } from '../dialects/otlp/otlp.types';

const text = (value: JsonValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
const count = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : null);

export const conventionsVersion = 0;

/** The GenAI conventions' commonest attributes and nothing else. */
export const normalizeSpan = ({ attributes, name, status }: OtlpSpan): NormalSpan => {
  const input = count(attributes['gen_ai.usage.input_tokens']);
  const output = count(attributes['gen_ai.usage.output_tokens']);
  const isModelCall = text(attributes['gen_ai.request.model']) !== null;
  const tool = text(attributes['gen_ai.tool.name']);
  const total = (input ?? 0) + (output ?? 0);
  return {
    observationType: isModelCall ? 'generation' : tool === null ? 'span' : 'tool',
    category: isModelCall ? 'llm' : tool === null ? 'other' : 'tool',
    framework: 'Unknown',
    eventType: isModelCall ? 'llm_call' : tool === null ? 'span' : 'tool_call',
    name,
    sessionId: text(attributes['session.id']),
    userId: text(attributes['user.id']),
    environment: text(attributes['deployment.environment.name']),
    release: null,
    version: null,
    tags: Array.isArray(attributes['tags']) ? attributes['tags'].map(String) : [],
    metadata: null,
    provider: text(attributes['gen_ai.provider.name']),
    requestModel: text(attributes['gen_ai.request.model']),
    responseModel: text(attributes['gen_ai.response.model']),
    usage:
      total === 0 ? null : { input: input ?? 0, output: output ?? 0, total, cacheRead: 0, cacheWrite: 0, reasoning: 0 },
    cost: null,
    agent: text(attributes['gen_ai.agent.name']),
    toolName: tool,
    toolCallId: null,
    toolArguments: null,
    toolResult: null,
    error: status.code === 2 ? { type: null, message: status.message, stack: null } : null,
    finishReasons: [],
    firstTokenMs: null,
    prompt: null,
    query: null,
    documents: null,
  };
};

export const previewsOf = (span: OtlpSpan): { readonly input: string | null; readonly output: string | null } => ({
  input: text(span.attributes['input.value']),
  output: text(span.attributes['output.value']),
});
