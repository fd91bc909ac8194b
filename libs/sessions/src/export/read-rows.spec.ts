import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import type { SessionRun } from '../session-reader';
import { readRows } from './read-rows';

/** A walk through runs of so many events each; counts the runs that it gives. */
const walkOf = (...runs: readonly number[]) => {
  const given = { runs: 0 };
  const sketch = runs.map((count) => ({ events: Array.from({ length: count }, (): SessionSketch => ['response']) }));
  const { sessionId, traces, events } = makeSession(sketch);
  async function* walk(): AsyncGenerator<SessionRun> {
    for (const trace of traces) {
      given.runs += 1;
      yield await Promise.resolve({
        sessionId,
        trace,
        boundary: { startedAt: new Date(trace.startedAt), id: trace.id },
        textLength: 0,
        isTruncated: false,
        events: events.filter(({ traceId }) => traceId === trace.id),
      });
    }
  }
  return { walk, given };
};
const positionsOf = async (read: AsyncGenerator<readonly { readonly position: number }[]>): Promise<number[][]> => {
  const batches: number[][] = [];
  for await (const batch of read) batches.push(batch.map(({ position }) => position));
  return batches;
};

describe('readRows', () => {
  it.each([
    [[], 10, 0, false],
    [[2, 3], 10, 5, false],
    [[2, 3], 5, 5, false],
    [[2, 3], 4, 4, true],
    [[2, 3, 4], 2, 2, true],
  ])('of runs of %j events with limit %p tells %p rows', async (runs, limit, rows, isTruncated) => {
    const opened = await readRows(walkOf(...runs).walk, { filter: {}, limit });
    expect(opened).toMatchObject({ rows, isTruncated });
    expect((await positionsOf(opened.read())).flat()).toEqual(Array.from({ length: rows }, (_, index) => index + 1));
  });

  it('hands over some at a time', async () => {
    const opened = await readRows(walkOf(450).walk, { filter: {}, limit: 1_000 });
    expect((await positionsOf(opened.read())).map((batch) => batch.length)).toEqual([200, 200, 50]);
  });

  it('counts what passes the filter', async () => {
    const { walk } = walkOf(3);
    expect(await readRows(walk, { filter: { types: ['response'] }, limit: 9 })).toMatchObject({ rows: 3 });
    expect(await readRows(walk, { filter: { types: ['error'] }, limit: 9 })).toMatchObject({ rows: 0 });
  });

  it('goes no further than it needs to', async () => {
    const { walk, given } = walkOf(2, 2, 2, 2);
    const opened = await readRows(walk, { filter: {}, limit: 2 });
    expect(given.runs).toBe(2);
    await positionsOf(opened.read());
    expect(given.runs).toBe(3);
  });

  it('fails where what was counted is gone, and never ends as if it were whole', async () => {
    let walks = 0;
    const opened = await readRows(() => walkOf(...(walks++ === 0 ? [2, 3] : [2])).walk(), { filter: {}, limit: 9 });
    await expect(positionsOf(opened.read())).rejects.toThrow('3 rows early');
  });
});
