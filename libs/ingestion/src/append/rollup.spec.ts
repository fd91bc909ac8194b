import { newEvent as event } from '../../../../test/factories/new-event';
import type { NewEvent } from '../new-event';
import { decideRollup, type TraceStanding } from './rollup';

const running: TraceStanding = { status: 'running', endStatus: null, endSeq: null, isIdle: false };
const ended = (seq: number, status: 'completed' | 'failed', word: string): NewEvent =>
  event(seq, { end: { status, endStatus: word } });

describe('decideRollup', () => {
  it('counts what explorers show as more than plain spans', () => {
    const types = ['llm_call', 'tool_call', 'tool_result', 'retrieval', 'metric', 'state_change'];
    const events = types.map((type, seq) => event(seq, { type }));
    expect(decideRollup(running, events).observations).toBe(3);
  });

  it('sums counts and tokens', () => {
    const rollup = decideRollup(running, [
      event(0, { inputTokens: 3 }),
      event(4, { level: 'error', inputTokens: 4, outputTokens: 5 }),
    ]);
    expect(rollup).toMatchObject({
      events: 2,
      errors: 1,
      inputTokens: 7,
      outputTokens: 5,
      maxSeq: 4,
      status: 'running',
      isChanged: false,
    });
  });

  it.each<[string, TraceStanding, NewEvent[], Partial<TraceStanding> & { ends: boolean; isChanged: boolean }]>([
    [
      'a session_end ends the run',
      running,
      [ended(3, 'failed', 'error')],
      { status: 'failed', endStatus: 'error', endSeq: 3, ends: true, isChanged: true },
    ],
    [
      'of two the higher seq decides, whatever their order',
      running,
      [ended(9, 'completed', 'ok'), ended(3, 'failed', 'error')],
      { status: 'completed', endStatus: 'ok', endSeq: 9, ends: true, isChanged: true },
    ],
    [
      'a late lower session_end changes nothing',
      { ...running, status: 'completed', endStatus: 'ok', endSeq: 9 },
      [ended(3, 'failed', 'error')],
      { status: 'completed', endStatus: 'ok', endSeq: 9, ends: false, isChanged: false },
    ],
    [
      'a later event reopens nothing',
      { ...running, status: 'completed', endStatus: 'ok', endSeq: 9 },
      [event(10)],
      { status: 'completed', endSeq: 9, ends: false, isChanged: false },
    ],
    [
      'an event revives an abandoned run',
      { ...running, status: 'abandoned', isIdle: true },
      [event(10)],
      { status: 'running', ends: false, isChanged: true },
    ],
    [
      'an event wakes an idle run',
      { ...running, isIdle: true },
      [event(10)],
      { status: 'running', ends: false, isChanged: true },
    ],
  ])('%s', (_name, before, events, expected) => {
    expect(decideRollup(before, events)).toMatchObject(expected);
  });
});
