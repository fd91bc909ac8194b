import { makeSession, type SessionSketch } from '../../../../test/factories/make-session';
import type { SessionEvent } from '../session-event';
import type { SessionRun } from '../session-reader';
import { countLimit, type EventPageEnd, type EventPlace, showEventPage } from './event-page';

const step: SessionSketch = ['response', {}];
const other: SessionSketch = ['error', {}];
const runsOf = (...runs: (readonly SessionSketch[])[]): SessionRun[] => {
  const { traces, events } = makeSession(runs.map((events) => ({ events })));
  return traces.map((trace, place) => ({
    sessionId: 's',
    boundary: { startedAt: new Date(place), id: trace.id },
    trace,
    events: events.filter(({ traceId }) => traceId === trace.id),
    textLength: 0,
    isTruncated: false,
  }));
};

async function* walk(runs: readonly SessionRun[], from?: EventPlace): AsyncGenerator<SessionRun> {
  yield* runs.slice(runs.findIndex(({ boundary }) => boundary === from?.behind) + 1);
}

type Asked = Partial<Parameters<typeof showEventPage>[1]> & { readonly mayStop?: boolean };

const pageOf = async (runs: readonly SessionRun[], { mayStop = false, ...asked }: Asked) => {
  const shown: number[] = [];
  const full = { limit: 2, offset: 0, from: undefined, isWanted: () => true, ...asked };
  const end = await showEventPage(walk(runs, full.from), full, {
    mayStop,
    show: async (events) => shown.push(...events.map(({ position }) => position)) > 0,
  });
  return { shown, end };
};

const isResponse = ({ type }: SessionEvent): boolean => type === 'response';

describe('a page of events', () => {
  const runs = runsOf([step, other, step], [step], [], [other, step, step]);

  it.each<[string, Asked, number[], Partial<EventPageEnd>]>([
    ['begins the list', {}, [1, 2], { total: 7 }],
    ['leaves out as many as are asked', { offset: 3, limit: 3 }, [4, 5, 6], { total: 7 }],
    ['may hold all', { limit: 7 }, [1, 2, 3, 4, 5, 6, 7], { total: 7, next: undefined }],
    ['may stand behind the end', { offset: 9 }, [], { total: 7, next: undefined }],
    ['keeps positions where some are not wanted', { isWanted: isResponse, limit: 4 }, [1, 3, 4, 6], { total: 5 }],
  ])('%s', async (_what, asked, shown, end) =>
    expect(await pageOf(runs, asked)).toMatchObject({ shown, end: { isEstimated: false, ...end } }),
  );

  it.each([1, 2, 3, 4, 5, 7])(
    'of %i, one after the other, is the whole list, each with the same total',
    async (limit) => {
      const seen: number[] = [];
      const totals = new Set<number>();
      let from: EventPlace | undefined;
      do {
        const { shown, end } = await pageOf(runs, { from, limit, isWanted: isResponse });
        expect(shown.length).toBeGreaterThan(0);
        seen.push(...shown);
        totals.add(end.total);
        from = end.next;
      } while (from);
      expect([seen, [...totals]]).toEqual([[1, 3, 4, 6, 7], [5]]);
    },
  );

  it('goes on by position where the last event has gone', async () => {
    const { end } = await pageOf(runs, {});
    const from = { ...(end.next as EventPlace), eventId: 'gone' };
    expect((await pageOf(runs, { from })).shown).toEqual([3, 4]);
  });

  it('counts a large session up to the limit, and says so', async () => {
    const many = Array.from({ length: 3 }, () => Array.from({ length: countLimit }, () => step));
    const large = runsOf(...many);
    expect((await pageOf(large, { mayStop: true })).end).toMatchObject({ total: 2 * countLimit, isEstimated: true });
    expect((await pageOf(large, {})).end).toMatchObject({ total: 3 * countLimit, isEstimated: false });
  });

  it('reads no further when nobody listens', async () => {
    let count = 0;
    await showEventPage(
      walk(runs),
      { limit: 9, offset: 0, from: undefined, isWanted: () => true },
      {
        mayStop: false,
        show: async (events) => {
          count += events.length;
          return false;
        },
      },
    );
    expect(count).toBe(3);
  });
});
