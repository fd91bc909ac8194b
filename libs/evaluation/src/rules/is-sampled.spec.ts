import { isSampled } from './is-sampled';

const ids = Array.from({ length: 4_000 }, (_, index) => `trace-${index}`);
const chosen = (evaluator: string, rate: number): string[] => ids.filter((id) => isSampled(evaluator, id, rate));

describe('isSampled', () => {
  it('takes all at 1 and none at 0', () => {
    expect(chosen('e', 1)).toEqual(ids);
    expect(chosen('e', 0)).toEqual([]);
  });

  it('takes about as many as the rate says, the same each time', () => {
    expect(Math.abs(chosen('e', 0.25).length / ids.length - 0.25)).toBeLessThan(0.03);
    expect(chosen('e', 0.25)).toEqual(chosen('e', 0.25));
  });

  it('keeps what a lower rate took, and takes others for another evaluator', () => {
    const more = new Set(chosen('e', 0.5));
    expect(chosen('e', 0.2).every((id) => more.has(id))).toBe(true);
    expect(chosen('f', 0.25)).not.toEqual(chosen('e', 0.25));
  });
});
