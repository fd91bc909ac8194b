import { decideQueueHealth } from './decide-queue-health';

describe('decideQueueHealth, with a limit of 60 s', () => {
  it.each([
    ['nothing waits, nothing was ever done', { oldestUnrelayed: null, oldestWaiting: null, lastConsumed: null }, true],
    [
      'nothing waits, the last job is long ago',
      { oldestUnrelayed: null, oldestWaiting: null, lastConsumed: 9_000 },
      true,
    ],
    ['work waits since 60 s', { oldestUnrelayed: 60, oldestWaiting: null, lastConsumed: null }, true],
    [
      'a row waits for a relay since 61 s, nothing was ever done',
      { oldestUnrelayed: 61, oldestWaiting: null, lastConsumed: null },
      false,
    ],
    [
      'a job waits for a worker since 61 s, the last job is long ago',
      { oldestUnrelayed: null, oldestWaiting: 61, lastConsumed: 9_000 },
      false,
    ],
    [
      'a backlog of an hour, and workers are at it',
      { oldestUnrelayed: 3_600, oldestWaiting: 3_600, lastConsumed: 2 },
      true,
    ],
  ])('%s', (_name, facts, ok) => {
    expect(decideQueueHealth(facts, 60).ok).toBe(ok);
  });

  it('says for how long', () => {
    expect(decideQueueHealth({ oldestUnrelayed: 70, oldestWaiting: 90, lastConsumed: 100 }, 60).detail).toBe(
      'work waits for 90 s and nothing was consumed for 100 s',
    );
  });
});
