import { filtersOf, useOtel } from './otel-suite';

const meta = (body: Record<string, unknown>) => body.meta as Record<string, unknown>;

describe('sessions of the explorer', () => {
  const suite = useOtel();
  const ids = async (query: string) => (await suite.list(`/sessions?${query}`)).map(({ session_id }) => session_id);

  /** a: two runs, b: one, and a run of no session. */
  const insertSessions = async () => {
    await suite.insert({
      session: 'a',
      name: 'first',
      tags: ['t'],
      spans: [
        { at: 0, lasts: 10, tokens: 3, cost: 0.1, type: 'tool' },
        { at: 1, tokens: 1 },
      ],
    });
    await suite.insert({ session: 'b', user: 'u-b', environment: 'dev', spans: [{ at: 50, lasts: 10 }] });
    await suite.insert({
      session: 'a',
      name: 'second',
      user: 'u-a',
      environment: 'prod',
      spans: [{ at: 100, lasts: null, cost: 0.2 }],
    });
    await suite.insert({ spans: [{ at: 200 }] });
  };

  it('are what their runs add up to, the newest first', async () => {
    await insertSessions();
    const { body } = await suite.read('/sessions');
    expect(body.meta).toEqual({ page: 1, limit: 50, total_items: 2, total_pages: 1 });
    expect(body.data).toEqual([
      expect.objectContaining({ session_id: 'b', user_id: 'u-b', trace_count: 1, total_tokens: 0, total_cost: 0 }),
      {
        session_id: 'a',
        user_id: 'u-a',
        environment: 'prod',
        start_time: '2026-11-20T10:00:00.000000Z',
        end_time: '2026-11-20T10:00:00.100000Z',
        trace_count: 2,
        span_count: 3,
        observation_count: 1,
        input_tokens: 4,
        output_tokens: 0,
        total_tokens: 4,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        reasoning_tokens: 0,
        input_cost: 0,
        output_cost: 0,
        cache_read_cost: 0,
        cache_write_cost: 0,
        reasoning_cost: 0,
        total_cost: 0.3,
      },
    ]);
  });

  it('come with their traces', async () => {
    await insertSessions();
    const { body } = await suite.read('/sessions/a');
    expect(body).toMatchObject({ session_id: 'a', trace_count: 2 });
    expect(body.traces).toEqual([
      {
        trace_id: expect.any(String),
        trace_name: 'first',
        start_time: '2026-11-20T10:00:00.000000Z',
        end_time: '2026-11-20T10:00:00.010000Z',
        duration_ms: 10,
        total_tokens: 4,
        reasoning_tokens: 0,
        total_cost: 0.1,
        tags: ['t'],
      },
      expect.objectContaining({ trace_name: 'second' }),
    ]);
  });

  it('exist only by their traces', async () => {
    const { externalId } = await suite.insert();
    for (const id of ['unknown', externalId])
      expect(await suite.read(`/sessions/${id}`)).toMatchObject({ status: 404, body: { code: 'SESSION_NOT_FOUND' } });
    expect(await ids('')).toEqual([]);
  });

  it.each([
    ['order_by=start_time:asc', ['a', 'b']],
    ['order_by=end_time', ['a', 'b']],
    ['order_by=trace_count:asc', ['b', 'a']],
    ['order_by=span_count', ['a', 'b']],
    ['order_by=observation_count:asc', ['b', 'a']],
    ['user_id=u-a', ['a']],
    ['environment=dev,test', ['b']],
    ['from_timestamp=2026-11-20T10:00:00.020Z', ['b']],
    ['to_timestamp=2026-11-20T10:00:00.020Z', ['a']],
    [filtersOf({ key: 'session_id', op: 'starts_with', value: 'b' }), ['b']],
    [filtersOf({ type: 'datetime', column: 'end_time', operator: '>', value: '2026-11-20T10:00:00.060Z' }), ['a']],
    [filtersOf({ key: 'environment', op: 'is_not_null' }, { key: 'user_id', op: 'ne', value: 'u-b' }), ['a']],
  ])('are ordered and filtered: %s', async (query, expected) => {
    await insertSessions();
    expect(await ids(query)).toEqual(expected);
    expect(meta((await suite.read(`/sessions?${query}`)).body).total_items).toBe(expected.length);
  });

  it.each(['start_time', 'start_time:asc', 'trace_count'])('go on by cursor, ordered by %s', async (order) => {
    for (let at = 0; at < 5; at += 1) await suite.insert({ session: `s${at}`, spans: [{ at: at * 10 }] });
    await suite.insert({ session: 's1', spans: [{ at: 100 }] });
    const all = await ids(`order_by=${order}`);
    const walked: unknown[] = [];
    for (let cursor = ''; ;) {
      const { body } = await suite.read(`/sessions?limit=2&order_by=${order}${cursor}`);
      walked.push(...(body.data as Record<string, unknown>[]).map(({ session_id }) => session_id));
      if (meta(body).next_cursor === undefined) break;
      cursor = `&cursor=${encodeURIComponent(String(meta(body).next_cursor))}`;
    }
    expect(walked).toEqual(all);
    expect(walked).toHaveLength(5);
  });

  it.each([
    ['order_by=span_name', 'INVALID_ORDER_COLUMN'],
    [filtersOf({ key: 'tags', op: 'in', value: ['x'] }), 'INVALID_FILTER_COLUMN'],
  ])('refuse %s', async (query, code) => {
    expect(await suite.read(`/sessions?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});
