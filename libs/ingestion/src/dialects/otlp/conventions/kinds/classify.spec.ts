import type { JsonObject } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../../../../test/factories/otlp-span';
import type { OtlpSpan } from '../../otlp.types';
import { normalizeSpan } from '../normalize-span';

/** `type category event`, and the kind of a decision. */
const kindOf = (attributes: JsonObject, changes: Partial<OtlpSpan> = {}): string => {
  const normal = normalizeSpan(otlpSpan({ attributes, ...changes }));
  const { observationType, category, eventType, decisionKind } = normal;
  return [observationType, category, eventType, ...(decisionKind === null ? [] : [decisionKind])].join(' ');
};

const generation = 'generation llm llm_call';
const embedding = 'embedding embedding span';
const tool = 'tool tool tool_call';
const agent = 'agent agent span';
const chain = 'chain chain span';
const retriever = 'retriever retriever retrieval';
const guardrail = 'guardrail other guardrail_eval';
const evaluator = 'evaluator other span';
const span = 'span other span';

describe('a declared kind', () => {
  it.each<[attribute: string, value: string, expected: string]>([
    ['langfuse.observation.type', 'generation', generation],
    ['langfuse.observation.type', 'embedding', embedding],
    ['langfuse.observation.type', 'tool', tool],
    ['langfuse.observation.type', 'agent', agent],
    ['langfuse.observation.type', 'chain', chain],
    ['langfuse.observation.type', 'retriever', retriever],
    ['langfuse.observation.type', 'guardrail', guardrail],
    ['langfuse.observation.type', 'evaluator', evaluator],
    ['langfuse.observation.type', 'span', span],
    ['langfuse.observation.type', 'event', span],
    ['openinference.span.kind', 'LLM', generation],
    ['openinference.span.kind', 'EMBEDDING', embedding],
    ['openinference.span.kind', 'TOOL', tool],
    ['openinference.span.kind', 'AGENT', agent],
    ['openinference.span.kind', 'CHAIN', chain],
    ['openinference.span.kind', 'PROMPT', chain],
    ['openinference.span.kind', 'RETRIEVER', retriever],
    ['openinference.span.kind', 'RERANKER', retriever],
    ['openinference.span.kind', 'GUARDRAIL', guardrail],
    ['openinference.span.kind', 'EVALUATOR', evaluator],
    ['openinference.span.kind', 'UNKNOWN', span],
    ['langsmith.span.kind', 'llm', generation],
    ['langsmith.span.kind', 'parser', chain],
    ['langsmith.span.kind', 'retriever', retriever],
    ['mlflow.spanType', '"CHAT_MODEL"', generation],
    ['mlflow.spanType', '"LLM"', generation],
    ['mlflow.spanType', '"PARSER"', chain],
    ['mlflow.spanType', '"AGENT"', agent],
    ['traceloop.span.kind', 'workflow', agent],
    ['traceloop.span.kind', 'agent', agent],
    ['traceloop.span.kind', 'task', chain],
    ['traceloop.span.kind', 'tool', tool],
    ['gen_ai.operation.name', 'chat', generation],
    ['gen_ai.operation.name', 'text_completion', generation],
    ['gen_ai.operation.name', 'completion', generation],
    ['gen_ai.operation.name', 'generate_content', generation],
    ['gen_ai.operation.name', 'embeddings', embedding],
    ['gen_ai.operation.name', 'execute_tool', tool],
    ['gen_ai.operation.name', 'invoke_agent', agent],
    ['gen_ai.operation.name', 'create_agent', agent],
    ['gen_ai.operation.name', 'invoke_workflow', agent],
    ['gen_ai.operation.name', 'invoke_swarm', agent],
    ['gen_ai.operation.name', 'plan', 'agent agent decision plan'],
    ['gen_ai.operation.name', 'retrieval', retriever],
    ['gen_ai.operation.name', 'search_memory', retriever],
    ['gen_ai.operation.name', 'create_memory', 'span other state_change'],
    ['gen_ai.operation.name', 'upsert_memory', 'span other state_change'],
    ['gen_ai.operation.name', 'delete_memory', 'span other state_change'],
    ['llm.request.type', 'chat', generation],
    ['llm.request.type', 'embedding', embedding],
    ['mcp.method.name', 'tools/call', tool],
    ['mcp.method.name', 'tools/list', span],
    ['gen_ai.evaluation.name', 'relevance', evaluator],
    ['ai.operationId', 'ai.generateText.doGenerate', generation],
    ['ai.operationId', 'ai.streamText.doStream', generation],
    ['operation.name', 'ai.streamText.doStream my-function', generation],
    ['ai.operationId', 'ai.embedMany.doEmbed', embedding],
    ['ai.operationId', 'ai.toolCall', tool],
    ['operation.name', 'GET /tools', span],
  ])('%s = %s', (attribute, value, expected) => {
    expect(kindOf({ [attribute]: value })).toBe(expected);
  });

  it('is read without regard to case, and a word of the prototype is none', () => {
    expect(kindOf({ 'openinference.span.kind': 'llm' })).toBe(generation);
    expect(kindOf({ 'openinference.span.kind': 'constructor' })).toBe(span);
  });

  it('goes before all that follows it in the order of rules', () => {
    const all = {
      'langfuse.observation.type': 'agent',
      'openinference.span.kind': 'TOOL',
      'langsmith.span.kind': 'retriever',
      'mlflow.spanType': '"LLM"',
      'traceloop.span.kind': 'task',
      'gen_ai.operation.name': 'embeddings',
      'ai.operationId': 'ai.toolCall',
      'http.request.method': 'POST',
    };
    const expected = [agent, tool, retriever, generation, chain, embedding, tool, 'span http span'];
    const names = Object.keys(all);
    const left = names.map((_name, index) => kindOf(Object.fromEntries(Object.entries(all).slice(index))));
    expect(left).toEqual(expected);
  });
});

describe('Langfuse', () => {
  const scope = (version: string) => ({ name: 'langfuse-sdk', version, attributes: {}, schemaUrl: '' });
  const resource = { attributes: { 'telemetry.sdk.language': 'python' }, schemaUrl: '' };
  const attributes = { 'langfuse.observation.type': 'span', 'langfuse.observation.model.name': 'gpt-4o' };

  it.each([
    ['3.0.0', generation],
    ['3.3.4', generation],
    ['3.4.0', span],
    ['4.0.0', span],
  ])('a span with a model from the Python SDK %s is %s', (version, expected) => {
    expect(kindOf(attributes, { scope: scope(version), resource })).toBe(expected);
  });

  it('a span without one, or of another SDK, stays one', () => {
    expect(kindOf({ 'langfuse.observation.type': 'span' }, { scope: scope('3.0.0'), resource })).toBe(span);
    expect(kindOf(attributes, { scope: scope('3.0.0') })).toBe(span);
  });

  it('an event of level ERROR is an error', () => {
    expect(kindOf({ 'langfuse.observation.type': 'event', 'langfuse.observation.level': 'ERROR' })).toBe(
      'span other error',
    );
  });
});

describe('transport', () => {
  it.each<[JsonObject, string]>([
    [{ 'http.request.method': 'POST' }, 'span http span'],
    [{ 'http.url': 'https://api.openai.com' }, 'span http span'],
    [{ 'rpc.system': 'aws-api', 'gen_ai.request.model': 'x' }, 'span http span'],
    [{ 'db.system': 'postgresql' }, 'span db span'],
    [{ 'db.system.name': 'dynamodb', 'rpc.system': 'aws-api' }, 'span db span'],
    [{ 'messaging.system': 'kafka' }, 'span messaging span'],
    [{ 'aws.s3.bucket': 'b', 'rpc.system': 'aws-api' }, 'span storage span'],
  ])('%j is %s', (attributes, expected) => {
    expect(kindOf(attributes, { name: 'chat agent tool' })).toBe(expected);
  });

  it('does not hide a kind that is declared', () => {
    expect(kindOf({ 'rpc.system': 'aws-api', 'gen_ai.operation.name': 'chat' })).toBe(generation);
  });
});

describe('hints', () => {
  it.each<[string, JsonObject, string]>([
    ['step', { 'gen_ai.tool.name': 'x', 'gen_ai.agent.name': 'y' }, tool],
    ['step', { 'agent.name': 'y' }, agent],
    ['my_embedder', {}, embedding],
    ['WeatherAgent', {}, agent],
    ['agent tool', {}, agent],
    ['ToolNode', {}, tool],
    ['retrieve_documents', {}, retriever],
    ['RetrieverStep', {}, retriever],
    ['input guardrail', {}, guardrail],
    ['evaluate answer', {}, evaluator],
    ['llm', {}, generation],
    ['ChatOpenAI', {}, generation],
    ['useragent lookup', {}, span],
    ['step', { 'gen_ai.request.model': 'gpt-4o' }, generation],
    ['step', { 'logfire.tags': ['LLM'] }, generation],
    ['step', {}, span],
    ['step', { 'gen_ai.request.model': 'text-embedding-3-small' }, embedding],
    ['step', { 'gen_ai.operation.name': 'completion', 'gen_ai.request.model': 'text-embedding-3-small' }, embedding],
  ])('a span named %j with %j is %s', (name, attributes, expected) => {
    expect(kindOf(attributes, { name })).toBe(expected);
  });
});

describe('the event of a span', () => {
  const toolNamed = (name: string) => ({ 'openinference.span.kind': 'TOOL', 'tool.name': name });

  it.each<[string, JsonObject, Partial<OtlpSpan>, string]>([
    ['a tool that transfers', toolNamed('transfer_to_billing'), {}, 'tool tool handoff handoff'],
    ['a tool that hands off', toolNamed('handoff_to_billing'), {}, 'tool tool handoff handoff'],
    ['a tool that delegates', toolNamed('delegate_to_billing'), {}, 'tool tool handoff handoff'],
    ['a tool that only sounds so', toolNamed('transfer_money'), {}, tool],
    ['a hand-off by name', { 'openinference.span.kind': 'AGENT' }, { name: 'handoff' }, 'agent agent handoff handoff'],
    ['a router', { 'openinference.span.kind': 'CHAIN' }, { name: 'route_question' }, 'chain chain decision routing'],
    ['a branch', { 'openinference.span.kind': 'CHAIN' }, { name: 'RunnableBranch' }, 'chain chain decision routing'],
    ["a graph's own write", { 'openinference.span.kind': 'CHAIN' }, { name: 'ChannelWrite<branch:a>' }, chain],
    ['only an answer', {}, { events: [otlpSpanEvent('gen_ai.choice', { message: 'hi' })] }, 'span other agent_message'],
    [
      'an answer to something',
      {},
      { events: [otlpSpanEvent('gen_ai.user.message', { content: 'hi' }), otlpSpanEvent('gen_ai.choice', {})] },
      span,
    ],
    [
      'its own word',
      { 'debrief.event_type': 'decision', 'debrief.decision_kind': 'escalate' },
      {},
      'span other decision escalate',
    ],
    [
      "its own word in Langfuse's metadata",
      { 'langfuse.observation.metadata': { eventType: 'decision', decisionKind: 'escalate' } },
      {},
      'span other decision escalate',
    ],
    [
      "its own word in the metadata of Langfuse's SDKs",
      {
        'langfuse.observation.type': 'span',
        'langfuse.observation.metadata.eventType': 'guardrail_eval',
      },
      {},
      'span other guardrail_eval',
    ],
    ['the word of the Sessions surface', { 'debrief.event_type': 'response' }, {}, 'span other agent_message'],
    ['a word that is none', { 'debrief.event_type': 'nonsense', 'debrief.decision_kind': 'x' }, {}, span],
  ])('%s', (_name, attributes, changes, expected) => {
    expect(kindOf(attributes, changes)).toBe(expected);
  });
});
