import type { JsonValue } from '@debrief/kernel';
import { readFinishReason } from './read-finish-reason';
import { readRole } from './read-role';

describe('readRole', () => {
  it.each<[JsonValue | undefined, string | null]>([
    ['system', 'system'],
    ['developer', 'system'],
    ['human', 'user'],
    ['data', 'user'],
    ['context', 'user'],
    ['AI', 'assistant'],
    ['bot', 'assistant'],
    ['model', 'assistant'],
    ['choice', 'assistant'],
    ['tool_call', 'assistant'],
    ['function', 'tool'],
    ['ipython', 'tool'],
    ['stranger', 'user'],
    ['constructor', 'user'],
    ['', null],
    [undefined, null],
    [7, null],
  ])('%j is %s', (word, role) => {
    expect(readRole(word)).toBe(role);
  });
});

describe('readFinishReason', () => {
  it.each<[JsonValue | undefined, string | null]>([
    ['stop', 'stop'],
    ['END_TURN', 'stop'],
    ['eos', 'stop'],
    ['stop_sequence', 'stop'],
    ['completed', 'stop'],
    ['FinishReason.STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['length', 'length'],
    ['tool_calls', 'tool_use'],
    ['tool_call', 'tool_use'],
    ['tool-calls', 'tool_use'],
    ['function_call', 'tool_use'],
    ['tool_use', 'tool_use'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['blocked', 'content_filter'],
    ['content-filter', 'content_filter'],
    ['error', 'error'],
    ['a new one', null],
    [undefined, null],
    [null, null],
  ])('%j is %s', (word, reason) => {
    expect(readFinishReason(word)).toBe(reason);
  });
});
