import type { JsonObject, JsonValue } from '@debrief/kernel';
import { normalSpan } from '../../../../../../../test/factories/normal-span';
import { otlpSpan, otlpSpanEvent } from '../../../../../../../test/factories/otlp-span';
import type { NormalSpan } from '../../conventions/normal-span';
import type { OtlpLogRecord, OtlpSpan } from '../../otlp.types';
import type { BlockContent, SpanMessage } from '../message-block';
import { readSpanMessages } from '../read-span-messages';

interface Sent {
  readonly attributes?: JsonObject;
  readonly events?: OtlpSpan['events'];
  readonly logs?: readonly OtlpLogRecord[];
  readonly normal?: Partial<NormalSpan>;
}

const read = ({ attributes = {}, events = [], logs = [], normal = {} }: Sent) =>
  readSpanMessages(otlpSpan({ attributes, events }), normalSpan(normal), logs);

/** One line a message: side, role, then its blocks in short, then why it finished. */
const inShort = ({ side, role, name, blocks, finishReason }: SpanMessage): string =>
  [`${side} ${role}${name === null ? '' : ` (${name})`}:`, ...blocks.map(blockInShort), finishReason ?? []]
    .flat()
    .join(' ');

function blockInShort(block: BlockContent): string {
  if (block.type === 'text') return `"${block.text}"`;
  if (block.type === 'tool_use') return `${block.name}#${block.id}${JSON.stringify(block.input)}`;
  if (block.type === 'tool_result')
    return `${block.is_error ? 'failed' : 'result'}#${block.tool_use_id}${JSON.stringify(block.content)}`;
  return JSON.stringify(block);
}

const json = (value: JsonValue): string => JSON.stringify(value);

const log = (eventName: string, body: JsonValue, attributes: JsonObject = {}): OtlpLogRecord => ({
  timeUnixNano: 5n,
  observedTimeUnixNano: 6n,
  severityNumber: 9,
  severityText: '',
  body,
  eventName,
  attributes,
  droppedAttributesCount: 0,
  flags: 0,
  traceId: null,
  spanId: null,
  resource: { attributes: {}, schemaUrl: '' },
  scope: { name: '', version: '', attributes: {}, schemaUrl: '' },
});

const weather = {
  'gen_ai.system_instructions': json([{ type: 'text', content: 'be brief' }]),
  'gen_ai.input.messages': json([{ role: 'user', parts: [{ type: 'text', content: 'weather?' }] }]),
  'gen_ai.output.messages': json([
    {
      role: 'assistant',
      parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Rome' } }],
      finish_reason: 'tool_call',
    },
  ]),
};
const weatherInShort = [
  'input system: "be brief"',
  'input user: "weather?"',
  'output assistant: weather#c1{"city":"Rome"} tool_use',
];

const cases: [string, Sent, string[]][] = [
  ['OpenTelemetry: attributes', { attributes: weather }, weatherInShort],
  [
    'OpenTelemetry: structured attributes',
    {
      attributes: {
        'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }],
        'gen_ai.output.messages': [
          { role: 'assistant', parts: [{ type: 'text', content: 'yes' }], finish_reason: 'stop' },
        ],
      },
    },
    ['input user: "hi"', 'output assistant: "yes" stop'],
  ],
  [
    'OpenTelemetry: details as a span event',
    { events: [otlpSpanEvent('gen_ai.client.inference.operation.details', weather)] },
    weatherInShort,
  ],
  [
    'OpenTelemetry: details as a log record',
    { logs: [log('gen_ai.client.inference.operation.details', null, weather)] },
    weatherInShort,
  ],
  [
    'OpenTelemetry: events',
    {
      events: [
        otlpSpanEvent('gen_ai.system.message', { content: 'be brief' }),
        otlpSpanEvent('gen_ai.user.message', { content: 'hi' }),
        otlpSpanEvent('gen_ai.choice', {
          index: 0,
          finish_reason: 'stop',
          message: json({ role: 'assistant', content: 'yes' }),
        }),
      ],
    },
    ['input system: "be brief"', 'input user: "hi"', 'output assistant: "yes" stop'],
  ],
  [
    'OpenTelemetry: events of a conversation with tools',
    {
      events: [
        otlpSpanEvent('gen_ai.user.message', { content: 'hi', role: 'user' }),
        otlpSpanEvent('gen_ai.assistant.message', {
          tool_calls: json([{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }]),
        }),
        otlpSpanEvent('gen_ai.tool.message', { id: 'c1', content: 'ok' }),
        otlpSpanEvent('gen_ai.choice', {
          finish_reason: 'tool_calls',
          message: json({ tool_calls: [{ id: 'c2', function: { name: 'g', arguments: '{}' } }] }),
        }),
      ],
    },
    [
      'input user: "hi"',
      'input assistant: f#c1{"a":1}',
      'input tool: result#c1"ok"',
      'output assistant: g#c2{} tool_use',
    ],
  ],
  [
    'Strands: events with the JSON of parts',
    {
      events: [
        otlpSpanEvent('gen_ai.user.message', { content: json([{ text: 'hi' }]) }),
        otlpSpanEvent('gen_ai.assistant.message', {
          content: json([{ text: 'let me' }, { toolUse: { toolUseId: 't1', name: 'f', input: { a: 1 } } }]),
        }),
        otlpSpanEvent('gen_ai.tool.message', {
          content: json([{ toolResult: { toolUseId: 't1', status: 'success', content: [{ text: 'ok' }] } }]),
        }),
        otlpSpanEvent('gen_ai.choice', { finish_reason: 'end_turn', message: json([{ text: 'yes' }]) }),
      ],
    },
    [
      'input user: "hi"',
      'input assistant: "let me" f#t1{"a":1}',
      'input tool: result#t1[{"text":"ok"}]',
      'output assistant: "yes" stop',
    ],
  ],
  [
    'Strands: a choice with the results of its tools',
    {
      events: [
        otlpSpanEvent('gen_ai.choice', {
          finish_reason: 'tool_use',
          message: json([{ toolUse: { toolUseId: 't1', name: 'f', input: {} } }]),
          'tool.result': json([{ toolResult: { toolUseId: 't1', status: 'error', content: [{ text: 'bad' }] } }]),
        }),
      ],
    },
    ['output assistant: f#t1{} tool_use', 'output tool: failed#t1[{"text":"bad"}]'],
  ],
  [
    'botocore: log records that say their name in an attribute',
    {
      logs: [
        log('', { content: [{ text: 'hi' }] }, { 'event.name': 'gen_ai.user.message' }),
        log(
          '',
          { index: 0, finish_reason: 'end_turn', message: { role: 'assistant', content: [{ text: 'yes' }] } },
          { 'event.name': 'gen_ai.choice' },
        ),
      ],
    },
    ['input user: "hi"', 'output assistant: "yes" stop'],
  ],
  [
    'Langfuse: a chat and an answer',
    {
      attributes: {
        'langfuse.observation.input': json([{ role: 'user', content: 'hi' }]),
        'langfuse.observation.output': 'yes',
      },
    },
    ['input user: "hi"', 'output assistant: "yes"'],
  ],
  [
    'OpenLLMetry: indexed prompts',
    {
      attributes: {
        'gen_ai.prompt.0.role': 'system',
        'gen_ai.prompt.0.content': 'be brief',
        'gen_ai.prompt.1.role': 'user',
        'gen_ai.prompt.1.content': json([{ type: 'text', text: 'weather?' }]),
        'gen_ai.completion.0.role': 'assistant',
        'gen_ai.completion.0.finish_reason': 'tool_calls',
        'gen_ai.completion.0.tool_calls.0.id': 'c1',
        'gen_ai.completion.0.tool_calls.0.name': 'weather',
        'gen_ai.completion.0.tool_calls.0.arguments': '{"city":"Rome"}',
      },
    },
    weatherInShort,
  ],
  [
    'OpenInference: indexed messages',
    {
      attributes: {
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.0.message_content.type': 'text',
        'llm.input_messages.0.message.contents.0.message_content.text': 'look',
        'llm.input_messages.0.message.contents.1.message_content.type': 'image',
        'llm.input_messages.0.message.contents.1.message_content.image.image.url': 'https://x/y.png',
        'llm.input_messages.1.message.role': 'assistant',
        'llm.input_messages.1.message.tool_calls.0.tool_call.id': 'c1',
        'llm.input_messages.1.message.tool_calls.0.tool_call.function.name': 'f',
        'llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments': '{"a":1}',
        'llm.input_messages.2.message.role': 'tool',
        'llm.input_messages.2.message.content': 'ok',
        'llm.input_messages.2.message.tool_call_id': 'c1',
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.content': 'yes',
        'output.value': 'not this',
      },
    },
    [
      'input user: "look" {"type":"image","media_type":null,"source":"url","data":"https://x/y.png","name":null}',
      'input assistant: f#c1{"a":1}',
      'input tool: result#c1"ok"',
      'output assistant: "yes"',
    ],
  ],
  [
    'Vercel: a call of a model',
    {
      attributes: {
        'ai.prompt.messages': json([{ role: 'user', content: [{ type: 'text', text: 'weather?' }] }]),
        'ai.response.text': 'let me',
        'ai.response.toolCalls': json([
          { toolCallType: 'function', toolCallId: 'c1', toolName: 'weather', args: '{"city":"Rome"}' },
        ]),
        'ai.response.finishReason': 'tool-calls',
      },
    },
    ['input user: "weather?"', 'output assistant: "let me" weather#c1{"city":"Rome"} tool_use'],
  ],
  [
    'Vercel: an object, by the names before version 4',
    { attributes: { 'ai.prompt': json({ prompt: 'who?' }), 'ai.result.object': '{"name":"Ann"}' } },
    ['input user: "who?"', 'output assistant: {"type":"json","data":{"name":"Ann"}}'],
  ],
  [
    'ADK: a call of a model',
    {
      attributes: {
        'gcp.vertex.agent.llm_request': json({
          model: 'gemini-2.0-flash',
          config: { system_instruction: 'greet' },
          contents: [
            { role: 'user', parts: [{ text: 'hi' }] },
            { role: 'model', parts: [{ function_call: { name: 'hello', args: {} } }] },
            { role: 'user', parts: [{ function_response: { name: 'hello', response: { greeting: 'hey' } } }] },
          ],
        }),
        'gcp.vertex.agent.llm_response': json({
          content: { role: 'model', parts: [{ text: 'hey' }] },
          finish_reason: 'STOP',
        }),
      },
    },
    [
      'input system: "greet"',
      'input user: "hi"',
      'input assistant: hello#null{}',
      'input user: result#null{"greeting":"hey"}',
      'output assistant: "hey" stop',
    ],
  ],
  [
    'ADK: what was sent to an agent',
    { attributes: { 'gcp.vertex.agent.llm_request': '{}', 'gcp.vertex.agent.data': '[{"turn":1}]' } },
    ['input user: {"type":"context","data":[{"turn":1}]}'],
  ],
  [
    'Logfire: events in an attribute, the answer as the last message',
    {
      attributes: {
        events: json([
          { 'event.name': 'gen_ai.system.message', content: 'be brief' },
          { 'event.name': 'gen_ai.user.message', content: 'hi' },
          { 'event.name': 'gen_ai.assistant.message', content: 'yes' },
        ]),
      },
    },
    ['input system: "be brief"', 'input user: "hi"', 'output assistant: "yes"'],
  ],
  [
    'Pydantic AI: all events of an agent',
    {
      attributes: {
        all_messages_events: json([
          { content: 'hi', role: 'user', 'event.name': 'gen_ai.user.message', 'gen_ai.message.index': 0 },
          {
            role: 'assistant',
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: { a: 1 } } }],
            'event.name': 'gen_ai.assistant.message',
          },
          { content: 'ok', role: 'tool', id: 'c1', name: 'f', 'event.name': 'gen_ai.tool.message' },
          { role: 'assistant', content: 'yes', 'event.name': 'gen_ai.assistant.message' },
        ]),
      },
    },
    ['input user: "hi"', 'input assistant: f#c1{"a":1}', 'input tool (f): result#c1"ok"', 'output assistant: "yes"'],
  ],
  [
    'Logfire: a request and its response',
    {
      attributes: {
        request_data: json({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] }),
        response_data: json({ message: { role: 'assistant', content: 'yes' }, usage: { total_tokens: 3 } }),
      },
    },
    ['input user: "hi"', 'output assistant: "yes"'],
  ],
  [
    'Logfire: a streamed response',
    { attributes: { response_data: json({ combined_chunk_content: 'yes', chunk_count: 2 }) } },
    ['output assistant: "yes"'],
  ],
  [
    'Pydantic AI: all messages of an agent',
    {
      attributes: {
        'pydantic_ai.all_messages': json([
          { role: 'system', parts: [{ type: 'text', content: 'joke' }] },
          { role: 'user', parts: [{ type: 'text', content: 'hi' }] },
          { role: 'assistant', parts: [{ type: 'text', content: 'ha' }] },
        ]),
        final_result: 'ha',
      },
    },
    ['input system: "joke"', 'input user: "hi"', 'output assistant: "ha"'],
  ],
  [
    'Pydantic AI: a result alone',
    { attributes: { final_result: '{"quality":"good"}' } },
    ['output assistant: {"type":"json","data":{"quality":"good"}}'],
  ],
  [
    'MLflow: inputs and outputs',
    {
      attributes: {
        'mlflow.spanInputs': json({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
        'mlflow.spanOutputs': json({
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes' } }],
        }),
      },
    },
    ['input user: "hi"', 'output assistant: "yes" stop'],
  ],
  [
    'MLflow: a function',
    { attributes: { 'mlflow.spanInputs': '{"question":"why"}', 'mlflow.spanOutputs': '"because"' } },
    ['input user: {"type":"json","data":{"question":"why"}}', 'output assistant: "because"'],
  ],
  [
    'LangSmith: JSON of messages',
    {
      attributes: {
        'gen_ai.prompt': json({ messages: [[{ type: 'human', content: 'hi' }]] }),
        'gen_ai.completion': json({ generations: [[{ text: 'yes', message: { type: 'ai', content: 'yes' } }]] }),
      },
    },
    ['input user: "hi"', 'output assistant: "yes"'],
  ],
  [
    'Traceloop: a workflow in plain text',
    { attributes: { 'traceloop.entity.input': 'hi', 'traceloop.entity.output': 'yes' } },
    ['input user: "hi"', 'output assistant: "yes"'],
  ],
  [
    'Traceloop: the arguments of a task',
    { attributes: { 'traceloop.entity.input': json({ args: [1], kwargs: {} }) } },
    ['input user: {"type":"json","data":{"args":[1],"kwargs":{}}}'],
  ],
  [
    'Traceloop: a result that its decorators wrote as JSON',
    {
      attributes: {
        'traceloop.entity.input': json({ args: [], kwargs: {} }),
        'traceloop.entity.output': json('rainy, 14 °C'),
      },
    },
    ['output assistant: "rainy, 14 °C"'],
  ],
  [
    'LiveKit: a turn',
    {
      attributes: {
        'lk.instructions': 'be brief',
        'lk.user_input': 'hi',
        'lk.response.text': 'let me',
        'lk.response.function_calls': json([{ call_id: 'c1', name: 'f', arguments: '{"a":1}' }]),
      },
    },
    ['input system: "be brief"', 'input user: "hi"', 'output assistant: "let me" f#c1{"a":1}'],
  ],
  [
    'LiveKit: a turn with its context',
    {
      attributes: {
        'lk.instructions': 'be brief',
        'lk.chat_ctx': json({
          items: [
            { type: 'message', role: 'system', content: ['be brief'] },
            { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
            { type: 'function_call_output', call_id: 'c1', output: 'ok', is_error: false },
          ],
        }),
      },
    },
    ['input system: "be brief"', 'input assistant: f#c1{}', 'input tool: result#c1"ok"'],
  ],
  [
    'CrewAI: what a crew gives back',
    {
      normal: { observationType: 'chain' },
      attributes: { 'output.value': json({ raw: 'done', tasks_output: [], token_usage: { total_tokens: 1 } }) },
    },
    ['output assistant: "done"'],
  ],
  [
    'OpenInference: a chain',
    {
      normal: { observationType: 'chain' },
      attributes: { 'input.value': '{"question":"why"}', 'output.value': 'because' },
    },
    ['input user: {"type":"json","data":{"question":"why"}}', 'output assistant: "because"'],
  ],
  ['plain attributes', { attributes: { input: 'hi', output: 'yes' } }, ['input user: "hi"', 'output assistant: "yes"']],
  [
    'a tool, by what its convention made of it',
    {
      normal: {
        observationType: 'tool',
        toolName: 'weather',
        toolCallId: 'c1',
        toolArguments: '{"city":"Rome"}',
        toolResult: 'sunny',
      },
      attributes: { 'input.value': 'not this' },
    },
    ['input assistant: weather#c1{"city":"Rome"}', 'output tool (weather): result#c1"sunny"'],
  ],
  [
    'a tool that failed',
    {
      normal: {
        observationType: 'tool',
        toolName: 'weather',
        toolResult: { detail: 'no such city' },
        error: { type: null, message: 'no such city', stack: null },
      },
    },
    ['output tool (weather): failed#null{"detail":"no such city"}'],
  ],
  [
    'a tool whose framework made a message of its result',
    {
      normal: {
        observationType: 'tool',
        toolName: 'weather',
        toolResult: json({ type: 'tool', content: 'no such city', tool_call_id: 'c1', status: 'error' }),
      },
    },
    ['output tool (weather): failed#c1"no such city"'],
  ],
  [
    'a retriever',
    { normal: { observationType: 'retriever', query: 'why', documents: [{ content: 'because' }] } },
    ['input user: "why"', 'output tool: {"type":"json","data":[{"content":"because"}]}'],
  ],
  ['nothing', { attributes: { 'http.method': 'GET', 'gen_ai.request.model': 'm' } }, []],
];

describe('the sources of messages', () => {
  it.each(cases)('%s', (_name, sent, expected) => {
    expect(read(sent).messages.map(inShort)).toEqual(expected);
  });

  it('takes the first source of each side that has messages', () => {
    const { messages } = read({
      events: [otlpSpanEvent('gen_ai.user.message', { content: 'by event' })],
      attributes: { 'input.value': 'by value', 'gen_ai.completion.0.content': 'by index', output: 'by output' },
    });
    expect(messages.map(inShort)).toEqual(['input user: "by event"', 'output assistant: "by index"']);
  });

  it('prefers messages to data, whatever their order', () => {
    const { messages } = read({
      attributes: { 'langfuse.observation.input': '{"a":1}', 'input.value': json([{ role: 'user', content: 'hi' }]) },
    });
    expect(messages.map(inShort)).toEqual(['input user: "hi"']);
  });

  it('says where and when a message stood', () => {
    const { messages } = read({
      events: [otlpSpanEvent('gen_ai.user.message', { content: 'hi' })],
      logs: [log('gen_ai.choice', { message: 'yes' })],
    });
    expect(messages).toMatchObject([
      { source: 'event', timeUnixNano: otlpSpanEvent('x').timeUnixNano, isChoice: false },
      { source: 'log', timeUnixNano: 5n, isChoice: true },
    ]);
    expect(read({ attributes: { input: 'hi' } }).messages).toMatchObject([
      { source: 'attribute', timeUnixNano: null, isChoice: false },
    ]);
  });

  it('counts what is beyond the slots of indexed keys', () => {
    const { messages, droppedSlots } = read({
      attributes: {
        'gen_ai.prompt.3.content': 'kept',
        'gen_ai.prompt.10000.content': 'beyond',
        'gen_ai.prompt.99999999999999999999.content': 'far beyond',
      },
    });
    expect(messages.map(inShort)).toEqual(['input user: "kept"']);
    expect(droppedSlots).toBe(2);
  });
});
