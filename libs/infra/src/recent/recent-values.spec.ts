import { RecentValues } from './recent-values';

const freshMs = 1_000;

describe('RecentValues', () => {
  let loads: number;
  let now: number;
  let values: RecentValues<{ n: number }>;
  const get = () => values.get('a', async () => ({ n: ++loads }));

  beforeEach(() => {
    loads = 0;
    now = 1;
    values = new RecentValues({ freshMs, max: 10 }, { now: () => now });
  });

  it('reads once for all who ask at the same time, and holds the value', async () => {
    expect(await Promise.all([get(), get()])).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await get()).toEqual({ n: 1 });
  });

  it('gives the held value while it is read anew', async () => {
    await get();
    now += freshMs + 1;
    expect(await get()).toEqual({ n: 1 });
    expect(loads).toBe(2);
    await new Promise(setImmediate);
    expect(await get()).toEqual({ n: 2 });
  });

  it('waits when the held value is too old', async () => {
    await get();
    now += 2 * freshMs + 1;
    expect(await get()).toEqual({ n: 2 });
  });

  it('holds neither what is unknown nor a failure', async () => {
    const unknown = jest.fn(async () => undefined);
    await values.get('b', unknown);
    await values.get('b', unknown);
    expect(unknown).toHaveBeenCalledTimes(2);
    await expect(values.get('c', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await values.get('c', async () => ({ n: 3 }))).toEqual({ n: 3 });
  });
});
