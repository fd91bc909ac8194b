import { sql } from 'kysely';
import { suiteStart } from '../../factories/otel';
import { useOtel } from './otel-suite';

const day = 86_400_000;
const hour = 3_600_000;

describe('the statistics of a project', () => {
  const suite = useOtel();
  const period = 'from_timestamp=2026-11-20T00:00:00Z&to_timestamp=2026-11-24T00:00:00Z';

  it('add up the traces of a period', async () => {
    await suite.insert({
      session: 's',
      user: 'u-1',
      spans: [
        { at: 0, lasts: 100, framework: 'LangGraph' },
        { at: 1, type: 'generation', model: 'gpt-4o', tokens: 30, cost: 0.3 },
      ],
    });
    await suite.insert({
      user: 'u-1',
      spans: [
        { at: day, lasts: 300, type: 'generation', model: 'claude', tokens: 10, cost: 0.1, framework: 'CrewAI' },
        { at: day + 1, lasts: 1, type: 'agent', model: 'claude', framework: 'CrewAI' },
      ],
    });
    await suite.insert({ spans: [{ at: -2 * day }] });
    const { status, body } = await suite.read(`/stats?${period}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      period: { from: '2026-11-20T00:00:00.000000Z', to: '2026-11-24T00:00:00.000000Z' },
      counts: { traces: 2, traces_previous: 1, sessions: 1, spans: 4, unique_users: 1 },
      costs: { input: 0, output: 0, cache_read: 0, cache_write: 0, reasoning: 0, total: 0.4 },
      tokens: { input: 40, output: 0, cache_read: 0, cache_write: 0, reasoning: 0, total: 40 },
      by_framework: [
        { framework: 'CrewAI', count: 1, percentage: 50 },
        { framework: 'LangGraph', count: 1, percentage: 50 },
      ],
      by_model: [
        { model: 'gpt-4o', tokens: 30, cost: 0.3, percentage: 75 },
        { model: 'claude', tokens: 10, cost: 0.1, percentage: 25 },
      ],
      recent_activity_count: 0,
      avg_trace_duration_ms: 200,
      trend_data: [
        { bucket: '2026-11-20T00:00:00.000000Z', tokens: 30 },
        { bucket: '2026-11-21T00:00:00.000000Z', tokens: 10 },
      ],
      latency_trend_data: [
        { bucket: '2026-11-20T00:00:00.000000Z', avg_duration_ms: 100 },
        { bucket: '2026-11-21T00:00:00.000000Z', avg_duration_ms: 300 },
      ],
    });
  });

  it('count traces by framework, those of an unknown one too', async () => {
    await suite.insert({ spans: [{ framework: 'LangGraph' }, {}] });
    for (let traces = 0; traces < 3; traces += 1) await suite.insert({ spans: [{}] });
    const { body } = await suite.read(`/stats?${period}`);
    expect(body.by_framework).toEqual([
      { framework: 'Unknown', count: 3, percentage: 75 },
      { framework: 'LangGraph', count: 1, percentage: 25 },
    ]);
  });

  it.each([
    ['UTC', '2026-11-20T00:00:00.000000Z'],
    ['Europe/Berlin', '2026-11-19T23:00:00.000000Z'],
    ['Asia/Tokyo', '2026-11-20T15:00:00.000000Z'],
    ['america/new_york', '2026-11-20T05:00:00.000000Z'],
  ])('begin days by the clock of %s', async (timezone, bucket) => {
    await suite.insert({ spans: [{ at: 6 * hour, tokens: 1 }] });
    const { body } = await suite.read(`/stats?${period}&timezone=${timezone}`);
    expect(body.trend_data).toEqual([{ bucket, tokens: 1 }]);
  });

  it('go by the hour up to two days', async () => {
    await suite.insert({ spans: [{ at: hour / 2, tokens: 1 }] });
    const { body } = await suite.read('/stats?from_timestamp=2026-11-20T00:00:00Z&to_timestamp=2026-11-22T00:00:00Z');
    expect(body.trend_data).toEqual([{ bucket: '2026-11-20T10:00:00.000000Z', tokens: 1 }]);
  });

  it('have of many runs the models of the newest, and say so', async () => {
    const called = (model: string, at: number) =>
      suite.insert({ spans: [{ at, type: 'generation', model, tokens: 1 }] });
    await called('oldest', 0);
    await called('newest', 2 * hour);
    const few = await suite.read(`/stats?${period}`);
    expect(few.headers.get('x-total-estimated')).toBeNull();
    expect(few.body.by_model).toMatchObject([{ model: 'newest' }, { model: 'oldest' }]);
    const { scope, projectId } = suite.own;
    await suite.database.inWorkspace(scope, (tx) =>
      sql`
        insert into trace (id, project_id, external_id, session_id, surface, status, started_at)
        select gen_random_uuid(), ${projectId}, n, n, 'otel', 'completed', ${new Date(suiteStart + hour)}
          from generate_series(1, 50000) n`.execute(tx),
    );
    const { status, headers, body } = await suite.read(`/stats?${period}`);
    expect([status, headers.get('x-total-estimated')]).toEqual([200, 'true']);
    expect(body).toMatchObject({ counts: { traces: 50_002 }, by_model: [{ model: 'newest' }] });
  }, 120_000);

  it('count what calls above others use once, in every run', async () => {
    for (const at of [0, 1, 2]) {
      const outer = `outer-${at}`;
      await suite.insert({
        spans: [
          { at, spanId: outer, type: 'generation', model: 'wrapper', tokens: 10 },
          { at, parentId: outer, type: 'generation', model: 'inner', tokens: 7 },
          { at, spanId: `plain-${at}`, tokens: 5, model: 'plain' },
        ],
      });
    }
    const { body } = await suite.read(`/stats?${period}`);
    expect(body.by_model).toMatchObject([{ model: 'inner', tokens: 21, percentage: 100 }]);
  });

  it('of nothing are zeros', async () => {
    const { body } = await suite.read(`/stats?${period}`);
    expect(body).toMatchObject({
      counts: { traces: 0, sessions: 0 },
      costs: { total: 0 },
      by_model: [],
      avg_trace_duration_ms: null,
      trend_data: [],
    });
  });

  it.each([
    ['', 'MISSING_PARAM'],
    ['from_timestamp=2026-11-20', 'MISSING_PARAM'],
    ['from_timestamp=x&to_timestamp=2026-11-20', 'INVALID_TIMESTAMP'],
    ['from_timestamp=2026-11-20&to_timestamp=2026-11-20', 'INVALID_TIME_RANGE'],
    ['from_timestamp=2026-01-01&to_timestamp=2026-11-20', 'RANGE_TOO_LARGE'],
    [`${'from_timestamp=2026-11-20&to_timestamp=2026-11-21'}&timezone=Mars/Base`, 'VALIDATION_ERROR'],
    [`${'from_timestamp=2026-11-20&to_timestamp=2026-11-21'}&timezone=%2B02`, 'VALIDATION_ERROR'],
  ])('refuse %s', async (query, code) => {
    expect(await suite.read(`/stats?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});

describe('options to filter by', () => {
  const suite = useOtel();
  beforeEach(async () => {
    await suite.insert({
      name: 'a',
      session: 's',
      environment: 'prod',
      user: 'u',
      tags: ['x', 'y'],
      spans: [{ type: 'tool', model: 'm', framework: 'f' }],
    });
    await suite.insert({
      name: 'a',
      session: 's',
      environment: 'prod',
      tags: ['x'],
      spans: [{ at: day, provider: 'p', status: 'ERROR' }],
    });
    await suite.insert({ name: 'b', spans: [{ at: day, type: 'agent', agent: 'planner', category: 'agent' }] });
  });
  const options = async (path: string) => (await suite.read(path)).body.options;

  it('of traces are their values, the most frequent first', async () => {
    expect(await options('/traces/filter-options')).toEqual({
      environment: [{ value: 'prod', count: 2 }],
      trace_name: [
        { value: 'a', count: 2 },
        { value: 'b', count: 1 },
      ],
      user_id: [{ value: 'u', count: 1 }],
      session_id: [{ value: 's', count: 2 }],
      gen_ai_request_model: [{ value: 'm', count: 1 }],
      gen_ai_system: [{ value: 'p', count: 1 }],
      framework: [
        { value: 'Unknown', count: 2 },
        { value: 'f', count: 1 },
      ],
      tags: [
        { value: 'x', count: 2 },
        { value: 'y', count: 1 },
      ],
    });
  });

  it('of spans leave out plain ones unless asked', async () => {
    expect(await options('/spans/filter-options?columns=observation_type,status_code')).toEqual({
      observation_type: [
        { value: 'agent', count: 1 },
        { value: 'tool', count: 1 },
      ],
      status_code: [],
    });
    expect(await options('/spans/filter-options?columns=status_code&observations_only=false')).toEqual({
      status_code: [{ value: 'ERROR', count: 1 }],
    });
  });

  it('of sessions count sessions', async () => {
    expect(await options('/sessions/filter-options')).toEqual({
      environment: [{ value: 'prod', count: 1 }],
      user_id: [{ value: 'u', count: 1 }],
    });
  });

  it('may be of a time only', async () => {
    const early = 'to_timestamp=2026-11-20T12:00:00Z';
    expect(await options(`/traces/filter-options?columns=trace_name,tags&${early}`)).toEqual({
      trace_name: [{ value: 'a', count: 1 }],
      tags: [
        { value: 'x', count: 1 },
        { value: 'y', count: 1 },
      ],
    });
  });

  it('are none of other columns', async () => {
    expect(await suite.read('/traces/filter-options?columns=metadata')).toMatchObject({
      status: 400,
      body: { code: 'INVALID_FILTER_COLUMN' },
    });
  });
});
