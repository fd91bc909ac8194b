import type { JsonObject, JsonValue } from '@debrief/kernel';
import { otlpSpan, otlpSpanEvent } from '../../../../../../../test/factories/otlp-span';
import { normalizeSpan } from '../../conventions/normalize-span';
import type { OtlpSpan } from '../../otlp.types';
import type { MessageBlock } from '../message-block';
import { toMessageSpan } from './message-span';
import { toMessageBlocks } from './to-message-blocks';

const json = (value: JsonValue): string => JSON.stringify(value);

/** A child of the first span, unless it says otherwise. */
const child = (spanId: string, attributes: JsonObject, given: Partial<OtlpSpan> = {}): OtlpSpan =>
  otlpSpan({ spanId, parentSpanId: 'a', attributes, ...given });
const root = (attributes: JsonObject, given: Partial<OtlpSpan> = {}): OtlpSpan =>
  otlpSpan({ spanId: 'a', attributes, ...given });

const told = (...spans: OtlpSpan[]): string[] =>
  toMessageBlocks(
    spans.map((span) => toMessageSpan(span, normalizeSpan(span))),
    'left_out',
  ).map(inShort);

function inShort({ span_id: id, category, content, tool_use_id: call, finish_reason: reason }: MessageBlock): string {
  const said =
    content.type === 'text'
      ? content.text
      : content.type === 'tool_use'
        ? `${content.name}(${JSON.stringify(content.input)})`
        : content.type === 'tool_result'
          ? `=> ${JSON.stringify(content.content)}${content.is_error ? ' failed' : ''}`
          : JSON.stringify(content);
  return [id, category, call === undefined ? [] : `#${call}`, said, reason === undefined ? [] : `[${reason}]`]
    .flat()
    .join(' ');
}

/** The rows of otel.md D that speak of messages. */
const rows: [string, OtlpSpan[], string[]][] = [
  [
    'OpenTelemetry: events',
    [
      root(
        { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
        {
          events: [
            otlpSpanEvent('gen_ai.system.message', { content: 'be brief' }),
            otlpSpanEvent('gen_ai.user.message', { content: 'hi' }),
            otlpSpanEvent('gen_ai.choice', { index: 0, finish_reason: 'stop', message: json({ content: 'yes' }) }),
          ],
        },
      ),
    ],
    ['a GenAISystemMessage be brief', 'a GenAIUserMessage hi', 'a GenAIChoice yes [stop]'],
  ],
  [
    'OpenTelemetry: attributes that end in a call',
    [
      root({
        'gen_ai.operation.name': 'chat',
        'gen_ai.system_instructions': json([{ type: 'text', content: 'be brief' }]),
        'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'weather?' }] }]),
        'gen_ai.output.messages': json([
          {
            role: 'assistant',
            parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }],
            finish_reason: 'tool_call',
          },
        ]),
      }),
    ],
    [
      'a GenAISystemMessage be brief',
      'a GenAIUserMessage weather?',
      'a GenAIAssistantMessage #c1 weather({"city":"Rome"}) [tool_use]',
    ],
  ],
  [
    'OpenTelemetry: the details of a call with media',
    [
      root(
        { 'gen_ai.operation.name': 'chat' },
        {
          events: [
            otlpSpanEvent('gen_ai.client.inference.operation.details', {
              'gen_ai.input.messages': json([
                { role: 'user', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' }] },
              ]),
              'gen_ai.output.messages': json([
                { role: 'assistant', parts: [{ type: 'text', content: 'a cat' }], finish_reason: 'stop' },
              ]),
            }),
          ],
        },
      ),
    ],
    [
      'a GenAIUserMessage {"type":"image","media_type":"image/png","source":"base64","data":"AAAA","name":null}',
      'a GenAIAssistantMessage a cat [stop]',
    ],
  ],
  [
    'OpenTelemetry: a tool by attributes',
    [
      root({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'weather',
        'gen_ai.tool.call.id': 'c1',
        'gen_ai.tool.call.arguments': '{"city":"Rome"}',
        'gen_ai.tool.call.result': 'sunny',
      }),
    ],
    ['a GenAIToolInput #c1 weather({"city":"Rome"})', 'a GenAIToolMessage #c1 => "sunny"'],
  ],
  [
    'OpenTelemetry: a tool by events',
    [
      root(
        { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'weather', 'gen_ai.tool.call.id': 'c1' },
        {
          events: [
            otlpSpanEvent('gen_ai.tool.message', { role: 'tool', content: '{"city":"Rome"}', id: 'c1' }),
            otlpSpanEvent('gen_ai.choice', { message: json([{ text: 'sunny' }]), id: 'c1' }),
          ],
        },
      ),
    ],
    ['a GenAIToolInput #c1 weather({"city":"Rome"})', 'a GenAIToolMessage #c1 => [{"text":"sunny"}]'],
  ],
  [
    'an exception that three ancestors repeat',
    [
      root({}, { status: { code: 2, message: 'boom' }, events: [boom()] }),
      child('b', {}, { status: { code: 2, message: 'boom' }, events: [boom()] }),
      child(
        'c',
        { 'gen_ai.operation.name': 'chat' },
        { parentSpanId: 'b', status: { code: 2, message: 'boom' }, events: [boom()] },
      ),
    ],
    ['c Exception ValueError: boom [error]'],
  ],
  [
    'Traceloop: a workflow over a call and a tool',
    [
      root({
        'traceloop.span.kind': 'workflow',
        'traceloop.entity.name': 'w',
        'traceloop.entity.input': 'weather?',
        'traceloop.entity.output': 'it is sunny',
      }),
      child('b', {
        'llm.request.type': 'chat',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'weather?',
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.content': 'it is sunny',
        'gen_ai.completion.0.finish_reason': 'stop',
      }),
      child('c', {
        'traceloop.span.kind': 'tool',
        'traceloop.entity.name': 'weather',
        'traceloop.entity.input': '{"city":"Rome"}',
        'traceloop.entity.output': 'sunny',
      }),
    ],
    [
      'a GenAIUserMessage weather?',
      'b GenAIAssistantMessage it is sunny [stop]',
      'c GenAIToolInput weather({"city":"Rome"})',
      'c GenAIToolMessage => "sunny"',
    ],
  ],
  [
    'OpenInference: a chain over a call, a tool and a retriever',
    [
      root({ 'openinference.span.kind': 'CHAIN', 'input.value': '{"question":"why"}', 'output.value': 'because' }),
      child('b', {
        'openinference.span.kind': 'LLM',
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.content': 'why?',
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.content': 'because',
      }),
      child('c', {
        'openinference.span.kind': 'TOOL',
        'tool.name': 'weather',
        'input.value': '{"city":"Rome"}',
        'output.value': 'sunny',
      }),
      child('d', {
        'openinference.span.kind': 'RETRIEVER',
        'input.value': 'why',
        'retrieval.documents.0.document.content': 'since',
      }),
    ],
    [
      'a GenAIUserMessage {"type":"json","data":{"question":"why"}}',
      'b GenAIUserMessage why?',
      'b GenAIAssistantMessage because',
      'c GenAIToolInput weather({"city":"Rome"})',
      'c GenAIToolMessage => "sunny"',
      'd GenAIUserMessage why',
      expect.stringMatching(/^d Retrieval .*since/) as string,
    ],
  ],
  [
    'Vercel: a generation over its call and its tool',
    [
      root({
        'operation.name': 'ai.generateText',
        'ai.operationId': 'ai.generateText',
        'ai.prompt': json({ prompt: 'weather?' }),
        'ai.response.text': 'it is sunny',
      }),
      child('b', {
        'operation.name': 'ai.generateText.doGenerate',
        'ai.operationId': 'ai.generateText.doGenerate',
        'ai.prompt.messages': json([{ role: 'user', content: [{ type: 'text', text: 'weather?' }] }]),
        'ai.response.toolCalls': json([{ toolCallId: 'c1', toolName: 'weather', input: '{"city":"Rome"}' }]),
        'ai.response.finishReason': 'tool-calls',
      }),
      child('c', {
        'operation.name': 'ai.toolCall',
        'ai.operationId': 'ai.toolCall',
        'ai.toolCall.name': 'weather',
        'ai.toolCall.id': 'c1',
        'ai.toolCall.args': '{"city":"Rome"}',
        'ai.toolCall.result': '"sunny"',
      }),
    ],
    [
      'a GenAIUserMessage weather?',
      'b GenAIAssistantMessage #c1 weather({"city":"Rome"}) [tool_use]',
      expect.stringMatching(/^c GenAIToolMessage #c1 => .*sunny/) as string,
      'a GenAIAssistantMessage it is sunny',
    ],
  ],
  [
    'LangSmith: JSON of a prompt and a completion',
    [
      root({
        'langsmith.span.kind': 'llm',
        'gen_ai.prompt': json({ messages: [{ role: 'user', content: 'hi' }] }),
        'gen_ai.completion': json({ messages: [{ role: 'assistant', content: 'yes' }] }),
      }),
    ],
    ['a GenAIUserMessage hi', 'a GenAIAssistantMessage yes'],
  ],
  [
    'Google ADK: a call and the tool below it',
    [
      root(
        {
          'gen_ai.system': 'gcp.vertex.agent',
          'gcp.vertex.agent.llm_request': json({
            model: 'g',
            config: { system_instruction: 'greet' },
            contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
          }),
          'gcp.vertex.agent.llm_response': json({
            content: { role: 'model', parts: [{ function_call: { id: 'c1', name: 'hello', args: {} } }] },
            finish_reason: 'STOP',
          }),
        },
        { name: 'call_llm' },
      ),
      child(
        'b',
        {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'hello',
          'gen_ai.tool.call.id': 'c1',
          'gcp.vertex.agent.tool_call_args': '{}',
          'gcp.vertex.agent.tool_response': '{"greeting":"hey"}',
        },
        { name: 'execute_tool hello' },
      ),
    ],
    [
      'a GenAISystemMessage greet',
      'a GenAIUserMessage hi',
      'a GenAIAssistantMessage #c1 hello({}) [stop]',
      'b GenAIToolMessage #c1 => {"greeting":"hey"}',
    ],
  ],
  [
    'MLflow: inputs and outputs',
    [
      root({
        'mlflow.spanType': '"CHAIN"',
        'mlflow.spanInputs': '{"question":"why"}',
        'mlflow.spanOutputs': '"because"',
      }),
    ],
    ['a GenAIUserMessage {"type":"json","data":{"question":"why"}}', 'a GenAIAssistantMessage because'],
  ],
  [
    'Pydantic AI: an agent over its call and its tool',
    [
      root(
        {
          agent_name: 'joker',
          'logfire.msg': 'joker run',
          'pydantic_ai.all_messages': json([
            { role: 'user', parts: [{ type: 'text', content: 'weather?' }] },
            {
              role: 'assistant',
              parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }],
            },
            { role: 'user', parts: [{ type: 'tool_call_response', id: 'c1', name: 'weather', result: 'sunny' }] },
            { role: 'assistant', parts: [{ type: 'text', content: 'it is sunny' }] },
          ]),
          final_result: 'it is sunny',
        },
        { name: 'agent run' },
      ),
      child('b', {
        'gen_ai.operation.name': 'chat',
        'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'weather?' }] }]),
        'gen_ai.output.messages': json([
          { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }] },
        ]),
      }),
      child(
        'c',
        {
          'gen_ai.tool.name': 'weather',
          'gen_ai.tool.call.id': 'c1',
          tool_arguments: '{"city":"Rome"}',
          tool_response: 'sunny',
        },
        { name: 'running tool' },
      ),
    ],
    [
      'a GenAIUserMessage weather?',
      'b GenAIAssistantMessage #c1 weather({"city":"Rome"})',
      'c GenAIToolMessage #c1 => "sunny"',
      'a GenAIAssistantMessage it is sunny',
    ],
  ],
  [
    'CrewAI: what a crew gives back',
    [
      root(
        {
          'openinference.span.kind': 'CHAIN',
          crew_key: 'k',
          'output.value': json({ raw: 'done', tasks_output: [], token_usage: { total_tokens: 9 } }),
        },
        { name: 'Crew.kickoff' },
      ),
    ],
    ['a GenAIAssistantMessage done'],
  ],
  [
    'AutoGen: what a team said',
    [
      root(
        {
          'openinference.span.kind': 'CHAIN',
          'output.value': json({
            messages: [
              { type: 'TextMessage', source: 'user', content: 'hi' },
              {
                type: 'TextMessage',
                source: 'helper',
                content: 'yes',
                models_usage: { prompt_tokens: 1, completion_tokens: 1 },
              },
            ],
          }),
        },
        { name: 'autogen run' },
      ),
    ],
    ['a GenAIUserMessage hi', 'a GenAIAssistantMessage yes'],
  ],
  [
    'Langfuse: an observation',
    [
      root({
        'langfuse.observation.type': 'generation',
        'langfuse.observation.input': json([{ role: 'user', content: 'hi' }]),
        'langfuse.observation.output': json({ role: 'assistant', content: 'yes' }),
      }),
    ],
    ['a GenAIUserMessage hi', 'a GenAIAssistantMessage yes'],
  ],
  [
    'Strands: a call over its transport',
    [
      root(
        { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'strands-agents' },
        {
          name: 'chat',
          events: [
            otlpSpanEvent('gen_ai.user.message', { content: json([{ text: 'hi' }]) }),
            otlpSpanEvent('gen_ai.choice', { finish_reason: 'end_turn', message: json([{ text: 'yes' }]) }),
          ],
        },
      ),
      child('b', { 'rpc.system': 'aws-api', 'rpc.method': 'Converse' }),
    ],
    ['a GenAIUserMessage hi', 'a GenAIChoice yes [stop]'],
  ],
];

function boom() {
  return otlpSpanEvent('exception', { 'exception.type': 'ValueError', 'exception.message': 'boom' });
}

describe('what the conventions say, as blocks', () => {
  it.each(rows)('%s', (_name, spans, expected) => {
    expect(told(...spans)).toEqual(expected);
  });
});
