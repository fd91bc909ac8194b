import { type JsonObject, parseJson } from '@debrief/kernel';
import { array, assert, constantFrom, dictionary, func, property, string } from 'fast-check';
import { compilePrompt, compileText } from './compile-prompt';
import { readTemplate, findVariables } from './find-variables';
import type { PromptContent } from './prompt-content';

describe('compileText', () => {
  it.each([
    ['no variable', {}, 'no variable'],
    ['{{a}}', { a: '' }, ''],
    ['{{a}}{{a}}', { a: 'x' }, 'xx'],
    ['{{{a}}}', { a: 'x' }, '{x}'],
    ['{{a}} and {{1}}', { a: 'x' }, 'x and {{1}}'],
    ['{{a}} {{b}}', { a: '{{b}}', b: '{{a}}' }, '{{b}} {{a}}'],
    ['{{a}}b}}', { a: '{{' }, '{{b}}'],
    ['{{a}}', { a: "$& $1 $$ $'" }, "$& $1 $$ $'"],
    ['{{a}} {{b}} {{c}}', { a: 1.5, b: true, c: false }, '1.5 true false'],
    ['{{a}} {{b}}', { a: [1, 'x'], b: { y: null } }, '[1,"x"] {"y":null}'],
  ])('of %j with %j is %j', (template, variables: JsonObject, compiled) =>
    expect(compileText(template, variables)).toBe(compiled),
  );

  it('keeps the digits of long numbers', () => {
    const variables = parseJson('{"a": 12345678901234567890, "b": [12345678901234567890]}') as JsonObject;
    expect(compileText('{{a}} {{b}}', variables)).toBe('12345678901234567890 [12345678901234567890]');
  });

  it.each([
    ['{{b}} {{a}} {{b}}', {}, ['b', 'a']],
    ['{{a}} {{b}}', { a: null, b: 'x' }, ['a']],
    ['{{constructor}} {{toString}} {{__proto__}}', {}, ['constructor', 'toString', '__proto__']],
  ])('of %j with %j misses %j', (template, variables: JsonObject, missing) =>
    expect(() => compileText(template, variables)).toThrow(
      expect.objectContaining({ code: 'INVALID', details: { missing } }),
    ),
  );

  const templates = array(constantFrom('{{a}}', '{{ b }}', '{{', '}}', 'a', ' ')).map((parts) => parts.join(''));

  it('puts each value in its place, and changes nothing else', () =>
    assert(
      property(templates, func(string()), (template, valueOf) => {
        const { texts, names } = readTemplate(template);
        const variables = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
        const expected = texts.map((text, index) => text + (index < names.length ? valueOf(names[index]) : ''));
        expect(compileText(template, variables)).toBe(expected.join(''));
      }),
    ));

  it('misses exactly the names that have no value, or nothing', () =>
    assert(
      property(templates, dictionary(constantFrom('a', 'b'), string()), (template, variables) => {
        const wanted = findVariables(template).filter((name) => !Object.hasOwn(variables, name));
        try {
          compileText(template, variables);
          expect(wanted).toEqual([]);
        } catch (error) {
          expect((error as { details: object }).details).toEqual({ missing: wanted });
        }
      }),
    ));
});

describe('compilePrompt', () => {
  const chat: PromptContent = [
    { role: 'system', content: 'Speak {{language}}.', name: '{{language}}' },
    { type: 'placeholder', name: 'history' },
    { role: 'user', content: '{{question}}' },
  ];
  const history = [{ role: 'assistant', content: '{{language}}', tool_calls: [{ id: 1 }] }];

  it('fills the contents of messages and replaces placeholders, whose messages stay as they are', () => {
    const variables = { question: 'Why?', language: 'French', spare: 1 };
    expect(compilePrompt(chat, { variables, placeholders: { history } })).toEqual({
      content: [
        { role: 'system', content: 'Speak French.', name: '{{language}}' },
        ...history,
        { role: 'user', content: 'Why?' },
      ],
      unusedVariables: ['spare'],
    });
    expect(compilePrompt(chat, { variables, placeholders: { history: [] } }).content).toHaveLength(2);
  });

  it('names variables and placeholders that are missing in the order of the messages', () =>
    expect(() => compilePrompt(chat, { variables: {}, placeholders: {} })).toThrow(
      expect.objectContaining({ details: { missing: ['language', 'history', 'question'] } }),
    ));

  it.each([['text'], [{ role: 'user' }], [['text']], [5]])('takes no %j for messages', (given) =>
    expect(() =>
      compilePrompt(chat, { variables: { language: 'x', question: 'y' }, placeholders: { history: given } }),
    ).toThrow(
      expect.objectContaining({ code: 'INVALID', fields: { 'placeholders.history': 'must be a list of messages' } }),
    ),
  );
});
