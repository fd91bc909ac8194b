import fc from 'fast-check';
import { makeEvent, type SentEvent } from '../../factories/event';
import { hex } from '../../factories/otel';
import { filtersOf, useOtel } from './otel-suite';

type Item = Record<string, unknown>;

describe('native runs among the spans of a project', () => {
  const suite = useOtel();

  const post = async (path: string, body: unknown): Promise<void> => {
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', path, body);
    expect([200, 201, 202]).toContain(status);
  };
  /** A run of the first project. Times of events are in milliseconds after 10 o'clock. */
  const record = async (
    events: (Partial<SentEvent> & { readonly at?: number })[],
    start: Item = {},
  ): Promise<string> => {
    const id = `run-${hex(4)}`;
    await post('/api/traces', { id, ...start });
    const sent = events.map(({ at = 0, ...event }, seq) =>
      makeEvent(id, seq, { timestamp: new Date(Date.UTC(2026, 10, 20, 10) + at).toISOString(), ...event }),
    );
    await post(`/api/traces/${id}/events`, { events: sent });
    return id;
  };
  const marker = (name: string, at: number) => ({
    at,
    type: 'state_change',
    span_id: 'step',
    payload: { name, span_name: 'plan' },
  });
  const insertBoth = async (): Promise<string> => {
    await suite.insert({
      name: 'imported',
      environment: 'prod',
      spans: [
        { name: 'early', at: 0, lasts: 10 },
        { name: 'late', at: 500, lasts: 9000, type: 'generation', model: 'gpt-4o', tokens: 5 },
      ],
    });
    return record(
      [
        marker('span_start', 100),
        {
          at: 200,
          type: 'llm_call',
          span_id: 'step',
          payload: { model: 'gpt-4o', input_tokens: 3, output_tokens: 4, latency_ms: 40, cost_usd: 0.5 },
        },
        { at: 300, type: 'tool_call', payload: { tool_name: 'book', call_id: 'c', arguments: {} } },
        { at: 700, type: 'tool_result', payload: { call_id: 'c', error: 'no seats' } },
        { at: 800, type: 'retrieval', payload: { query: 'q' } },
        marker('span_end', 900),
        { at: 1000, type: 'tool_call', payload: { tool_name: 'open', call_id: 'd', arguments: {} } },
      ],
      { environment: 'staging', tags: ['t'], user_id: 'u' },
    );
  };
  const names = async (query: string) => (await suite.list(`/spans?${query}`)).map(({ span_name }) => span_name);

  it('stand in one list with imported ones, in any order and from cursor to cursor', async () => {
    await insertBoth();
    const orders: Record<string, string[]> = {
      'start_time:desc': ['open', 'retrieval', 'late', 'book', 'gpt-4o', 'plan', 'early'],
      'start_time:asc': ['early', 'plan', 'gpt-4o', 'book', 'late', 'retrieval', 'open'],
      'span_name:asc': ['book', 'early', 'gpt-4o', 'late', 'open', 'plan', 'retrieval'],
      'duration_ms:desc': ['late', 'plan', 'book', 'gpt-4o', 'early', 'retrieval', 'open'],
      'timestamp_end:asc': ['early', 'gpt-4o', 'book', 'retrieval', 'plan', 'late', 'open'],
    };
    for (const [order, expected] of Object.entries(orders)) {
      expect(await names(`order_by=${order}`)).toEqual(expected);
      expect(await names(`order_by=${order}&limit=3&page=2`)).toEqual(expected.slice(3, 6));
      const walked: unknown[] = [];
      for (let cursor = ''; ;) {
        const { body } = await suite.read(`/spans?order_by=${order}&limit=2${cursor}`);
        expect(body.meta).toMatchObject({ total_items: 7 });
        walked.push(...(body.data as Item[]).map(({ span_name }) => span_name));
        const next = (body.meta as Item).next_cursor;
        if (next === undefined) break;
        cursor = `&cursor=${encodeURIComponent(String(next))}`;
      }
      expect(walked).toEqual(expected);
    }
  });

  it('are spans of all their fields', async () => {
    const id = await insertBoth();
    const [call] = await suite.list('/spans?observation_type=tool&order_by=start_time:asc');
    expect(call).toEqual({
      ...{ trace_id: id, span_id: expect.stringMatching(/:2$/), parent_span_id: null, span_name: 'book' },
      ...{ span_kind: 'UNSPECIFIED', span_category: 'tool', observation_type: 'tool', framework: null },
      ...{ status_code: 'ERROR', timestamp_start: '2026-11-20T10:00:00.300000Z' },
      ...{ timestamp_end: '2026-11-20T10:00:00.700000Z', duration_ms: 400, environment: 'staging', session_id: id },
      ...{ user_id: null, model: null, gen_ai_system: null, agent_name: null, input_tokens: 0, output_tokens: 0 },
      ...{ total_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, reasoning_tokens: 0, input_cost: 0 },
      ...{ output_cost: 0, cache_read_cost: 0, cache_write_cost: 0, reasoning_cost: 0, total_cost: 0 },
      ...{ event_count: 0, link_count: 0, input_preview: null, output_preview: null },
    });
    const [generation] = await suite.list('/spans?observation_type=generation&environment=staging');
    expect(generation).toMatchObject({ parent_span_id: 'step', total_tokens: 7, total_cost: 0.5, duration_ms: 40 });
  });

  it.each([
    ['environment=staging', ['open', 'retrieval', 'book', 'gpt-4o', 'plan']],
    ['gen_ai_request_model=gpt-4o', ['late', 'gpt-4o']],
    ['is_observation=true', ['open', 'retrieval', 'late', 'book', 'gpt-4o']],
    ['is_observation=false', ['plan', 'early']],
    ['status_code=error', ['book']],
    ['from_timestamp=2026-11-20T10:00:00.800Z', ['open', 'retrieval']],
    [filtersOf({ key: 'tags', op: 'in', value: ['t'] }), ['open', 'retrieval', 'book', 'gpt-4o', 'plan']],
    [filtersOf({ key: 'duration_ms', op: 'gte', value: 400 }), ['late', 'book', 'plan']],
    [filtersOf({ type: 'null', column: 'timestamp_end', operator: 'is null', value: null }), ['open']],
    [filtersOf({ key: 'attributes.x', op: 'is_null' }, { key: 'span_id', op: 'eq', value: 'step' }), ['plan']],
    [filtersOf({ key: 'attributes.x', op: 'eq', value: 'y' }), []],
  ])('are narrowed by %s', async (query, expected) => {
    await insertBoth();
    expect(await names(query)).toEqual(expected);
    const { body } = await suite.read(`/spans?limit=1&${query}`);
    expect(body.meta).toMatchObject({ total_items: expected.length });
  });

  it('are what their run shows, whatever it recorded', async () => {
    const types = ['llm_call', 'tool_call', 'tool_result', 'span_start', 'span_end', 'metric', 'error', 'retrieval'];
    const step = fc.record({ type: fc.constantFrom(...types), id: fc.integer({ min: 0, max: 5 }), at: fc.nat(5000) });
    for (const [at, steps] of fc.sample(fc.array(step, { maxLength: 30 }), { numRuns: 8, seed: 7 }).entries()) {
      const used = new Set<string>();
      const events = steps.flatMap(({ type, id, at: moment }): Parameters<typeof record>[0] => {
        // An id that is used twice is paired in two ways: by the first call that is open, or by the nearest result.
        if (used.has(`${type}${id}`)) return [];
        used.add(`${type}${id}`);
        if (type.startsWith('span_')) return [{ ...marker(type, moment), span_id: `s${id}`, parent_id: `s${id - 1}` }];
        const payload = {
          tool_name: 't',
          call_id: `c${id}`,
          model: 'm',
          name: 'n',
          value: 1,
          query: 'q',
          message: 'e',
        };
        return [{ at: moment, type, payload: { ...payload, ...(type === 'tool_call' && { arguments: {} }) } }];
      });
      const trace = await record(events, { environment: `e${at}` });
      const { spans } = (await suite.read(`/traces/${trace}`)).body as { spans: Item[] };
      const listed = await suite.list(`/traces/${trace}/spans?limit=500`);
      const byId = (list: Item[]) => list.toSorted((a, b) => (String(a.span_id) < String(b.span_id) ? -1 : 1));
      expect(byId(listed)).toEqual(byId(spans));
      for (const span of spans.slice(0, 5))
        expect((await suite.read(`/traces/${trace}/spans/${encodeURIComponent(String(span.span_id))}`)).body).toEqual(
          span,
        );
    }
  });

  it('are counted, offered as options, and fed as they come in', async () => {
    const id = await insertBoth();
    const [run] = await suite.list(`/traces?${filtersOf({ key: 'trace_id', op: 'eq', value: id })}`);
    expect(run).toMatchObject({ observation_count: 4 });
    expect((await suite.list('/sessions'))[0]).toMatchObject({ observation_count: 4 });
    const { body } = await suite.read('/spans/filter-options?columns=observation_type,gen_ai_request_model');
    expect(body.options).toEqual({
      observation_type: [
        { value: 'generation', count: 2 },
        { value: 'tool', count: 2 },
        { value: 'retriever', count: 1 },
      ],
      gen_ai_request_model: [{ value: 'gpt-4o', count: 2 }],
    });
    const fed = (await suite.list('/feed/spans?limit=4')).map(({ span_name }) => span_name);
    expect(fed).toEqual(['open', 'retrieval', 'book', 'gpt-4o']);
    expect((await suite.list('/feed/spans')).map(({ span_name }) => span_name)).toEqual([
      ...fed,
      'plan',
      'late',
      'early',
    ]);
    const said = (await suite.read('/feed/messages')).body.data as Item[];
    expect(said.map(({ entry_type, tool_name }) => [entry_type, tool_name])).toContainEqual(['tool_use', 'book']);
  });

  it('of more events than are counted have a total that is a lower bound', async () => {
    await insertBoth();
    await suite.admin.query(
      `with run as (update debrief.trace set event_count = 20001 where workspace_id = $1 and surface = 'native' returning workspace_id, id)
       insert into debrief.event (workspace_id, trace_id, seq, idempotency_key, content_hash, type, level, payload)
       select workspace_id, id, n, n::text, '\\x00', 'metric', 'default', '{}' from run, generate_series(7, 20000) n`,
      [suite.own.workspaceId],
    );
    const { body, headers } = await suite.read('/spans?limit=2');
    expect([(body.meta as Item).total_items, headers.get('x-total-estimated')]).toEqual([10_002, 'true']);
    const tools = await suite.read('/spans?observation_type=tool');
    expect([(tools.body.meta as Item).total_items, tools.headers.get('x-total-estimated')]).toEqual([2, null]);
  });

  it('without a generation, tool or retriever are left out with those of plain spans', async () => {
    await record([{ type: 'metric' }]);
    const seen = await record([{ type: 'retrieval', payload: { query: 'q' } }]);
    expect((await suite.list('/traces?include_nongenai=false')).map(({ trace_id }) => trace_id)).toEqual([seen]);
  });
});

describe('models in the statistics', () => {
  const suite = useOtel();
  const call = (tokens: number, model = 'gpt-4o', operation = 'chat') => ({
    'gen_ai.operation.name': operation,
    'gen_ai.request.model': model,
    'gen_ai.usage.input_tokens': tokens,
  });
  const send = (...spans: { id: string; under?: string; attributes?: Record<string, string | number> }[]) => {
    const traceId = hex(16);
    const sent = spans.map(({ id, under, attributes = {} }) => ({
      ...{ traceId, spanId: id.repeat(8), name: id, startTimeUnixNano: '1764112345000000000' },
      endTimeUnixNano: '1764112346000000000',
      ...(under && { parentSpanId: under.repeat(8) }),
      attributes: Object.entries(attributes).map(([key, value]) => ({
        key,
        value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
      })),
    }));
    const body = { resourceSpans: [{ scopeSpans: [{ spans: sent }] }] };
    return suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', body);
  };

  it('use each token once, as their traces do', async () => {
    await send(
      { id: 'aa', attributes: call(30, 'outer') },
      { id: 'ab', under: 'aa' },
      { id: 'ac', under: 'ab', attributes: call(10) },
      { id: 'ad', under: 'ab', attributes: call(20, 'mini') },
      { id: 'ae', under: 'aa', attributes: call(5, 'embed', 'embeddings') },
    );
    await send({ id: 'aa', attributes: call(7) });
    await send(
      { id: 'aa', attributes: call(9, 'whole', 'invoke_agent') },
      { id: 'ab', under: 'aa' },
      { id: 'ac', under: 'ab', attributes: call(9, 'part', 'invoke_agent') },
    );
    const period = 'from_timestamp=2025-11-25T00:00:00Z&to_timestamp=2025-11-27T00:00:00Z';
    const { body } = await suite.read(`/stats?${period}`);
    const models = (body.by_model as Item[]).map(({ model, tokens }) => [model, tokens]);
    expect(models).toEqual([
      ['mini', 20],
      ['gpt-4o', 17],
      ['whole', 9],
      ['embed', 5],
    ]);
    expect((body.tokens as Item).total).toBe(51);
  });
});
