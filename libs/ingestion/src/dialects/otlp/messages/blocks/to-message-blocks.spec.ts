import type { BlockContent, SpanMessage } from '../message-block';
import type { MessageSpan } from './message-span';
import { toMessageBlocks, type Repeats } from './to-message-blocks';

type Said = Partial<SpanMessage> & Pick<SpanMessage, 'role' | 'blocks'>;
interface Given extends Partial<Omit<MessageSpan, 'messages'>> {
  readonly input?: readonly Said[];
  readonly output?: readonly Said[];
}

const span = (
  spanId: string,
  parentSpanId: string | null,
  { input = [], output = [], ...given }: Given,
): MessageSpan => ({
  traceId: 't',
  spanId,
  parentSpanId,
  sessionId: null,
  startUnixNano: 1_780_000_000_000_000_000n,
  endUnixNano: 1_780_000_060_000_000_999n,
  observationType: 'generation',
  toolName: null,
  model: null,
  provider: null,
  tokens: null,
  cost: null,
  statusCode: null,
  exception: null,
  messages: {
    messages: [...input.map((said) => on('input', said)), ...output.map((said) => on('output', said))],
    toolDefinitions: [],
    droppedSlots: 0,
  },
  ...given,
});

const on = (side: SpanMessage['side'], said: Said): SpanMessage => ({
  side,
  name: null,
  finishReason: null,
  source: 'attribute',
  isChoice: false,
  timeUnixNano: null,
  ...said,
});

const says =
  (role: SpanMessage['role']) =>
  (...blocks: (string | BlockContent)[]): Said => ({
    role,
    blocks: blocks.map((block) => (typeof block === 'string' ? { type: 'text', text: block } : block)),
  });
const system = says('system');
const user = says('user');
const assistant = says('assistant');
const tool = says('tool');
const call = (id: string | null, city = 'Rome'): BlockContent => ({
  type: 'tool_use',
  id,
  name: 'weather',
  input: { city },
});
const result = (id: string | null, content: string): BlockContent => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
  is_error: false,
});
const thinking: BlockContent = { type: 'thinking', text: 'hm' };
const runs = (id: string | null, content: string): Given => ({
  observationType: 'tool',
  input: [assistant(call(id))],
  output: [tool(result(id, content))],
});

/** `span role content`, one a block. */
const shown = (spans: readonly MessageSpan[], repeats: Repeats = 'left_out'): string[] =>
  toMessageBlocks(spans, repeats).map(({ span_id: id, role, content }) => `${id} ${role} ${inShort(content)}`);

function inShort(content: BlockContent): string {
  if (content.type === 'text') return content.text;
  if (content.type === 'tool_use') return `calls ${content.id}`;
  return content.type === 'tool_result' ? `gives ${JSON.stringify(content.content)}` : content.type;
}

const talks: [string, MessageSpan[], string[]][] = [
  [
    'shows a conversation that every call re-sends once',
    [
      span('a', null, { input: [system('brief'), user('hi')], output: [assistant('hello')] }),
      span('b', null, {
        input: [system('brief'), user('hi'), assistant('hello'), user('bye')],
        output: [assistant('see you')],
      }),
    ],
    ['a system brief', 'a user hi', 'a assistant hello', 'b user bye', 'b assistant see you'],
  ],
  [
    'shows a message that is said twice twice',
    [
      span('a', null, { input: [user('yes')], output: [assistant('sure?')] }),
      span('b', null, { input: [user('yes'), assistant('sure?'), user('yes')], output: [assistant('sure?')] }),
      span('c', null, { input: [user('yes'), assistant('sure?'), user('yes')], output: [assistant('sure?')] }),
    ],
    ['a user yes', 'a assistant sure?', 'b user yes', 'b assistant sure?', 'c assistant sure?'],
  ],
  [
    'shows again what is sent after a change',
    [
      span('a', null, { input: [user('hi')], output: [assistant('hello')] }),
      span('b', null, { input: [user('hi!'), assistant('hello')], output: [] }),
    ],
    ['a user hi', 'a assistant hello', 'b user hi!', 'b assistant hello'],
  ],
  [
    'shows a call where the model asked for it, and its result where the tool gave it',
    [
      span('a', null, { input: [user('hi')], output: [assistant(thinking, 'let me', call('c1'))] }),
      span('b', null, runs('c1', 'sunny')),
      span('c', null, {
        input: [user('hi'), assistant('let me', call('c1')), tool(result('c1', 'sunny'))],
        output: [assistant('it is sunny')],
      }),
    ],
    [
      'a user hi',
      'a assistant thinking',
      'a assistant let me',
      'a assistant calls c1',
      'b tool gives "sunny"',
      'c assistant it is sunny',
    ],
  ],
  [
    'knows a call by its id, though defaults were filled in',
    [
      span('a', null, { input: [user('hi')], output: [assistant(call('c1'))] }),
      span('b', null, { input: [user('hi'), assistant(call('c1', 'Rome, Italy')), tool(result('c1', 'sunny'))] }),
    ],
    ['a user hi', 'a assistant calls c1', 'b tool gives "sunny"'],
  ],
  [
    'knows a tool without ids by its arguments and its result',
    [
      span('a', null, { input: [user('hi')], output: [assistant(call('c1'), call('c2'))] }),
      span('b', null, runs(null, 'sunny')),
      span('c', null, runs(null, 'sunny')),
      span('d', null, {
        input: [
          user('hi'),
          assistant(call('c1'), call('c2')),
          tool(result('c1', '[{"text":"sunny"}]'), result('c2', 'sunny')),
        ],
      }),
    ],
    ['a user hi', 'a assistant calls c1', 'a assistant calls c2', 'b tool gives "sunny"', 'c tool gives "sunny"'],
  ],
  [
    'shows two runs of a tool that nobody asked for',
    [span('a', null, runs(null, 'sunny')), span('b', null, runs(null, 'sunny'))],
    ['a assistant calls null', 'a tool gives "sunny"', 'b assistant calls null', 'b tool gives "sunny"'],
  ],
  [
    'shows what an agent passes on where it was said',
    [
      span('a', null, { observationType: 'agent', input: [user('hi')], output: [assistant('done')] }),
      span('b', 'a', { input: [system('brief'), user('hi')], output: [assistant(call('c1'))] }),
      span('c', 'a', runs('c1', 'sunny')),
      span('d', 'a', {
        input: [system('brief'), user('hi'), assistant(call('c1')), tool(result('c1', 'sunny'))],
        output: [assistant('done')],
      }),
    ],
    ['a user hi', 'b system brief', 'b assistant calls c1', 'c tool gives "sunny"', 'd assistant done'],
  ],
  [
    'shows the whole conversation of an agent once, though its calls have it, too',
    [
      span('a', null, {
        observationType: 'agent',
        input: [system('brief'), user('hi'), assistant(call('c1')), tool(result('c1', 'sunny'))],
        output: [assistant('done')],
      }),
      span('b', 'a', { input: [system('brief'), user('hi')], output: [assistant(call('c1'))] }),
      span('c', 'a', runs('c1', 'sunny')),
      span('d', 'a', {
        input: [system('brief'), user('hi'), assistant(call('c1')), tool(result('c1', 'sunny'))],
        output: [assistant('done')],
      }),
    ],
    ['a system brief', 'a user hi', 'b assistant calls c1', 'c tool gives "sunny"', 'd assistant done'],
  ],
  [
    'lets a wrapper stand in for calls that record nothing',
    [span('a', null, { input: [user('hi')], output: [assistant('done')] }), span('b', 'a', {})],
    ['a user hi', 'a assistant done'],
  ],
  [
    'shows what a graph gives back as its state where it was said',
    [
      span('a', null, {
        observationType: 'chain',
        input: [user('hi')],
        output: [user('hi'), assistant(call('c1')), tool(result('c1', 'sunny')), assistant('done')],
      }),
      span('b', 'a', { observationType: 'chain', input: [user('hi')], output: [assistant(call('c1'))] }),
      span('c', 'b', { input: [system('brief'), user('hi')], output: [assistant(call('c1'))] }),
      span('d', 'a', runs(null, 'sunny')),
      span('e', 'a', {
        input: [user('hi'), assistant(call('c1')), tool(result('c1', 'sunny'))],
        output: [assistant('done')],
      }),
    ],
    ['a user hi', 'c system brief', 'c assistant calls c1', 'd tool gives "sunny"', 'e assistant done'],
  ],
  [
    'shows what a model asked for before the tools that run below its span',
    [
      span('a', null, { input: [user('hi')], output: [assistant(call(null))] }),
      span('b', 'a', runs('c1', 'sunny')),
      span('c', null, {
        input: [user('hi'), assistant(call(null)), user(result(null, 'sunny'))],
        output: [assistant('done')],
      }),
    ],
    ['a user hi', 'a assistant calls null', 'b tool gives "sunny"', 'c assistant done'],
  ],
  [
    'leaves out the end of a conversation that a node passes on',
    [
      span('a', null, { input: [user('hi')], output: [assistant(call('c1'))] }),
      span('b', null, { observationType: 'chain', input: [assistant(call('c1'))], output: [assistant('go on')] }),
    ],
    ['a user hi', 'a assistant calls c1', 'b assistant go on'],
  ],
  [
    'shows what an agent was told after a reply behind the reply',
    [
      span('a', null, {
        observationType: 'agent',
        input: [user('hi'), assistant(call('c1')), tool(result('c1', 'processed'))],
      }),
      span('b', 'a', { input: [user('hi')], output: [assistant(call('c1'))] }),
    ],
    ['a user hi', 'b assistant calls c1', 'a tool gives "processed"'],
  ],
  [
    'lets a trace talk in the session of its root',
    [
      span('a', null, { sessionId: 's', observationType: 'agent', input: [user('hi')] }),
      span('b', 'a', { input: [user('hi')], output: [assistant('hello')] }),
      span('c', null, {
        traceId: 'u',
        sessionId: 's',
        input: [user('hi'), assistant('hello'), user('bye')],
      }),
    ],
    ['a user hi', 'b assistant hello', 'c user bye'],
  ],
  [
    'shows what a span says after what is below it',
    [
      span('a', null, { observationType: 'agent', input: [user('hi')], output: [assistant('in short: done')] }),
      span('b', 'a', { input: [user('hi')], output: [assistant('done')] }),
    ],
    ['a user hi', 'b assistant done', 'a assistant in short: done'],
  ],
  [
    'goes on with a session in its next trace',
    [
      span('a', null, { sessionId: 's', input: [user('hi')], output: [assistant('hello')] }),
      span('b', null, {
        traceId: 'u',
        sessionId: 's',
        input: [user('hi'), assistant('hello'), user('bye')],
        output: [assistant('see you')],
      }),
    ],
    ['a user hi', 'a assistant hello', 'b user bye', 'b assistant see you'],
  ],
  [
    'shows what a user says once more in the next trace of a session, once',
    [
      span('a', null, { sessionId: 's', input: [user('hi')], output: [assistant('hello')] }),
      span('b', null, { traceId: 'u', sessionId: 's', observationType: 'agent', input: [user('hi')] }),
      span('c', 'b', { traceId: 'u', sessionId: 's', input: [user('hi')], output: [assistant('hello')] }),
    ],
    ['a user hi', 'a assistant hello', 'b user hi', 'c assistant hello'],
  ],
  [
    'keeps traces without a session apart',
    [
      span('a', null, { input: [user('hi')], output: [] }),
      span('b', null, { traceId: 'u', input: [user('hi')], output: [] }),
    ],
    ['a user hi', 'b user hi'],
  ],
  [
    'shows an error where it happened',
    [
      span('a', null, { exception: { type: 'E', message: 'boom' }, statusCode: 'ERROR' }),
      span('b', 'a', { exception: { type: 'E', message: 'boom' }, statusCode: 'ERROR' }),
      span('c', 'b', { exception: { type: 'E', message: 'boom' }, statusCode: 'ERROR' }),
      span('d', 'a', { exception: { type: 'E', message: 'boom' }, statusCode: 'ERROR' }),
    ],
    ['c assistant E: boom', 'd assistant E: boom'],
  ],
];

describe('toMessageBlocks', () => {
  it.each(talks)('%s', (_name, spans, expected) => {
    expect(shown(spans)).toEqual(expected);
  });

  it('shows repeats where they are asked for', () => {
    const again = span('b', null, { input: [user('hi'), assistant('hello')], output: [assistant('hello')] });
    expect(shown([again, again], 'shown')).toEqual([
      ...['b user hi', 'b assistant hello', 'b assistant hello'],
      ...['b user hi', 'b assistant hello', 'b assistant hello'],
    ]);
  });

  it('gives a block what is known of its span, and leaves out what is not', () => {
    const [, block] = toMessageBlocks(
      [
        span('a', 'gone', {}),
        span('b', 'a', {
          sessionId: 's',
          model: 'm',
          provider: 'p',
          tokens: 7,
          cost: 0.5,
          statusCode: 'OK',
          input: [user('hi')],
          output: [{ ...assistant('so', call('c1')), finishReason: 'tool_use', isChoice: true, timeUnixNano: 1_500n }],
        }),
      ],
      'left_out',
    ).slice(1);
    expect(block).toEqual({
      entry_type: 'tool_use',
      content: call('c1'),
      role: 'assistant',
      trace_id: 't',
      span_id: 'b',
      session_id: 's',
      message_index: 1,
      entry_index: 1,
      parent_span_id: 'a',
      span_path: ['a', 'b'],
      timestamp: '1970-01-01T00:00:00.000001Z',
      observation_type: 'generation',
      model: 'm',
      provider: 'p',
      finish_reason: 'tool_use',
      tool_use_id: 'c1',
      tool_name: 'weather',
      tokens: 7,
      cost: 0.5,
      status_code: 'OK',
      is_error: false,
      source_type: 'attribute',
      category: 'GenAIChoice',
      content_hash: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      is_semantic: true,
    });
    const [bare] = toMessageBlocks([span('a', null, { input: [user('hi')], observationType: null })], 'shown');
    expect(Object.keys(JSON.parse(JSON.stringify(bare)) as object)).toEqual([
      ...['entry_type', 'content', 'role', 'trace_id', 'span_id', 'message_index', 'entry_index', 'span_path'],
      ...['timestamp', 'is_error', 'source_type', 'category', 'content_hash', 'is_semantic'],
    ]);
  });

  it('dates the input by the start of the span and the output by its end', () => {
    const blocks = toMessageBlocks([span('a', null, { input: [user('hi')], output: [assistant('yes')] })], 'shown');
    expect(blocks.map(({ timestamp }) => timestamp)).toEqual([
      '2026-05-28T20:26:40.000000Z',
      '2026-05-28T20:27:40.000000Z',
    ]);
  });

  it.each<[string, Given, string]>([
    ['a system prompt', { input: [system('x')] }, 'GenAISystemMessage'],
    ['a question', { input: [user('x')] }, 'GenAIUserMessage'],
    ['an answer', { output: [assistant('x')] }, 'GenAIAssistantMessage'],
    ['one of the choices', { output: [{ ...assistant('x'), isChoice: true }] }, 'GenAIChoice'],
    ['a result in a message of the user', { input: [user(result('c1', 'x'))] }, 'GenAIToolMessage'],
    ['the arguments of a tool', { observationType: 'tool', input: [assistant(call('c1'))] }, 'GenAIToolInput'],
    ['a call of a model', { output: [assistant(call('c1'))] }, 'GenAIAssistantMessage'],
    ['what a retriever found', { observationType: 'retriever', output: [tool('x')] }, 'Retrieval'],
    ['context', { input: [user({ type: 'context', data: {} })] }, 'GenAIContext'],
    [
      'definitions of tools',
      { input: [tool({ type: 'tool_definitions', tools: [], tool_choice: null })] },
      'GenAIToolDefinitions',
    ],
    ['an error', { exception: { type: null, message: 'x' } }, 'Exception'],
  ])('%s has its category', (_name, given, category) => {
    expect(toMessageBlocks([span('a', null, given)], 'shown')).toMatchObject([{ category }]);
  });

  it('shows a path of 128 spans at most', () => {
    const deep = Array.from({ length: 200 }, (_, index) =>
      span(`s${index}`, index === 0 ? null : `s${index - 1}`, { input: [user(`${index}`)] }),
    );
    const last = toMessageBlocks(deep, 'left_out').at(-1);
    expect(last?.span_path).toHaveLength(128);
    expect(last?.span_path.at(-1)).toBe('s199');
  });
});
