import type { JsonObject } from '@debrief/kernel';
import { otlpSpan } from '../../../../../../../test/factories/otlp-span';
import type { OtlpSpan } from '../../otlp.types';
import { normalizeSpan } from '../normalize-span';

const scope = (name: string) => ({ name, version: '', attributes: {}, schemaUrl: '' });
const resource = (attributes: JsonObject) => ({ attributes, schemaUrl: '' });

/** In the contract's order, so that each goes before the next. */
const marks: readonly (readonly [framework: string, attributes: JsonObject, changes?: Partial<OtlpSpan>])[] = [
  ['AutoGen', { 'autogen.x': 1 }],
  ['AutoGen', { 'gen_ai.system': 'autogen' }],
  ['AutoGen', {}, { name: 'autogen process agent' }],
  ['GoogleADK', { 'gcp.vertex.agent.invocation_id': 'x' }],
  ['GoogleADK', { 'google.adk.x': 1 }],
  ['CrewAI', { crew_key: 'x' }],
  ['CrewAI', { crew_id: 'x' }],
  ['CrewAI', { crewai_version: 'x' }],
  ['CrewAI', { task_key: 'x' }],
  ['CrewAI', {}, { resource: resource({ 'service.name': 'crewAI-telemetry' }) }],
  ['LangGraph', { 'langgraph.node': 'x' }],
  ['LangGraph', {}, { name: 'LangGraph' }],
  ['LangGraph', { metadata: '{"langgraph_node":"agent"}' }],
  ['LangChain', { 'langchain.x': 1 }],
  ['LangChain', { 'langsmith.span.kind': 'llm' }],
  ['LlamaIndex', { 'llama_index.x': 1 }],
  ['OpenInference', { 'openinference.span.kind': 'LLM' }],
  ['SemanticKernel', { 'semantic_kernel.x': 1 }],
  ['AzureOpenAI', { 'azure.openai.x': 1 }],
  ['AzureOpenAI', { 'gen_ai.provider.name': 'azure.ai.openai' }],
  ['AzureAIFoundry', { 'az.ai.x': 1 }],
  ['VertexAI', {}, { name: 'vertexai.generate' }],
  ['VercelAISDK', { 'ai.operationId': 'ai.generateText' }],
  ['VercelAISDK', { 'ai.settings.x': 1 }],
  ['Logfire', { 'logfire.msg': 'x' }],
  ['MLflow', { 'mlflow.spanType': '"LLM"' }],
  ['TraceLoop', { 'traceloop.span.kind': 'task' }],
  ['LiveKit', { 'lk.x': 1 }],
  ['OpenAIAgents', { 'openai.agents.x': 1 }],
  ['OpenAIAgents', {}, { resource: resource({ 'service.name': 'openai-agents' }) }],
  ['AgentFramework', { 'gen_ai.provider.name': 'microsoft.agent_framework' }],
  ['AWSBedrock', { 'aws.bedrock.x': 1 }],
  ['StrandsAgents', { 'gen_ai.system': 'strands-agents' }],
  ['StrandsAgents', {}, { scope: scope('strands.telemetry.tracer') }],
  ['StrandsAgents', {}, { name: 'invoke_agent Strands Agents' }],
  ['Unknown', { 'gen_ai.system': 'openai' }],
  ['Unknown', { crew: 'x', ai: 1, task_keys: 1, 'aiX.prompt.y': 1 }],
];

it.each(marks.map(([framework, attributes, changes]) => ({ framework, attributes, changes })))(
  '$framework is known by $attributes $changes',
  ({ framework, attributes, changes }) => {
    expect(normalizeSpan(otlpSpan({ attributes, ...changes })).framework).toBe(framework);
  },
);

it('is the first of the order where several know a span', () => {
  const attributes = { 'mlflow.x': 1, 'openinference.span.kind': 'LLM', 'logfire.msg': 'x' };
  expect(normalizeSpan(otlpSpan({ attributes })).framework).toBe('OpenInference');
});

describe('spans that only their names tell', () => {
  it.each<[string, string, JsonObject, Partial<OtlpSpan>]>([
    ['generation llm_call', 'call_llm', {}, { scope: scope('gcp.vertex.agent') }],
    ['tool tool_call', 'execute_tool say_hello', {}, { scope: scope('gcp.vertex.agent') }],
    ['agent span', 'agent_run [planner]', {}, { scope: scope('gcp.vertex.agent') }],
    ['chain span', 'invocation', {}, { scope: scope('gcp.vertex.agent') }],
    ['generation llm_call', 'llm_request', { 'lk.speech_id': 'x' }, {}],
    ['tool tool_call', 'function_tool', { 'lk.function_tool.name': 'x' }, {}],
    ['tool span', 'Tool Usage', { crewai_version: '1', tool_name: 'x' }, {}],
    ['span span', 'Crew Created', { crew_key: 'x' }, {}],
    ['chain span', 'Task Execution', { crew_key: 'x', agent_role: 'y' }, {}],
    ['agent span', 'autogen process writer', {}, {}],
    ['chain span', 'running 3 tools', { 'logfire.msg': 'running 3 tools' }, {}],
    ['chain span', 'agent', { metadata: '{"langgraph_node":"agent"}' }, {}],
    ['chain decision', 'should_continue', { metadata: '{"langgraph_node":"agent"}' }, {}],
  ])('%s: %s', (expected, name, attributes, changes) => {
    const { observationType, eventType } = normalizeSpan(otlpSpan({ name, attributes, ...changes }));
    expect(`${observationType} ${eventType}`).toBe(expected);
  });
});
