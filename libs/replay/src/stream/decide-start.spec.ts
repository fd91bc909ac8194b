import { decideStart, type Start } from './decide-start';

const head = { position: 100, floor: 40 };

it.each<[string, Parameters<typeof decideStart>[0], string | null, Omit<Start, 'head'>]>([
  [
    'nothing, one trace: the whole of it',
    { at: 'nothing' },
    't',
    { from: 100, backfill: { traceId: 't', aboveSeq: -1 }, reset: null },
  ],
  ['nothing, no trace: only what comes', { at: 'nothing' }, null, { from: 100, backfill: null, reset: null }],
  ['a position', { at: 'position', position: 70 }, null, { from: 70, backfill: null, reset: null }],
  ['the current position', { at: 'position', position: 100 }, 't', { from: 100, backfill: null, reset: null }],
  [
    'the last position that retention removed',
    { at: 'position', position: 40 },
    null,
    { from: 40, backfill: null, reset: null },
  ],
  [
    'a position before it',
    { at: 'position', position: 39 },
    't',
    { from: 100, backfill: null, reset: 'position_expired' },
  ],
  [
    'a position in the future',
    { at: 'position', position: 101 },
    null,
    { from: 100, backfill: null, reset: 'position_in_future' },
  ],
  [
    'a seq of one trace',
    { at: 'seq', seq: 7 },
    't',
    { from: 100, backfill: { traceId: 't', aboveSeq: 7 }, reset: null },
  ],
  [
    'a seq of no trace: the recent ones',
    { at: 'seq', seq: 7 },
    null,
    { from: 100, backfill: { traceId: null, aboveSeq: 7 }, reset: null },
  ],
  [
    'an unknown event',
    { at: 'unknown event', traceId: 'u', seq: 3 },
    null,
    { from: 100, backfill: { traceId: 'u', aboveSeq: 3 }, reset: null },
  ],
  [
    'the middle of a timeline',
    { at: 'timeline', position: 90, seq: 3 },
    't',
    { from: 90, backfill: { traceId: 't', aboveSeq: 3 }, reset: null },
  ],
  [
    'the middle of a timeline that is gone',
    { at: 'timeline', position: 9, seq: 3 },
    't',
    { from: 100, backfill: null, reset: 'position_expired' },
  ],
])('starts after %s', (_what, resume, followed, expected) => {
  expect(decideStart(resume, head, followed)).toEqual({ ...expected, head: 100 });
});

it('refuses the middle of a timeline without its trace', () => {
  expect(() => decideStart({ at: 'timeline', position: 90, seq: 3 }, head, null)).toThrow(
    expect.objectContaining({ code: 'INVALID' }),
  );
});
