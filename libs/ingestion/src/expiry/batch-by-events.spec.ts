import { batchByEvents } from './batch-by-events';

describe('batchByEvents', () => {
  it.each([
    ['nothing to cut', [], []],
    ['all fit', [3, 3, 4], [[3, 3, 4]]],
    ['the one that would pass the limit begins the next batch', [6, 5, 5], [[6], [5, 5]]],
    ['one that is larger than the limit is alone', [4, 25, 4], [[4], [25], [4]]],
    ['empty traces cost nothing', [10, 0, 0], [[10, 0, 0]]],
  ])('%s', (_name, counts, batches) => {
    const traces = counts.map((eventCount) => ({ eventCount }));
    expect(batchByEvents(traces, 10).map((batch) => batch.map(({ eventCount }) => eventCount))).toEqual(batches);
  });
});
