import type { JsonObject, JsonValue } from '@debrief/kernel';
import { unfoldIndexed } from './unfold-indexed';

const attributes = (entries: readonly (readonly [string, JsonValue])[]): JsonObject =>
  Object.assign(Object.create(null) as JsonObject, Object.fromEntries(entries)) as JsonObject;

const unfold = (entries: Record<string, JsonValue>) => {
  const { lists, dropped } = unfoldIndexed(attributes(Object.entries(entries)));
  return { lists: JSON.parse(JSON.stringify(Object.fromEntries(lists))) as JsonValue, dropped };
};

describe('unfoldIndexed', () => {
  it.each<[string, Record<string, JsonValue>, JsonValue, number]>([
    [
      'objects in lists in objects in lists',
      {
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.tool_calls.0.name': 'f',
        'gen_ai.prompt.0.tool_calls.1.name': 'g',
      },
      { 'gen_ai.prompt': [{ role: 'user', tool_calls: [{ name: 'f' }, { name: 'g' }] }] },
      0,
    ],
    [
      'slots by their number, without holes',
      { 'llm.tools.10.a': 1, 'llm.tools.9.a': 2, 'llm.tools.9999.a': 3 },
      { 'llm.tools': [{ a: 2 }, { a: 1 }, { a: 3 }] },
      0,
    ],
    ['other keys not at all', { 'gen_ai.prompt': 'x', 'gen_ai.prompt.name': 'y', 'gen_ai.promptly.0': 'z' }, {}, 0],
    [
      'indices within the limit alone, at every level',
      { 'gen_ai.prompt.0.a.10000': 1, 'gen_ai.prompt.10000.a': 1, 'gen_ai.prompt.0.b': 2 },
      { 'gen_ai.prompt': [{ b: 2 }] },
      2,
    ],
    ['64 levels at most', { [`gen_ai.prompt.0${'.a'.repeat(64)}`]: 1 }, { 'gen_ai.prompt': [] }, 1],
    [
      'one of a value and a branch at the same place',
      { 'gen_ai.prompt.0': 'x', 'gen_ai.prompt.0.role': 'user' },
      { 'gen_ai.prompt': ['x'] },
      1,
    ],
  ])('unfolds %s', (_name, entries, lists, dropped) => {
    expect(unfold(entries)).toEqual({ lists, dropped });
  });

  it('gives a span 10,000 slots in all', () => {
    const entries = Array.from({ length: 6000 }, (_, index): [string, JsonValue] => [
      `gen_ai.prompt.${index}.a.0`,
      index,
    ]);
    const { lists, dropped } = unfoldIndexed(attributes(entries));
    expect(lists.get('gen_ai.prompt')).toHaveLength(5000);
    expect(dropped).toBe(1000);
  });

  it('keeps keys of the prototype as data', () => {
    const { lists } = unfoldIndexed(attributes([['gen_ai.prompt.0.__proto__.polluted', 'yes']]));
    const [slot] = lists.get('gen_ai.prompt') ?? [];
    expect(Object.keys(slot as JsonObject)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
