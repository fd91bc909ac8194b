import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import type { SessionEvent } from '../session-event';
import { hasFailed, listFailures } from './failures';

const failed = { status: 'error' } as const;
const failuresOf = (events: readonly SessionSketch[]): string[] =>
  listFailures(makeSession([{ events }]).events).map(({ id }) => id);
const source = (seq: number): Partial<SessionEvent> => ({ source: { surface: 'otel', type: 'tool', seq } });

describe('listFailures', () => {
  it.each<[string, SessionSketch[], string[]]>([
    ['none where all went well', [['tool_call'], ['response']], []],
    ['no block of a guardrail', [['guardrail_eval', { blocked: true }, { status: 'blocked' }]], []],
    [
      'each source',
      [
        ['tool_call', {}, failed],
        ['error', {}, failed],
      ],
      ['t1:0', 't1:1'],
    ],
    [
      'one for a span and what is derived of it',
      [
        ['tool_call', {}, { ...failed, ...source(5) }],
        ['tool_result', {}, { ...failed, ...source(5), derived: true }],
        ['error', {}, { ...failed, ...source(5), derived: true }],
      ],
      ['t1:0'],
    ],
    [
      'one for a call and the result that answers it',
      [
        ['tool_call', { callId: 'c' }, failed],
        ['tool_result', { callId: 'c', callEventId: 't1:0', success: false }, failed],
      ],
      ['t1:0'],
    ],
    [
      'the result alone of a call that did not fail itself',
      [
        ['tool_call', { callId: 'c' }],
        ['tool_result', { callEventId: 't1:0' }, failed],
      ],
      ['t1:1'],
    ],
    ['a result whose call is not there', [['tool_result', { callEventId: 'gone' }, failed]], ['t1:0']],
  ])('finds %s', (_what, events, expected) => expect(failuresOf(events)).toEqual(expected));
});

describe('hasFailed', () => {
  it.each([
    ['ok', true, false],
    ['ok', false, true],
    ['error', true, true],
    ['error', null, true],
    ['pending', null, undefined],
  ] as const)('of a call with status %s and success %s is %s', (status, success, expected) => {
    const [event] = makeSession([{ events: [['tool_call', { success }, { status }]] }]).events;
    expect(hasFailed(event as Parameters<typeof hasFailed>[0])).toBe(expected);
  });
});
