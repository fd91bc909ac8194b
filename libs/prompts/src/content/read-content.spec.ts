import type { JsonValue } from '@debrief/kernel';
import { readContent, readPromptType } from './read-content';

const reference = 'a @@@langfusePrompt:name=x|version=1@@@ b';
const placeholder = (name: JsonValue): JsonValue => [{ type: 'placeholder', name }];

describe('readContent', () => {
  it.each<[string, 'text' | 'chat', JsonValue, unknown]>([
    ['a text', 'text', '{{a}}', '{{a}}'],
    ['an empty text', 'text', '', ''],
    ['half a reference', 'text', '@@@langfusePrompt: @@', '@@@langfusePrompt: @@'],
    ['JSON as text', 'text', '[]', '[]'],
    ['no messages', 'chat', [], []],
    ['messages as JSON text', 'chat', '[{"role":"user","content":"x"}]', [{ role: 'user', content: 'x' }]],
    [
      'messages with more than they need',
      'chat',
      [{ role: 'tool', content: '', id: 1, type: 'x' }],
      [{ role: 'tool', content: '', id: 1, type: 'x' }],
    ],
    [
      'messages with the mark of SDKs',
      'chat',
      [{ type: 'chatmessage', role: 'user', content: 'x' }],
      [{ role: 'user', content: 'x' }],
    ],
    ['a placeholder', 'chat', [{ type: 'placeholder', name: 'a', more: 1 }], [{ type: 'placeholder', name: 'a' }]],
  ])('takes %s', (_what, type, value, content) => expect(readContent('prompt', type, value)).toEqual(content));

  it.each<[string, 'text' | 'chat', JsonValue | undefined, string]>([
    ['nothing', 'text', undefined, 'prompt'],
    ['null', 'chat', null, 'prompt'],
    ['a list as text', 'text', [], 'prompt'],
    ['text as chat', 'chat', 'x', 'prompt'],
    ['an object as chat', 'chat', {}, 'prompt'],
    ['a JSON text of no list', 'chat', '{}', 'prompt'],
    ['a message that is none', 'chat', ['x'], 'prompt.0'],
    ['a message without a role', 'chat', [{ content: 'x' }], 'prompt.0.role'],
    ['a message without content', 'chat', [{ role: 'a', content: 'x' }, { role: 'a' }], 'prompt.1.content'],
    ['parts as content', 'chat', [{ role: 'a', content: [] }], 'prompt.0.content'],
    ['a placeholder without a name', 'chat', [{ type: 'placeholder' }], 'prompt.0.name'],
    ['a placeholder with an odd name', 'chat', placeholder('a b'), 'prompt.0.name'],
    ['a reference', 'text', reference, 'prompt'],
    ['a reference in a message', 'chat', [{ role: 'a', content: reference }], 'prompt.0.content'],
    ['too many messages', 'chat', Array.from({ length: 1_001 }, () => ({ role: 'a', content: '' })), 'prompt'],
    [
      'a variable and a placeholder of one name',
      'chat',
      [
        { role: 'a', content: '{{x}}' },
        { type: 'placeholder', name: 'x' },
      ],
      'prompt',
    ],
  ])('refuses %s', (_what, type, value, field) =>
    expect(() => readContent('prompt', type, value)).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { [field]: expect.any(String) as string } }),
    ),
  );
});

describe('readPromptType', () => {
  it.each([
    ['text', 'text'],
    ['CHAT', 'chat'],
  ])('reads %s as %s', (type, read) => expect(readPromptType(type)).toBe(read));
  it('knows no other', () =>
    expect(() => readPromptType('voice')).toThrow(expect.objectContaining({ code: 'INVALID' })));
});
