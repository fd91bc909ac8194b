import type { JsonObject } from '@debrief/kernel';
import { sql } from 'kysely';
import { sentSpan, textAttribute } from '../../factories/otlp-export';
import { type Told, useSessions } from './sessions-suite';

interface Listed {
  readonly generations: readonly (Record<string, unknown> & { readonly id: string; readonly traceId: string })[];
  readonly summary: { readonly calls: number; readonly models: readonly Record<string, unknown>[] };
  readonly pagination: { readonly total: number; readonly nextCursor: string | null };
}

const start = Date.UTC(2026, 4, 4, 10);
const at = (ms: number): string => new Date(start + ms).toISOString();
const call = (ms: number, payload: Record<string, unknown>, more: Partial<Told> = {}): Told => ({
  type: 'llm_call',
  timestamp: at(ms),
  payload: { model: 'in-house', ...payload },
  ...more,
});

const nano = (ms: number): string => `${start + ms}000000`;
const chat = (
  spanId: string,
  parentSpanId: string,
  ms: number,
  attributes: Record<string, string | number>,
): JsonObject =>
  sentSpan({
    traceId: '3'.repeat(32),
    spanId,
    parentSpanId,
    name: 'chat',
    startTimeUnixNano: nano(ms),
    endTimeUnixNano: nano(ms + 40),
    attributes: Object.entries({ 'gen_ai.operation.name': 'chat', 'session.id': 'conv_otel', ...attributes }).map(
      ([key, value]) =>
        typeof value === 'string' ? textAttribute(key, value) : { key, value: { intValue: String(value) } },
    ),
  });

describe('GET …/sessions/generations', () => {
  const suite = useSessions();
  const list = async (query = ''): Promise<Listed> => {
    const { status, body } = await suite.get(`/generations${query}`);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body as unknown as Listed;
  };

  it('shows a native call as it was recorded', async () => {
    const id = await suite.record(
      [
        call(
          0,
          {
            model: 'gpt-5-in-house',
            provider: 'openai',
            input_tokens: 240,
            output_tokens: 80,
            latency_ms: 1_260,
            cost_usd: 0.0011,
            time_to_first_token_ms: 310,
            finish_reason: 'stop',
            prompt_ref: 'prompt_01',
            parameters: { temperature: 0.2 },
          },
          { metadata: { agent: 'booker' } },
        ),
      ],
      { session: 'conv_1' },
    );
    const { generations, summary, pagination } = await list();
    expect(generations).toEqual([
      {
        id: expect.stringMatching(/:0$/),
        sessionId: 'conv_1',
        traceId: id,
        spanId: null,
        agentName: 'booker',
        model: 'gpt-5-in-house',
        provider: 'openai',
        startedAt: at(0),
        latencyMs: 1_260,
        timeToFirstTokenMs: 310,
        usage: { inputTokens: 240, outputTokens: 80, cachedInputTokens: null, reasoningTokens: null, totalTokens: 320 },
        costUsd: 0.0011,
        status: 'ok',
        finishReason: 'stop',
        prompt: { ref: 'prompt_01', messagesRef: null, name: null, version: null, parameters: { temperature: 0.2 } },
      },
    ]);
    expect(summary).toEqual({
      calls: 1,
      models: [
        {
          model: 'gpt-5-in-house',
          calls: 1,
          errors: 0,
          inputTokens: 240,
          outputTokens: 80,
          totalTokens: 320,
          costUsd: 0.0011,
          latencyMs: { avg: 1_260, p50: 1_260, p95: 1_260, p99: 1_260 },
        },
      ],
    });
    expect(pagination).toMatchObject({ total: 1, limit: 50, offset: 0, nextCursor: null });
  });

  it('is the calls that the sessions themselves show, newest first', async () => {
    const one = await suite.record([call(300, {}), call(100, {})], { session: 'conv_1' });
    const two = await suite.record([call(200, {}), { type: 'user_message', payload: { content: 'x' } }]);
    const { generations } = await list();
    expect(generations.map(({ traceId, startedAt }) => [traceId, startedAt])).toEqual([
      [one, at(300)],
      [two, at(200)],
      [one, at(100)],
    ]);
    const shown = await suite.events(`/conv_1/traces?eventType=llm_call`);
    expect(new Set(generations.map(({ id }) => id))).toEqual(
      new Set([...shown, ...(await suite.events(`/${two}/traces?eventType=llm_call`))].map(({ id }) => id)),
    );
  });

  it('sums up by model over the whole filter, not the page', async () => {
    const latencies = Array.from({ length: 20 }, (_, index) => 100 * (index + 1));
    await suite.record(
      latencies.map((latency_ms, ms) => call(ms, { latency_ms, input_tokens: 10, output_tokens: 1, cost_usd: 0.1 })),
    );
    await suite.record([
      call(50, { model: 'b', error: 'overloaded' }),
      call(51, { model: 'b' }),
      call(52, { model: 'a', input_tokens: 5 }),
    ]);
    const { summary, pagination } = await list('?limit=1');
    expect(pagination.total).toBe(23);
    expect(summary.calls).toBe(23);
    expect(summary.models).toEqual([
      {
        model: 'in-house',
        calls: 20,
        errors: 0,
        inputTokens: 200,
        outputTokens: 20,
        totalTokens: 220,
        costUsd: 2,
        latencyMs: { avg: 1_050, p50: 1_000, p95: 1_900, p99: 2_000 },
      },
      expect.objectContaining({
        model: 'b',
        calls: 2,
        errors: 1,
        costUsd: null,
        latencyMs: { avg: null, p50: null, p95: null, p99: null },
      }),
      expect.objectContaining({ model: 'a', calls: 1, inputTokens: 5, outputTokens: 0, totalTokens: 5 }),
    ]);
  });

  it('counts what the price list says where no cost was reported, in the calls as in the summary', async () => {
    await suite.record([
      call(0, {
        model: 'gpt-4o',
        provider: 'openai',
        input_tokens: 1_000,
        output_tokens: 100,
        cached_input_tokens: 400,
      }),
      call(1, { model: 'gpt-4o', provider: 'openai', input_tokens: 2_000, output_tokens: 100 }),
    ]);
    const { generations, summary } = await list();
    const costs = generations.map(({ costUsd }) => costUsd as number);
    expect(Math.min(...costs)).toBeGreaterThan(0);
    expect(summary.models[0]?.['costUsd']).toBeCloseTo(
      costs.reduce((sum, cost) => sum + cost, 0),
      12,
    );
  });

  it('pages by cursor without a gap or a repeat, whatever comes meanwhile', async () => {
    await suite.record(Array.from({ length: 7 }, (_, ms) => call(Math.floor(ms / 2), {})));
    const whole = (await list()).generations.map(({ id }) => id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Listed = await list(`?limit=3${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      seen.push(...page.generations.map(({ id }) => id));
      cursor = page.pagination.nextCursor;
      await suite.record([call(1_000, {})]);
    }
    expect(seen).toEqual(whole);
    expect((await list('?offset=2&limit=2&to=2026-05-04T10:00:00.500Z')).generations.map(({ id }) => id)).toEqual(
      whole.slice(2, 4),
    );
  });

  it('filters', async () => {
    const id = await suite.record(
      [
        call(
          0,
          { model: 'm1', provider: 'p1', latency_ms: 100, input_tokens: 9, output_tokens: 1, prompt_name: 'greet' },
          { metadata: { agent: 'a1' } },
        ),
        call(1_000, { model: 'm2', provider: 'p2\u0000', latency_ms: 200, input_tokens: 20, error: { message: 'no' } }),
      ],
      { session: 'conv_1' },
    );
    await suite.record([call(2_000, { model: 'm3' })], { id: 'lone' });
    const modelsOf = async (query: string): Promise<unknown[]> => {
      const { generations, summary } = await list(query);
      expect(summary.calls).toBe(generations.length);
      return generations.map(({ model }) => model);
    };
    expect(await modelsOf('?sessionId=conv_1')).toEqual(['m2', 'm1']);
    expect(await modelsOf('?sessionId=lone')).toEqual(['m3']);
    expect(await modelsOf(`?traceId=${id}&model=m1`)).toEqual(['m1']);
    expect(await modelsOf('?provider=p1')).toEqual(['m1']);
    expect(await modelsOf('?agentName=a1')).toEqual(['m1']);
    expect(await modelsOf('?promptName=greet')).toEqual(['m1']);
    expect(await modelsOf('?status=error')).toEqual(['m2']);
    expect(await modelsOf('?status=ok')).toEqual(['m3', 'm1']);
    expect(await modelsOf('?minLatencyMs=200')).toEqual(['m2']);
    expect(await modelsOf('?minTokens=10')).toEqual(['m2', 'm1']);
    expect(await modelsOf('?minTokens=11')).toEqual(['m2']);
    expect(await modelsOf(`?from=${at(1_000)}&to=${at(2_000)}`)).toEqual(['m2']);
  });

  it('shows imported calls, one that only holds another without tokens and in no sum', async () => {
    const outer = 'a'.repeat(16);
    await suite.exportSpans(
      chat(outer, '', 0, { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 50 }),
      sentSpan({
        traceId: '3'.repeat(32),
        spanId: 'b'.repeat(16),
        parentSpanId: outer,
        name: 'step',
        startTimeUnixNano: nano(5),
        endTimeUnixNano: nano(30),
        attributes: [],
      }),
      chat('c'.repeat(16), 'b'.repeat(16), 10, {
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.response.model': 'gpt-4o-2024-08-06',
        'gen_ai.usage.input_tokens': 50,
        'gen_ai.request.temperature': '0.2',
        'langfuse.observation.prompt.name': 'greet',
        'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Hello' }] }]),
      }),
    );
    const { generations, summary } = await list('?include=content');
    expect(generations).toMatchObject([
      {
        spanId: 'c'.repeat(16),
        sessionId: 'conv_otel',
        model: 'gpt-4o-2024-08-06',
        latencyMs: 40,
        usage: { inputTokens: 50 },
        prompt: { name: 'greet', parameters: { temperature: '0.2' } },
        input: [{ role: 'user' }],
      },
      { spanId: outer, usage: { inputTokens: null, totalTokens: null }, costUsd: null, wrapper: true },
    ]);
    expect(generations[0]).not.toHaveProperty('wrapper');
    expect(summary).toMatchObject({ calls: 1, models: [{ model: 'gpt-4o-2024-08-06', calls: 1, inputTokens: 50 }] });
    expect((await list('?promptName=greet')).generations).toHaveLength(1);
    expect(await list('?model=gpt-4o')).toMatchObject({
      summary: { calls: 0, models: [] },
      pagination: { total: 1 },
    });
    expect((await list()).generations[0]).not.toHaveProperty('input');
  });

  it('adds up the newest of many calls, and says so', async () => {
    const id = await suite.record([call(0, { model: 'oldest', input_tokens: 1 })]);
    expect((await suite.get('/generations')).headers.get('x-total-estimated')).toBeNull();
    await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`
        insert into event (trace_id, seq, idempotency_key, content_hash, type, started_at, level, model, payload)
        select t.id, 1000 + n, n, 'x', 'llm_call', ${at(1_000)}::timestamptz, 'default', 'newer', '{}'
          from trace t, generate_series(1, 50000) n where t.external_id = ${id}`.execute(tx),
    );
    const { status, headers, body } = await suite.get('/generations');
    expect([status, headers.get('x-total-estimated')]).toEqual([200, 'true']);
    expect(body).toMatchObject({
      summary: { calls: 50_000, models: [{ model: 'newer', calls: 50_000 }] },
      pagination: { total: 50_000 },
    });
    expect((body.summary as Listed['summary']).models).toHaveLength(1);
  });

  it('names the agent that a call was made for, as the session does', async () => {
    const [agent, step, own, lone] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(16)) as [
      string,
      string,
      string,
      string,
    ];
    await suite.exportSpans(
      chat(agent, '', 0, { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'booker' }),
      chat(step, agent, 1, { 'gen_ai.operation.name': 'plan' }),
      chat('1'.repeat(16), step, 2, { 'gen_ai.request.model': 'gpt-4o' }),
      chat(own, agent, 3, { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.agent.name': 'payer' }),
      chat(lone, 'e'.repeat(16), 4, { 'gen_ai.request.model': 'gpt-4o' }),
    );
    const agentsOf = (calls: readonly Record<string, unknown>[]) =>
      calls.map(({ spanId, agentName }) => [spanId, agentName]);
    const { generations } = await list();
    expect(agentsOf(generations)).toEqual([
      [lone, null],
      [own, 'payer'],
      ['1'.repeat(16), 'booker'],
    ]);
    const shown = await suite.events('/conv_otel/traces?eventType=llm_call');
    expect(new Set(agentsOf(shown as unknown as Record<string, unknown>[]))).toEqual(new Set(agentsOf(generations)));
    const { generations: booked, summary } = await list('?agentName=booker');
    expect([agentsOf(booked), summary.calls]).toEqual([[['1'.repeat(16), 'booker']], 1]);
  });

  it('is empty where nothing is found, and refuses what it does not know', async () => {
    expect(await list()).toMatchObject({
      generations: [],
      summary: { calls: 0, models: [] },
      pagination: { total: 0 },
    });
    expect((await suite.get('/generations?sessionId=nobody')).status).toBe(404);
    for (const query of [
      'include=all',
      'limit=0',
      'offset=-1',
      'cursor=x',
      'minTokens=many',
      'from=2026-02-02&to=2026-02-01',
    ])
      expect([query, (await suite.get(`/generations?${query}`)).body]).toEqual([
        query,
        {
          success: false,
          error: { code: 'VALIDATION_ERROR', message: expect.stringContaining(query.split('=')[0] ?? '') },
        },
      ]);
  });
});
