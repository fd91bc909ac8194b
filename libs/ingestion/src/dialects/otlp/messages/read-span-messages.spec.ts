import fc from 'fast-check';
import type { JsonObject, JsonValue } from '@debrief/kernel';
import { normalSpan } from '../../../../../../test/factories/normal-span';
import { otlpSpan, otlpSpanEvent } from '../../../../../../test/factories/otlp-span';
import { observationTypes } from '../conventions/normal-span';
import { toMessageSpan } from './blocks/message-span';
import { toMessageBlocks } from './blocks/to-message-blocks';
import type { BlockContent } from './message-block';
import { previewsOf } from './previews-of';
import { readJsonText } from './read-json-text';
import { readSpanMessages } from './read-span-messages';

const attributeKeys = [
  ...['gen_ai.system_instructions', 'gen_ai.input.messages', 'gen_ai.output.messages', 'gen_ai.prompt'],
  ...['langfuse.observation.input', 'langfuse.observation.output', 'ai.prompt.messages', 'ai.response.toolCalls'],
  ...['gen_ai.prompt.0.role', 'gen_ai.prompt.0.content', 'gen_ai.completion.1.tool_calls.0.name'],
  ...['llm.input_messages.0.message.role', 'llm.input_messages.0.message.contents.0.message_content.text'],
  ...['gcp.vertex.agent.llm_request', 'gcp.vertex.agent.llm_response', 'events', 'request_data', 'response_data'],
  ...['pydantic_ai.all_messages', 'final_result', 'mlflow.spanInputs', 'traceloop.entity.output', 'lk.chat_ctx'],
  ...['lk.response.function_calls', 'input.value', 'output.value', 'input', 'output', 'gen_ai.tool.definitions'],
];
const eventNames = ['gen_ai.user.message', 'gen_ai.tool.message', 'gen_ai.choice', 'exception', 'other'];
const fieldNames = [
  ...['role', 'content', 'parts', 'type', 'text', 'tool_calls', 'function', 'name', 'arguments', 'id', 'message'],
  ...['messages', 'choices', 'candidates', 'contents', 'generations', 'kwargs', 'toolUse', 'functionCall', 'source'],
  ...['output', 'inputs', '__proto__', 'constructor', 'finish_reason', 'image_url', 'thinking', 'item'],
];
const words = [
  'user',
  'assistant',
  'tool',
  'text',
  'tool_use',
  'tool-call',
  'human',
  'constructor',
  '',
  'x "y"',
  '[{',
  '0',
];

/** JSON that looks like messages, gone wrong in every way, and sometimes written as text. */
const { value: anything } = fc.letrec<{ value: JsonValue; plain: JsonValue }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(fc.constantFrom(...words), fc.double(), fc.boolean(), fc.constant(null), fc.string({ unit: 'binary' })),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...fieldNames), tie('value')), { maxLength: 5 })
      .map(
        (fields): JsonObject =>
          JSON.parse(`{${fields.map(([key, item]) => `"${key}":${JSON.stringify(item)}`).join()}}`) as JsonObject,
      ),
  ),
  value: fc.oneof(
    { weight: 4, arbitrary: tie('plain') },
    { weight: 1, arbitrary: tie('plain').map((value) => JSON.stringify(value)) },
  ),
}));

const anySpan = fc
  .record({
    attributes: fc.dictionary(fc.constantFrom(...attributeKeys), anything, { maxKeys: 8 }),
    events: fc.array(
      fc.tuple(
        fc.constantFrom(...eventNames),
        fc.dictionary(fc.constantFrom('content', 'message', 'tool_calls', 'role'), anything),
      ),
      {
        maxLength: 3,
      },
    ),
    observationType: fc.constantFrom(...observationTypes),
    toolArguments: anything,
    toolResult: anything,
  })
  .map(({ attributes, events, ...facts }) => ({
    span: otlpSpan({ attributes, events: events.map(([name, fields]) => otlpSpanEvent(name, fields)) }),
    normal: normalSpan({ ...facts, toolName: 'f' }),
  }));

/** All texts of a value, those in JSON texts included. */
function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') {
    const structure = readJsonText(value);
    return typeof structure === 'string' ? [value, ...quotedIn(value)] : [value, ...textsIn(structure)];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((item) => textsIn(item as JsonValue));
}

const quotedIn = (value: string): string[] => {
  try {
    const inner: unknown = JSON.parse(value);
    return typeof inner === 'string' ? textsIn(inner) : [];
  } catch {
    return [];
  }
};

const textOf = (block: BlockContent): string[] => {
  if (block.type === 'text' || block.type === 'thinking') return [block.text];
  if (block.type === 'refusal') return [block.message];
  return 'data' in block && typeof block.data === 'string' ? [block.data] : [];
};

describe('readSpanMessages', () => {
  it('reads anything without throwing, and so do its previews and blocks', () => {
    fc.assert(
      fc.property(anySpan, ({ span, normal }) => {
        const messages = readSpanMessages(span, normal);
        previewsOf(messages, normal);
        expect(Array.isArray(messages.toolDefinitions)).toBe(true);
        const twice = [toMessageSpan(span, normal), toMessageSpan(span, normal)];
        expect(toMessageBlocks(twice, 'left_out').length).toBeLessThanOrEqual(toMessageBlocks(twice, 'shown').length);
      }),
      { numRuns: 300 },
    );
  });

  it('says nothing that is not in the span', () => {
    fc.assert(
      fc.property(anySpan, ({ span, normal }) => {
        const sent = textsIn([
          span.attributes,
          ...span.events.map(({ attributes }) => attributes),
          normal.toolArguments,
          normal.toolResult,
        ]);
        const said = readSpanMessages(span, normal).messages.flatMap(({ blocks }) => blocks.flatMap(textOf));
        for (const text of said) expect(sent.some((part) => part.includes(text))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['of its span where it names none', {}, 'tool_use'],
    ['of its own before its span', { finish_reason: 'length' }, 'length'],
  ])('gives an answer the finish reason %s', (_name, own, expected) => {
    const messages = [{ role: 'assistant', content: 'yes', ...own }];
    const span = otlpSpan({ attributes: { 'gen_ai.output.messages': JSON.stringify(messages) } });
    const normal = normalSpan({ observationType: 'generation', finishReasons: ['tool_calls'] });
    expect(readSpanMessages(span, normal).messages).toMatchObject([{ finishReason: expected }]);
  });

  it.each([
    ['of a thousand lists in lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['of objects in objects', `${'{"content":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['that ends too early', '[{"role":"user","content":"'],
  ])('keeps a text %s as text', (_name, text) => {
    const { messages } = readSpanMessages(otlpSpan({ attributes: { input: text } }), normalSpan());
    expect(messages).toMatchObject([{ role: 'user', blocks: [{ type: 'text', text }] }]);
  });
});
