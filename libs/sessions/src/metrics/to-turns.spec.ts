import {
  makeSession,
  type RunSketch,
  sessionStart,
  type SessionSketch,
  userMessage,
} from '../../../../test/factories/make-session';
import { toTurns } from './to-turns';

const response: SessionSketch = ['response', { content: 'done' }];
const call: SessionSketch = ['tool_call', { toolName: 'book', success: true }, { durationMs: 500 }];

/** Each turn as `from–to ids of its events`, in ms since the session's start. */
const turnsOf = (...runs: RunSketch[]): string[] =>
  toTurns(makeSession(runs)).map(
    ({ number, startedAt, endedAt, events, isComplete, isAnswered, isPrelude }) =>
      `${number}: ${startedAt - sessionStart}–${endedAt - sessionStart} ${events.map(({ id }) => id).join(' ')}` +
      `${isComplete ? '' : ' running'}${isAnswered ? '' : ' unanswered'}${isPrelude ? ' prelude' : ''}`,
  );

describe('toTurns', () => {
  it('finds none in a run without events', () => expect(turnsOf({ events: [] })).toEqual([]));

  it('opens one at each message of the user', () =>
    expect(turnsOf({ events: [userMessage(), call, response, userMessage(), response] })).toEqual([
      '1: 0–2000 t1:0 t1:1 t1:2',
      '2: 3000–4000 t1:3 t1:4',
    ]));

  it('opens one at the first event of a run that begins otherwise', () =>
    expect(turnsOf({ events: [call, response] }, { events: [call, userMessage(), response] })).toEqual([
      '1: 0–1000 t1:0 t1:1',
      '2: 2000–2500 t2:0 unanswered prelude',
      '3: 3000–4000 t2:1 t2:2',
    ]));

  it('closes one at its last response, whatever comes after that', () =>
    expect(turnsOf({ events: [userMessage(), response, call, response, call] })).toEqual([
      '1: 0–3000 t1:0 t1:1 t1:2 t1:3 t1:4',
    ]));

  it('waits for the end of a response that took time', () =>
    expect(turnsOf({ events: [userMessage(), ['response', {}, { durationMs: 250 }]] })).toEqual([
      '1: 0–1250 t1:0 t1:1',
    ]));

  it('closes one without a response at its last event', () =>
    expect(turnsOf({ events: [userMessage(), call, call], status: 'failed' })).toEqual([
      '1: 0–2500 t1:0 t1:1 t1:2 unanswered',
    ]));

  it('leaves the last one open while its run goes on, unless it has been answered', () => {
    expect(turnsOf({ events: [userMessage(), call, userMessage(), call], status: 'running' })).toEqual([
      '1: 0–1500 t1:0 t1:1 unanswered',
      '2: 2000–3500 t1:2 t1:3 running unanswered',
    ]);
    expect(turnsOf({ events: [userMessage(), response], status: 'running' })).toEqual(['1: 0–1000 t1:0 t1:1']);
  });

  it('is no shorter than nothing when a clock goes back', () =>
    expect(turnsOf({ events: [userMessage({ startedAt: 900 }), ['response', {}, { startedAt: 100 }]] })).toEqual([
      '1: 900–900 t1:0 t1:1',
    ]));

  it('takes the spans around a message into its turn', () =>
    expect(
      turnsOf({
        events: [
          ['state_change', { key: 'agent' }, { startedAt: 0, durationMs: 5_000, spanId: 'root' }],
          ['llm_call', {}, { startedAt: 0, durationMs: 900, spanId: 'llm', parentSpanId: 'root' }],
          userMessage({ startedAt: 0, parentSpanId: 'llm' }),
          ['response', {}, { startedAt: 4_000, parentSpanId: 'root' }],
        ],
      }),
    ).toEqual(['1: 0–4000 t1:0 t1:1 t1:2 t1:3']));

  it('lets a span around several messages end the last of them alone', () =>
    expect(
      turnsOf({
        events: [
          ['state_change', { key: 'agent' }, { startedAt: 0, durationMs: 9_000, spanId: 'root' }],
          userMessage({ startedAt: 100, parentSpanId: 'root' }),
          ['tool_call', {}, { startedAt: 200, durationMs: 300, parentSpanId: 'root' }],
          userMessage({ startedAt: 5_000, parentSpanId: 'root' }),
        ],
      }),
    ).toEqual(['1: 100–500 t1:0 t1:1 t1:2 unanswered', '2: 5000–9000 t1:3 unanswered']));

  it('cuts a circle of spans', () =>
    expect(
      turnsOf({
        events: [
          ['state_change', {}, { spanId: 'a', parentSpanId: 'b' }],
          ['state_change', {}, { spanId: 'b', parentSpanId: 'a' }],
          userMessage({ parentSpanId: 'b' }),
        ],
      }),
    ).toEqual(['1: 2000–2000 t1:0 t1:1 t1:2 unanswered']));
});
