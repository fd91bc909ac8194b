import type { JsonValue } from '@debrief/kernel';
import { readPayload } from '../read-payload';
import type { BlockContent, MessageRole } from '../message-block';

type Message = [role: MessageRole | null, blocks: BlockContent[], about?: { name?: string; finishReason?: string }];

const text = (said: string): BlockContent => ({ type: 'text', text: said });
const call = (id: string | null, name: string, input: JsonValue): BlockContent => ({
  type: 'tool_use',
  id,
  name,
  input,
});
const result = (id: string | null, content: JsonValue, isError = false): BlockContent => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  is_error: isError,
});
const media = (
  type: 'image' | 'audio' | 'video' | 'document' | 'file',
  [mediaType, source, data, name = null]: [string | null, 'base64' | 'url' | 'id', string, (string | null)?],
): BlockContent => ({ type, media_type: mediaType, source, data, name });

/** Name of the case, what is recorded, the messages in it. */
const cases: [string, JsonValue, Message[]][] = [
  ['plain text', 'hello', [[null, [text('hello')]]]],
  ['a chat', [{ role: 'user', content: 'hi' }], [['user', [text('hi')]]]],
  ['JSON of a chat', '[{"role":"user","content":"hi"}]', [['user', [text('hi')]]]],
  [
    'OpenAI: parts, calls and results',
    {
      messages: [
        { role: 'developer', content: 'be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'look' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
            { type: 'image_url', image_url: { url: 'https://x/y.png' } },
            { type: 'input_audio', input_audio: { data: 'BBBB', format: 'wav' } },
            { type: 'file', file: { file_id: 'f1', filename: 'a.pdf' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: '42' },
        { role: 'assistant', content: '', function_call: { name: 'g', arguments: '{}' } },
        { role: 'assistant', content: null, refusal: 'no' },
      ],
    },
    [
      ['system', [text('be brief')]],
      [
        'user',
        [
          text('look'),
          media('image', ['image/png', 'base64', 'AAAA']),
          media('image', [null, 'url', 'https://x/y.png']),
          media('audio', ['audio/wav', 'base64', 'BBBB']),
          media('file', [null, 'id', 'f1', 'a.pdf']),
        ],
      ],
      ['assistant', [call('c1', 'f', { a: 1 })]],
      ['tool', [result('c1', '42')]],
      ['assistant', [call(null, 'g', {})]],
      ['assistant', [{ type: 'refusal', message: 'no' }]],
    ],
  ],
  [
    'OpenAI: a response with choices',
    { id: 'r', choices: [{ index: 0, finish_reason: 'length', message: { role: 'assistant', content: 'yes' } }] },
    [['assistant', [text('yes')], { finishReason: 'length' }]],
  ],
  [
    'OpenAI: a completion',
    { text: 'sunny', finish_reason: 'stop' },
    [['assistant', [text('sunny')], { finishReason: 'stop' }]],
  ],
  [
    'OpenAI: thoughts of those that speak its language',
    { role: 'assistant', reasoning_content: 'hm', content: 'yes' },
    [['assistant', [{ type: 'thinking', text: 'hm' }, text('yes')]]],
  ],
  [
    'OpenAI Responses: a request',
    {
      instructions: 'be brief',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'weather?' }] },
        { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'hm' }] },
        { type: 'function_call', id: 'fc', call_id: 'c1', name: 'f', arguments: '{"city":"Rome"}' },
        { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
      ],
    },
    [
      ['system', [text('be brief')]],
      ['user', [text('weather?')]],
      ['assistant', [{ type: 'thinking', text: 'hm' }]],
      ['assistant', [call('c1', 'f', { city: 'Rome' })]],
      ['tool', [result('c1', 'sunny')]],
    ],
  ],
  [
    'OpenAI Responses: a response',
    {
      object: 'response',
      instructions: 'be brief',
      output: [
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'sunny', annotations: [] }] },
      ],
      tools: [{ type: 'function', name: 'f', parameters: {} }],
    },
    [['assistant', [text('sunny')]]],
  ],
  [
    'Anthropic: a request',
    {
      system: [{ type: 'text', text: 'be brief' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
            { type: 'document', source: { type: 'url', url: 'https://x/y.pdf' }, title: 'Y' },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 's' },
            { type: 'redacted_thinking', data: 'xx' },
            { type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } },
          ],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'bad', is_error: true }] },
      ],
    },
    [
      ['system', [text('be brief')]],
      [
        'user',
        [media('image', ['image/png', 'base64', 'AAAA']), media('document', [null, 'url', 'https://x/y.pdf', 'Y'])],
      ],
      [
        'assistant',
        [
          { type: 'thinking', text: 'hm', signature: 's' },
          { type: 'redacted_thinking', data: 'xx' },
          call('t1', 'f', { a: 1 }),
        ],
      ],
      ['user', [result('t1', 'bad', true)]],
    ],
  ],
  [
    'Anthropic: a response',
    { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'yes' }], stop_reason: 'max_tokens' },
    [['assistant', [text('yes')], { finishReason: 'length' }]],
  ],
  [
    'Gemini: a request',
    {
      systemInstruction: { parts: [{ text: 'be brief' }] },
      contents: [
        { role: 'user', parts: [{ text: 'hi' }, { inlineData: { mimeType: 'video/mp4', data: 'AAAA' } }] },
        { role: 'model', parts: [{ functionCall: { name: 'f', args: { a: 1 } } }] },
        { role: 'user', parts: [{ functionResponse: { name: 'f', response: { ok: true } } }] },
      ],
    },
    [
      ['system', [text('be brief')]],
      ['user', [text('hi'), media('video', ['video/mp4', 'base64', 'AAAA'])]],
      ['assistant', [call(null, 'f', { a: 1 })]],
      ['user', [result(null, { ok: true })]],
    ],
  ],
  [
    'Gemini: a response',
    {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'hm', thought: true }, { text: 'yes' }] },
          finishReason: 'MAX_TOKENS',
        },
      ],
    },
    [['assistant', [{ type: 'thinking', text: 'hm' }, text('yes')], { finishReason: 'length' }]],
  ],
  [
    'ADK: a response',
    {
      content: { parts: [{ function_call: { id: 'a1', args: {}, name: 'hello' } }], role: 'model' },
      finish_reason: 'STOP',
    },
    [['assistant', [call('a1', 'hello', {})], { finishReason: 'stop' }]],
  ],
  [
    'Bedrock: a conversation',
    {
      system: [{ text: 'be brief' }],
      messages: [
        { role: 'user', content: [{ text: 'hi' }, { image: { format: 'png', source: { bytes: 'AAAA' } } }] },
        { role: 'assistant', content: [{ toolUse: { toolUseId: 't1', name: 'f', input: { a: 1 } } }] },
        {
          role: 'user',
          content: [{ toolResult: { toolUseId: 't1', content: [{ json: { x: 1 } }], status: 'error' } }],
        },
      ],
    },
    [
      ['system', [text('be brief')]],
      ['user', [text('hi'), media('image', ['image/png', 'base64', 'AAAA'])]],
      ['assistant', [call('t1', 'f', { a: 1 })]],
      ['user', [result('t1', [{ json: { x: 1 } }], true)]],
    ],
  ],
  [
    'Bedrock: a response',
    {
      output: {
        message: {
          role: 'assistant',
          content: [{ reasoningContent: { reasoningText: { text: 'hm', signature: 's' } } }, { text: 'yes' }],
        },
      },
      stopReason: 'end_turn',
    },
    [['assistant', [{ type: 'thinking', text: 'hm', signature: 's' }, text('yes')], { finishReason: 'stop' }]],
  ],
  [
    'LangChain: serialised',
    {
      messages: [
        [
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'SystemMessage'],
            kwargs: { content: 's' },
          },
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'HumanMessage'],
            kwargs: { content: 'hi', type: 'human' },
          },
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'AIMessage'],
            kwargs: {
              content: '',
              id: 'run-1',
              tool_calls: [{ name: 'f', args: { a: 1 }, id: 'c1', type: 'tool_call' }],
            },
          },
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'ToolMessage'],
            kwargs: { content: 'ok', id: 'm1', tool_call_id: 'c1', name: 'f', status: 'success' },
          },
        ],
      ],
    },
    [
      ['system', [text('s')]],
      ['user', [text('hi')]],
      ['assistant', [call('c1', 'f', { a: 1 })]],
      ['tool', [result('c1', 'ok')], { name: 'f' }],
    ],
  ],
  [
    'LangChain: dumped, with the calls of a provider beside them',
    {
      messages: [
        { type: 'human', content: 'hi', additional_kwargs: {}, id: 'x', example: false },
        {
          type: 'ai',
          content: [
            { type: 'text', text: 'let me' },
            { type: 'tool_use', id: 'c1', name: 'f', input: {} },
          ],
          tool_calls: [{ name: 'f', args: {}, id: 'c1' }],
          id: 'y',
        },
        {
          type: 'ai',
          content: '',
          additional_kwargs: { tool_calls: [{ id: 'c2', function: { name: 'g', arguments: '{}' } }] },
        },
      ],
    },
    [
      ['user', [text('hi')]],
      ['assistant', [text('let me'), call('c1', 'f', {})]],
      ['assistant', [call('c2', 'g', {})]],
    ],
  ],
  [
    'LangChain: generations',
    {
      generations: [
        [
          {
            text: 'yes',
            generation_info: { finish_reason: 'stop' },
            message: { lc: 1, type: 'constructor', id: ['langchain', 'AIMessage'], kwargs: { content: 'yes' } },
          },
        ],
      ],
    },
    [['assistant', [text('yes')], { finishReason: 'stop' }]],
  ],
  [
    'AI SDK: parts',
    [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image', image: 'https://x/y.png' },
          { type: 'file', mediaType: 'application/pdf', data: 'AAAA', filename: 'a.pdf' },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'tool-call', toolCallId: 'c1', toolName: 'f', input: { a: 1 } },
        ],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool-result', toolCallId: 'c1', toolName: 'f', output: { type: 'text', value: 'ok' } },
          { type: 'tool-result', toolCallId: 'c2', toolName: 'f', output: { type: 'error-text', value: 'bad' } },
          { type: 'tool-result', toolCallId: 'c3', toolName: 'f', result: { x: 1 } },
        ],
      },
    ],
    [
      [
        'user',
        [
          text('look'),
          media('image', [null, 'url', 'https://x/y.png']),
          media('document', ['application/pdf', 'base64', 'AAAA', 'a.pdf']),
        ],
      ],
      ['assistant', [{ type: 'thinking', text: 'hm' }, call('c1', 'f', { a: 1 })]],
      ['tool', [result('c1', 'ok'), result('c2', 'bad', true), result('c3', { x: 1 })]],
    ],
  ],
  [
    'AI SDK: a prompt with its system prompt',
    { system: 'be brief', prompt: 'hi' },
    [
      ['system', [text('be brief')]],
      ['user', [text('hi')]],
    ],
  ],
  [
    'OpenTelemetry: parts',
    [
      {
        role: 'user',
        parts: [
          { type: 'text', content: 'look' },
          { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' },
          { type: 'uri', modality: 'video', uri: 'https://x/y.mp4' },
          { type: 'file', modality: 'audio', file_id: 'f1' },
          { type: 'blob', mime_type: 'application/pdf', content: 'BBBB' },
          { type: 'new_kind', content: 1 },
        ],
      },
      {
        role: 'assistant',
        finish_reason: 'tool_call',
        parts: [
          { type: 'reasoning', content: 'hm' },
          { type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } },
        ],
      },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'rainy' }] },
    ],
    [
      [
        'user',
        [
          text('look'),
          media('image', ['image/png', 'base64', 'AAAA']),
          media('video', [null, 'url', 'https://x/y.mp4']),
          media('audio', [null, 'id', 'f1']),
          media('document', ['application/pdf', 'base64', 'BBBB']),
          { type: 'unknown', raw: { type: 'new_kind', content: 1 } },
        ],
      ],
      ['assistant', [{ type: 'thinking', text: 'hm' }, call('c1', 'f', { a: 1 })], { finishReason: 'tool_use' }],
      ['tool', [result('c1', 'rainy')]],
    ],
  ],
  [
    'AutoGen: a task',
    {
      messages: [
        { type: 'TextMessage', source: 'user', content: 'hi', models_usage: null },
        { type: 'ToolCallRequestEvent', source: 'weather', content: [{ id: 'c1', name: 'f', arguments: '{"a":1}' }] },
        {
          type: 'ToolCallExecutionEvent',
          source: 'weather',
          content: [{ call_id: 'c1', name: 'f', content: 'bad', is_error: true }],
        },
        { type: 'ThoughtEvent', source: 'weather', content: 'hm' },
        { type: 'TextMessage', source: 'weather', content: 'sunny' },
      ],
      stop_reason: 'done',
    },
    [
      ['user', [text('hi')]],
      ['assistant', [call('c1', 'f', { a: 1 })], { name: 'weather' }],
      ['tool', [result('c1', 'bad', true)], { name: 'weather' }],
      ['assistant', [{ type: 'thinking', text: 'hm' }], { name: 'weather' }],
      ['assistant', [text('sunny')], { name: 'weather' }],
    ],
  ],
  [
    'CrewAI: an answer',
    { raw: 'done', pydantic: null, json_dict: null, tasks_output: [{ raw: 'done' }], token_usage: { total_tokens: 3 } },
    [['assistant', [text('done')]]],
  ],
  [
    'Traceloop: what a graph was given',
    {
      inputs: { messages: [{ lc: 1, type: 'constructor', id: ['HumanMessage'], kwargs: { content: 'hi' } }] },
      kwargs: {},
    },
    [['user', [text('hi')]]],
  ],
  [
    'a part as the content of a tool',
    [{ role: 'tool', id: 'c1', content: { type: 'text', text: 'ok' } }],
    [['tool', [result('c1', { type: 'text', text: 'ok' })]]],
  ],
  [
    'tools that are listed as messages of a tool',
    [{ role: 'tool', content: { type: 'function', function: { name: 'f', parameters: { type: 'object' } } } }],
    [
      [
        'tool',
        [
          {
            type: 'tool_definitions',
            tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
            tool_choice: null,
          },
        ],
      ],
    ],
  ],
];

/** Data that is no message stays one block. */
const data: [string, JsonValue][] = [
  ['arguments', { question: 'why', depth: 3 }],
  ['records', { data: [{ content: 'a document', score: 0.5 }] }],
  ['a record with a role', { role: 'admin', name: 'Ann' }],
  ['numbers', [1, 2, 3]],
  ['texts', ['a', 'b']],
  ['keys of the prototype', JSON.parse('{"__proto__":{"role":"user","content":"x"},"constructor":1}') as JsonValue],
];

describe('the shapes of messages', () => {
  it.each(cases)('%s', (_name, value, messages) => {
    const expected = messages.map(([role, blocks, { name = null, finishReason = null } = {}]) => ({
      role,
      name,
      blocks,
      finishReason,
    }));
    expect(readPayload(value)).toEqual({ messages: expected, areMessages: true });
  });

  it.each(data)('%s are data', (_name, value) => {
    expect(readPayload(value)).toEqual({
      messages: [{ role: null, name: null, blocks: [{ type: 'json', data: value }], finishReason: null }],
      areMessages: false,
    });
  });

  it.each([[undefined], [null], [''], [{}], [[]], ['{}'], ['[]']])('%j says nothing', (value) => {
    expect(readPayload(value)).toEqual({ messages: [], areMessages: false });
  });

  it.each([['__proto__'], ['constructor'], ['toString']])('a part of the type %s is unknown', (type) => {
    expect(readPayload([{ role: 'user', content: [{ type }] }]).messages[0]?.blocks).toEqual([
      { type: 'unknown', raw: { type } },
    ]);
  });
});
