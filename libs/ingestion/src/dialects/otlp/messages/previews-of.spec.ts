import type { JsonObject } from '@debrief/kernel';
import { normalSpan } from '../../../../../../test/factories/normal-span';
import { otlpSpan } from '../../../../../../test/factories/otlp-span';
import type { NormalSpan } from '../conventions/normal-span';
import { previewsOf } from './previews-of';
import { readSpanMessages } from './read-span-messages';

const previews = (attributes: JsonObject, given: Partial<NormalSpan> = {}) => {
  const normal = normalSpan(given);
  return previewsOf(readSpanMessages(otlpSpan({ attributes }), normal), normal);
};

const chat = (...turns: [role: string, content: string][]): string =>
  JSON.stringify(turns.map(([role, content]) => ({ role, content })));

describe('previewsOf', () => {
  it.each<[string, JsonObject, Partial<NormalSpan>, { input: string | null; output: string | null }]>([
    [
      'the first of the user and the last of the assistant',
      {
        'langfuse.observation.input': chat(['system', 's'], ['user', 'one'], ['assistant', 'no'], ['user', 'two']),
        'langfuse.observation.output': chat(['assistant', 'three'], ['assistant', 'four']),
      },
      {},
      { input: 'one', output: 'four' },
    ],
    ['the input where nobody asked', { 'input.value': chat(['system', 's']) }, {}, { input: 's', output: null }],
    [
      'the output where it is no text',
      {
        input: 'hi',
        output: JSON.stringify({
          role: 'assistant',
          tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"a":1}' } }],
        }),
      },
      {},
      { input: 'hi', output: '{"a":1}' },
    ],
    [
      'what a tool was called with and gave',
      {},
      { observationType: 'tool', toolArguments: { city: 'Rome' }, toolResult: 'sunny' },
      { input: '{"city":"Rome"}', output: 'sunny' },
    ],
    [
      'data',
      { 'input.value': '{"question":"why"}', 'output.value': '[1,2]' },
      { observationType: 'chain' },
      { input: '{"question":"why"}', output: '[1,2]' },
    ],
    [
      'what a retriever was asked',
      {},
      { observationType: 'retriever', query: 'why', documents: [{ id: 1 }] },
      { input: 'why', output: '[{"id":1}]' },
    ],
    ['nothing', { 'http.method': 'GET' }, { observationType: 'span' }, { input: null, output: null }],
    [
      '200 characters, none cut in two',
      { input: '😀'.repeat(201), output: `${'x'.repeat(199)}😀y` },
      {},
      { input: '😀'.repeat(200), output: `${'x'.repeat(199)}😀` },
    ],
    ['what a text column holds', { input: 'a\0b\uD800c' }, {}, { input: 'a\uFFFDb\uFFFDc', output: null }],
  ])('%s', (_name, attributes, normal, expected) => {
    expect(previews(attributes, normal)).toEqual(expected);
  });
});
