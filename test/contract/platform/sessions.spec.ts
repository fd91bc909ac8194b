import { newTraceId } from '../../factories/event';
import { insertSpanTrace, suiteStart, type TraceShape } from '../../factories/otel';
import { usePlatform } from './platform-suite';

type Item = Record<string, unknown>;

describe('sessions of the Platform surface', () => {
  const suite = usePlatform();

  const insert = async (shape: TraceShape): Promise<string> => {
    const place = { scope: suite.own.scope, projectId: suite.own.projectId };
    return (await insertSpanTrace(suite.database, place, shape)).externalId;
  };
  const at = (ms: number): string => new Date(suiteStart + ms).toISOString();

  /** Two conversations, and a run that belongs to none. */
  const insertBoth = async () => {
    const first = await insert({
      ...{ session: 's/1', user: 'u1', environment: 'prod', name: 'ask' },
      spans: [{ at: 0, lasts: 500, tokens: 10, cost: 0.5 }],
    });
    const second = await insert({
      ...{ session: 's/1', user: 'u2', environment: 'staging', name: 'ask again' },
      spans: [{ at: 1000, lasts: 500, tokens: 5, cost: 0.25 }],
    });
    const third = await insert({ session: 's2', spans: [{ at: 5000 }] });
    await insert({ spans: [{ at: 9000 }] });
    return { first, second, third };
  };

  it('are listed with what their runs add up to', async () => {
    await insertBoth();
    const { projectId } = suite.own;
    const [newest, oldest] = [
      {
        ...{ id: 's2', projectId, userId: null, environment: 'default', traceCount: 1, totalTokens: 0, totalCost: 0 },
        ...{ firstTraceTime: at(5000), lastTraceTime: at(5000), bookmarked: false },
      },
      {
        ...{ id: 's/1', projectId, userId: 'u1', environment: 'prod', traceCount: 2, totalTokens: 15, totalCost: 0.75 },
        ...{ firstTraceTime: at(0), lastTraceTime: at(1000), bookmarked: false },
      },
    ];
    const whole = await suite.read('/v1/sessions');
    expect(whole).toEqual({ data: [newest, oldest], meta: { totalCount: 2, hasMore: false, nextCursor: null } });
    const first = (await suite.read('/v1/sessions?limit=1')) as { data: Item[]; meta: Item };
    expect(first).toMatchObject({ data: [newest], meta: { totalCount: 2, hasMore: true } });
    const rest = await suite.read(`/api/v1/sessions?limit=1&cursor=${String(first.meta.nextCursor)}`);
    expect(rest).toMatchObject({ data: [oldest], meta: { hasMore: false, nextCursor: null } });
  });

  it.each([
    ['?userId=u1', ['s/1']],
    ['?environment=prod', ['s/1']],
    [`?fromTimestamp=${at(5000)}`, ['s2']],
    [`?toTimestamp=${at(5000)}`, ['s/1']],
    ['?userId=nobody', []],
  ])('are narrowed by /v1/sessions%s', async (query, expected) => {
    await insertBoth();
    const { data, meta } = (await suite.read(`/v1/sessions${query}`)) as { data: Item[]; meta: Item };
    expect(data.map(({ id }) => id)).toEqual(expected);
    expect(meta.totalCount).toBe(expected.length);
  });

  it('are listed for Langfuse clients', async () => {
    await insertBoth();
    const { projectId } = suite.own;
    const oldest = { id: 's/1', createdAt: at(0), projectId, environment: 'prod' };
    expect(await suite.read('/api/public/sessions?page=2&limit=1')).toEqual({
      data: [oldest],
      meta: { page: 2, limit: 1, totalItems: 2, totalPages: 2 },
    });
    expect(await suite.read(`/api/public/sessions?environment=prod&environment=none&toTimestamp=${at(1)}`)).toEqual({
      data: [oldest],
      meta: { page: 1, limit: 50, totalItems: 1, totalPages: 1 },
    });
  });

  it('are shown with their traces, in the order of their starts', async () => {
    const { first, second } = await insertBoth();
    const asV1 = await suite.read('/v1/sessions/s%2F1');
    expect(asV1).toMatchObject({ id: 's/1', traceCount: 2, traces: [{ id: first }, { id: second, totalTokens: 5 }] });
    const asLangfuse = await suite.read('/api/public/sessions/s%2F1');
    expect(asLangfuse).toMatchObject({
      ...{ id: 's/1', createdAt: at(0), projectId: suite.own.projectId, environment: 'prod' },
      traces: [
        { id: first, sessionId: 's/1', latency: 0.5, observations: [], scores: [] },
        { id: second, sessionId: 's/1' },
      ],
    });
  });

  it('of native runs are the runs themselves', async () => {
    const id = newTraceId();
    await suite.call('POST', '/api/traces', { id });
    expect(await suite.read(`/v1/sessions/${id}`)).toMatchObject({ id, traceCount: 1, traces: [{ id }] });
  });

  it('that are unknown are 404 in both dialects, and a wrong time is 400', async () => {
    expect(await suite.call('GET', '/v1/sessions/none')).toMatchObject({
      status: 404,
      body: { error: { code: 'not_found' } },
    });
    expect(await suite.call('GET', '/api/public/sessions/none')).toMatchObject({
      status: 404,
      body: { error: 'LangfuseNotFoundError' },
    });
    expect((await suite.call('GET', '/v1/sessions?fromTimestamp=soon')).status).toBe(400);
    expect((await suite.call('GET', '/api/public/sessions?toTimestamp=soon')).status).toBe(400);
  });
});
