import type { JsonValue } from '@debrief/kernel';
import { makeRun } from '../../../../test/factories/make-run';
import { indexRun } from './index-run';

const failureOf = (payload: Record<string, JsonValue>): string | null | undefined =>
  indexRun(
    makeRun([
      ['tool_call', { tool_name: 'a' }],
      ['tool_result', payload],
    ]),
  ).calls[0]?.failure;

describe('a call', () => {
  it.each<[string, Record<string, JsonValue>, string | null]>([
    ['failed by its error field', { error: 'no', result: { success: true } }, 'no'],
    ['failed by an object there', { error: { message: 'no' } }, 'no'],
    ['failed by the error in its result', { result: { error: 'no' } }, 'no'],
    ['failed by an error object in its result', { result: { error: { type: 'E', message: 'no' } } }, 'no'],
    ['failed by one that only says its type', { result: { error: { type: 'E' } } }, 'E'],
    ['failed by isError', { result: { isError: true, content: [{ type: 'text', text: 'no' }] } }, 'no'],
    ['failed by success that is false', { result: { success: false } }, 'no success'],
    ['failed by ok that is false', { result: { ok: false, message: 'no' } }, 'no'],
    ['failed by an exit code', { result: { exit_code: 2, stdout: '' } }, 'exit code 2'],
    ['failed by an exit code in words', { result: 'exitcode: 1 (execution failed)' }, 'exit code 1'],
    ['failed by words that begin with it', { result: 'Error: no such user' }, 'Error: no such user'],
    ['failed by a traceback', { result: 'Traceback (most recent call last):' }, 'Traceback (most recent call last):'],
    ['failed by JSON text', { result: '{"error": "no"}' }, 'no'],
    ['failed by a part of text', { result: [{ type: 'text', text: 'Error: no' }] }, 'Error: no'],
    ['worked with exit code 0', { result: 'exit code: 0' }, null],
    ['worked when errors are none', { result: { error: null, errors: 0, success: true } }, null],
    ['worked when an error is empty', { result: { error: '' }, error: '' }, null],
    ['worked when an answer speaks of errors', { result: 'There were no errors: fine' }, null],
    ['worked with a success that is no boolean', { result: { success: 0 } }, null],
    ['worked with text that is no JSON', { result: '{"error": ' }, null],
    ['worked with a prototype key', { result: JSON.parse('{"__proto__": {"error": "x"}}') as JsonValue }, null],
    ['worked without a result', {}, null],
  ])('%s', (_name, payload, expected) => expect(failureOf(payload)).toBe(expected));

  it('that nothing answered has not failed', () =>
    expect(indexRun(makeRun([['tool_call', {}]])).calls[0]?.failure).toBeNull());

  it('with an error nested thousands of levels deep is read all the same', () =>
    expect(failureOf({ result: `{"error": {"a": ${'['.repeat(9_000)}${']'.repeat(9_000)}}}` })).toBe('an error'));
});
