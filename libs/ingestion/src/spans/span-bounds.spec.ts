import fc from 'fast-check';
import { boundsOf } from './span-bounds';

const start = 1_000;
const ended = (endMicros: number, durationMs: number) => ({ endMicros, durationMs });
const open = { endMicros: null, durationMs: null };

describe('boundsOf', () => {
  it('is the first end, and the shortest and longest duration', () => {
    expect(boundsOf([ended(start + 5, 3), ended(start, 7), ended(start + 9, 5)])).toEqual({
      firstEnd: start,
      shortest: 3,
      longest: 7,
    });
  });

  it.each([
    ['no spans', []],
    ['spans that have not ended', [open, open]],
  ])('is nothing of %s', (_, spans) => {
    expect(boundsOf(spans)).toEqual({ firstEnd: null, shortest: null, longest: null });
  });

  it('takes in every span that has ended, and reaches no further than to one of them', () => {
    const span = fc.oneof(
      fc.constant(open),
      fc.tuple(fc.integer(), fc.nat()).map(([end, lasts]) => ended(end, lasts)),
    );
    fc.assert(
      fc.property(fc.array(span), (spans) => {
        const { firstEnd, shortest, longest } = boundsOf(spans);
        const closed = spans.filter((one): one is ReturnType<typeof ended> => one !== open);
        const isTaken = closed.every(
          ({ endMicros, durationMs }) => endMicros >= firstEnd! && durationMs >= shortest! && durationMs <= longest!,
        );
        const isReached =
          closed.length === 0 ||
          (closed.some(({ endMicros }) => endMicros === firstEnd) &&
            closed.some(({ durationMs }) => durationMs === shortest) &&
            closed.some(({ durationMs }) => durationMs === longest));
        expect([isTaken, isReached]).toEqual([true, true]);
      }),
    );
  });
});
