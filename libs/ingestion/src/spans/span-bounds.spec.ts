import fc from 'fast-check';
import { boundsOf } from './span-bounds';

const start = 1_000;
const ended = (endMicros: number, durationMs: number) => ({ endMicros, durationMs, name: 'step' });
const open = { endMicros: null, durationMs: null, name: 'step' };
const called = (name: string) => ({ ...open, name });

describe('boundsOf', () => {
  it('is the first end, and the shortest and longest duration', () => {
    expect(boundsOf([ended(start + 5, 3), ended(start, 7), ended(start + 9, 5)])).toEqual({
      firstEnd: start,
      shortest: 3,
      longest: 7,
      firstName: 'step',
      lastName: 'step',
    });
  });

  it('is nothing of no spans', () => {
    expect(boundsOf([])).toEqual({ firstEnd: null, shortest: null, longest: null, firstName: null, lastName: null });
  });

  it('has no end and no duration of spans that have not ended', () => {
    expect(boundsOf([open, open])).toMatchObject({ firstEnd: null, shortest: null, longest: null });
  });

  it('has names by code point, where UTF-16 would have them otherwise', () => {
    const names = ['\ufb01nd', 'chat', '\u{1f50d} find', 'Zone', 'chat'];
    expect(boundsOf(names.map(called))).toMatchObject({ firstName: 'Zone', lastName: '\u{1f50d} find' });
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
