import { withinTime } from './within-time';

describe('withinTime', () => {
  const compute = (ms: number): string => {
    const before = process.threadCpuUsage().user;
    while (process.threadCpuUsage().user - before < ms * 1_000);
    return 'done';
  };
  const wait = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

  it('gives up what computes for longer', () => {
    let begun = 0;
    const work = () => {
      begun += 1;
      for (;;);
    };
    expect(withinTime(50, work)).toBe('too_slow');
    expect(begun).toBeLessThanOrEqual(4);
  });

  it('lets work go on that did not have the processor for all of the time', () => {
    let pauses = [80];
    const work = () => {
      const [pause = 0] = pauses;
      pauses = [];
      wait(pause);
      return compute(1);
    };
    expect(withinTime(50, work)).toEqual({ value: 'done' });
  });

  it('throws what the work throws', () =>
    expect(() =>
      withinTime(1_000, () => {
        throw new RangeError('of the work');
      }),
    ).toThrow(RangeError));
});
