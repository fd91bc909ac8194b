import { field, firstValue } from '../source';
import { kinds, type KindRule } from './kind';

const ofTools = field([
  'gen_ai.tool.name',
  'gen_ai.tool.call.id',
  'gen_ai.tool.type',
  'gen_ai.tool.call.arguments',
  'gen_ai.tool.call.result',
  'ai.toolCall.name',
  'tool.name',
  'tool_name',
  'lk.function_tool.name',
]);
export const toolTraits: KindRule = (reader) => (firstValue(reader, ofTools) === undefined ? undefined : kinds.tool);

const ofAgents = field([
  'gen_ai.agent.name',
  'gen_ai.agent.id',
  'agent.name',
  'agent_name',
  'agent_role',
  'recipient_agent_class',
  'sender_agent_class',
]);
export const agentTraits: KindRule = (reader) => (firstValue(reader, ofAgents) === undefined ? undefined : kinds.agent);

/** Logfire marks the spans of model calls; whatever else names a model calls one. */
export const modelTraits =
  (model: string | null): KindRule =>
  (reader) => {
    const tags = reader.structure('logfire.tags');
    return model !== null || (Array.isArray(tags) && tags.includes('LLM')) ? kinds.generation : undefined;
  };
