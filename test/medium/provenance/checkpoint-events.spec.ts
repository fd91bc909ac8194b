import { makeEvent } from '../../factories/event';
import { runs } from '../regression/regression-suite';
import { useProvenance } from './provenance-suite';

interface Read {
  readonly seq: number;
  readonly type: string;
  readonly stream_position: number;
  readonly payload: { readonly name?: string };
}

describe('the events of checkpoints', () => {
  const suite = useProvenance({ env: () => ({ MAX_TRACE_EVENTS: '60' }) });

  const eventsOf = async (traceId: string): Promise<Read[]> =>
    (await suite.call('GET', `/api/traces/${traceId}/events`)).body.events as Read[];
  const traceOf = async (traceId: string) => (await suite.call('GET', `/api/traces/${traceId}`)).body.trace;

  it('come among what the client sends at the same time, each once, without a gap in the stream', async () => {
    const traceId = await suite.record(runs.goesOn);
    const rounds = Array.from({ length: 12 }, (_, round) => round);
    const answers = await Promise.all(
      rounds.flatMap((round) => [
        suite.send('POST', '/v1/checkpoints', { id: `cp-${round}`, traceId, name: `n${round}` }),
        suite.send('POST', '/v1/checkpoints', { id: `cp-${round}`, traceId, name: `n${round}` }),
        suite.send('POST', `/api/traces/${traceId}/events`, { events: [makeEvent(traceId, 10 + round)] }),
      ]),
    );
    expect(answers.map(({ status }) => status).filter((status) => status > 201)).toEqual([]);
    const events = await eventsOf(traceId);
    expect(events).toHaveLength(runs.goesOn.length + 24);
    expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
    const checkpoints = events.filter(({ payload }) => payload.name === 'checkpoint');
    expect(checkpoints.map(({ seq }) => seq - 2 ** 52)).toEqual(rounds);
    const positions = events.map((event) => event.stream_position).sort((a, b) => a - b);
    const first = positions[0]!;
    // One position is the trace's own.
    expect(positions.at(-1)! - first).toBe(positions.length - 1);
    expect(await traceOf(traceId)).toMatchObject({ event_count: events.length });
  });

  it('find no room in a trace that is full, and then there is no checkpoint', async () => {
    const traceId = await suite.record([]);
    const many = Array.from({ length: 60 }, (_, seq) => makeEvent(traceId, seq));
    await suite.send('POST', `/api/traces/${traceId}/events`, { events: many });
    expect(await suite.send('POST', '/v1/checkpoints', { traceId })).toMatchObject({
      status: 409,
      body: { error: { code: 'conflict' } },
    });
    expect(await suite.done('GET', '/v1/checkpoints')).toMatchObject({ data: [] });
  });

  it('have a run that is over analysed again, change nothing of what it shows, and reopen nothing', async () => {
    const traceId = await suite.record(runs.ignores);
    const analyze = async () => {
      const { body } = await suite.call('POST', `/api/traces/${traceId}/analyze`);
      const { event_count: count, labels, candidates } = body.analysis as Record<string, unknown>;
      return { count, labels, candidates };
    };
    const before = await analyze();
    expect(before).toMatchObject({ labels: expect.arrayContaining(['ignored_ui_warning']) });
    await suite.done('POST', '/v1/checkpoints', { traceId });
    expect(await traceOf(traceId)).toMatchObject({ status: 'completed', end_status: 'completed' });
    expect(await analyze()).toEqual({ ...before, count: runs.ignores.length + 1 });
  });
});
