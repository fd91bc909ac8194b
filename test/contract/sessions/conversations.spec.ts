import { type Told, useSessions } from './sessions-suite';

const asked: Told = { type: 'user_message', payload: { content: 'Book a room' } };
const called: Told = {
  type: 'llm_call',
  payload: { model: 'gpt-4o', input_tokens: 100, output_tokens: 20, latency_ms: 900, cost_usd: 0.5 },
};
const failed: Told = { type: 'error', payload: { message: 'no room', error_type: 'E' } };
const ended: Told = { type: 'session_end', payload: { status: 'completed' } };

describe('a list of sessions', () => {
  const suite = useSessions();
  const list = async (query = ''): Promise<string[]> => {
    const { status, body } = await suite.get(query);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body.sessions as { id: string }[]).map(({ id }) => id);
  };

  it('shows what the runs of each add up to', async () => {
    const first = await suite.record([asked, called, failed, ended], { session: 'conv_1' });
    const second = await suite.record([asked, called], { session: 'conv_1' });
    const { body } = await suite.get('');
    const row = {
      id: 'conv_1',
      status: 'running',
      startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      lastEventAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      traceCount: 2,
      eventCount: 6,
      errorCount: 1,
      turnCount: 2,
      inputTokens: 200,
      outputTokens: 40,
      costUsd: 1,
      agents: [],
      labels: [],
      incidentIds: [],
    };
    expect(body).toEqual({
      success: true,
      sessions: [row],
      pagination: { total: 1, limit: 50, offset: 0, nextCursor: null },
    });
    const traces = [
      { id: first, status: 'completed', startedAt: expect.any(String), endedAt: expect.any(String), surface: 'native' },
      { id: second, status: 'running', startedAt: expect.any(String), endedAt: null, surface: 'native' },
    ];
    expect((await suite.get('/conv_1')).body).toEqual({ success: true, session: { ...row, traces } });
  });

  it('costs what its metrics say it does: as reported, else by the price list', async () => {
    const unpriced = (model: string, eventType = 'llm_call'): Told => ({
      type: 'llm_call',
      payload: { model, provider: 'openai', input_tokens: 2_000, output_tokens: 100, cached_input_tokens: 400 },
      metadata: { eventType },
    });
    await suite.record([asked, called, unpriced('gpt-4o')], { session: 'mixed' });
    await suite.record([unpriced('gpt-4o-mini'), unpriced('gpt-4o', 'decision')], { session: 'mixed' });
    await suite.record([unpriced('in-house')], { session: 'unknown' });
    const lone = await suite.record([unpriced('gpt-4o')]);
    const { sessions } = (await suite.get('')).body as { sessions: { id: string; costUsd: number | null }[] };
    expect(new Set(sessions.map(({ id }) => id))).toEqual(new Set(['mixed', 'unknown', lone]));
    for (const { id, costUsd } of sessions) {
      const { metrics } = (await suite.get(`/${id}/metrics`)).body as { metrics: { costUsd: number | null } };
      if (id === 'unknown') expect([costUsd, metrics.costUsd]).toEqual([null, null]);
      else expect(costUsd).toBeCloseTo(metrics.costUsd ?? 0, 12);
      expect((await suite.get(`/${id}`)).body).toMatchObject({ session: { costUsd } });
    }
    expect(sessions.find(({ id }) => id === 'mixed')?.costUsd).toBeGreaterThan(0.5);
    expect(sessions.find(({ id }) => id === lone)?.costUsd).toBeGreaterThan(0);
  });

  it('knows a run that names no session by its own id', async () => {
    const id = await suite.record([asked]);
    expect(await list()).toEqual([id]);
    expect((await suite.get(`/${id}`)).body).toMatchObject({ session: { id, traceCount: 1 } });
  });

  it('begins with the one that was active last, and pages by offset and cursor', async () => {
    for (const session of ['a', 'b', 'c', 'd']) await suite.record([asked], { session });
    await suite.record([asked], { session: 'a' });
    expect(await list()).toEqual(['a', 'd', 'c', 'b']);
    expect(await list('?limit=2&offset=1')).toEqual(['d', 'c']);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await suite.get(`?limit=3${cursor}`);
      seen.push(...(body.sessions as { id: string }[]).map(({ id }) => id));
      const { nextCursor, total } = body.pagination as { nextCursor: string | null; total: number };
      expect(total).toBe(4);
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(['a', 'd', 'c', 'b']);
  });

  it('is narrowed by what it is asked for, all of it', async () => {
    await suite.record([asked, ended], { session: 'done' });
    await suite.record([asked], { session: 'runs' });
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', {
      id: 't-1',
      session_id: 'runs',
      agent: 'booker',
      user_goal: 'Book 100%',
    });
    for (const [query, expected] of [
      ['status=running', ['runs']],
      ['status=completed', ['done']],
      ['status=failed', []],
      ['agentName=booker', ['runs']],
      ['agentName=nobody', []],
      ['label=none', []],
      ['q=RUN', ['runs']],
      ['q=100%25', ['runs']],
      ['q=T-1', ['runs']],
      ['q=1_0', []],
      ['agentName=booker&status=completed', []],
      ['from=2020-01-01&to=2100-01-01', ['runs', 'done']],
      ['from=2100-01-01', []],
      ['to=2020-01-01T00:00:00Z', []],
    ] as const)
      expect([query, await list(`?${query}`)]).toEqual([query, expected]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=x', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=10001', 'offset'],
    ['status=sad', 'status'],
    ['from=yesterday', 'from'],
    ['from=2026-02-01&to=2026-01-01', 'from'],
    ['cursor=x', 'cursor'],
  ])('refuses %s, and says which is wrong', async (query, parameter) => {
    expect(await suite.get(`?${query}`)).toMatchObject({
      status: 400,
      body: { success: false, error: { code: 'VALIDATION_ERROR', message: expect.stringContaining(parameter) } },
    });
  });

  it('takes a cursor with the filters that it was made for alone', async () => {
    for (const session of ['a', 'b']) await suite.record([asked], { session });
    const { body } = await suite.get('?limit=1');
    const { nextCursor } = body.pagination as { nextCursor: string };
    expect(await suite.get(`?limit=1&q=a&cursor=${nextCursor}`)).toMatchObject({ status: 400 });
    expect(await suite.get(`?limit=1&offset=1&cursor=${nextCursor}`)).toMatchObject({ status: 400 });
    expect(await list(`?limit=1&cursor=${nextCursor}`)).toEqual(['a']);
  });

  it('reads a limit above 200 as 200, and leaves unknown parameters alone', async () => {
    await suite.record([asked], { session: 'a' });
    expect((await suite.get('?limit=9000&colour=red')).body).toMatchObject({ pagination: { limit: 200 } });
  });
});
