import { makeEvents } from '../../factories/event';
import { decideNextStep, type NextStep } from './delivery';

const events = makeEvents('run', 3);
const [first, second, third] = events;
const done = (keep: unknown[] = [], rejected: unknown[] = []): NextStep =>
  ({ step: 'done', keep, rejected }) as NextStep;

describe('what the recorded SDK does with an answer', () => {
  it.each<[string, number | null, unknown, NextStep, NextStep]>([
    ['all accounted for', 200, { accepted: 3, rejected: [] }, done(), done()],
    ['one rejected by index', 200, { accepted: 2, rejected: [{ index: 1 }] }, done([], [second]), done([], [second])],
    [
      'counts short: all but the rejected are kept',
      200,
      { accepted: 1, rejected: [{ index: 0 }], deferred: { count: 1 } },
      done([second, third], [first]),
      done([second, third], [first]),
    ],
    ['no counts at all', 200, {}, done(events), done(events)],
    ['409', 409, {}, { step: 'drop' }, { step: 'keep' }],
    ['413', 413, {}, { step: 'bury' }, { step: 'keep' }],
    ['a redirect', 307, {}, { step: 'bury' }, { step: 'keep' }],
    ...[400, 401, 403, 404, 415, 422].map((status): [string, number, unknown, NextStep, NextStep] => [
      String(status),
      status,
      {},
      { step: 'bury' },
      { step: 'bury' },
    ]),
    ...[429, 500, 503, null].map((status): [string, number | null, unknown, NextStep, NextStep] => [
      String(status),
      status,
      {},
      { step: 'retry' },
      { step: 'keep' },
    ]),
  ])('%s', (_name, status, body, live, replay) => {
    expect(decideNextStep('live', events, { status, body })).toEqual(live);
    expect(decideNextStep('replay', events, { status, body })).toEqual(replay);
  });
});
