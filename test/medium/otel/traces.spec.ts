import { makeEvent } from '../../factories/event';
import { hex } from '../../factories/otel';
import { useOtel } from './otel-suite';

describe('traces as explorers read them', () => {
  const suite = useOtel();

  it('are listed newest first, with their totals', async () => {
    const old = await suite.insert({ name: 'old', spans: [{ at: 0, lasts: 2000.5, tokens: 5, cost: 0.1 }] });
    const young = await suite.insert({
      name: 'young',
      session: 's-1',
      user: 'u-1',
      environment: 'prod',
      tags: ['beta'],
      metadata: { plan: 'pro' },
      spans: [
        { at: 10, status: 'ERROR' },
        { at: 11, type: 'generation', model: 'gpt-4o' },
      ],
    });
    const { status, body, headers } = await suite.read('/traces');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.meta).toEqual({ page: 1, limit: 50, total_items: 2, total_pages: 1 });
    expect(body.data).toEqual([
      expect.objectContaining({
        trace_id: young.externalId,
        trace_name: 'young',
        session_id: 's-1',
        user_id: 'u-1',
        environment: 'prod',
        tags: ['beta'],
        metadata: { plan: 'pro' },
        span_count: 2,
        observation_count: 1,
        has_error: true,
      }),
      expect.objectContaining({
        trace_id: old.externalId,
        start_time: '2026-11-20T10:00:00.000000Z',
        end_time: '2026-11-20T10:00:02.000500Z',
        duration_ms: 2000.5,
        session_id: null,
        total_tokens: 5,
        total_cost: 0.1,
        has_error: false,
      }),
    ]);
  });

  it('come with their spans in timeline order, each span alone, too', async () => {
    const [root, child, late] = [hex(8), hex(8), hex(8)];
    const trace = await suite.insert({
      spans: [
        { spanId: late, parentId: root, at: 5, name: 'late' },
        {
          spanId: child,
          parentId: root,
          at: 1,
          name: 'child',
          type: 'generation',
          category: 'llm',
          model: 'm',
          tokens: 3,
        },
        { spanId: root, at: 0, name: 'root', lasts: null },
      ],
    });
    const { body } = await suite.read(`/traces/${trace.externalId}`);
    expect((body.spans as { span_name: string }[]).map(({ span_name }) => span_name)).toEqual([
      'root',
      'child',
      'late',
    ]);
    expect(body).not.toHaveProperty('spans_truncated');
    const span = (await suite.read(`/traces/${trace.externalId}/spans/${child}`)).body;
    expect(span).toMatchObject({
      trace_id: trace.externalId,
      span_id: child,
      parent_span_id: root,
      span_kind: 'INTERNAL',
      span_category: 'llm',
      observation_type: 'generation',
      model: 'm',
      input_tokens: 3,
      total_cost: 0,
      timestamp_start: '2026-11-20T10:00:00.001000Z',
      duration_ms: 1,
      status_code: null,
    });
    expect(span).not.toHaveProperty('finish_reasons');
    expect((await suite.read(`/traces/${trace.externalId}/spans/${root}`)).body).toMatchObject({
      timestamp_end: null,
      duration_ms: null,
    });
    const listed = await suite.list(`/traces/${trace.externalId}/spans?order_by=span_name:asc`);
    expect(listed.map(({ span_name }) => span_name)).toEqual(['child', 'late', 'root']);
    expect((await suite.list('/spans?limit=2')).map(({ span_name }) => span_name)).toEqual(['late', 'child']);
  });

  it('are not sent again while they are what the client has', async () => {
    const { id, externalId } = await suite.insert();
    const get = (etag?: string | null) =>
      suite.api.call(
        suite.own.secretKey,
        'GET',
        `/api/v1/project/default/otel/traces/${externalId}`,
        undefined,
        etag ? { 'if-none-match': etag } : {},
      );
    const etag = (await get()).headers.get('etag');
    expect(await get(etag)).toMatchObject({ status: 304, body: {} });
    await suite.admin.query(`update debrief.trace set name = 'changed' where id = $1`, [id]);
    expect(await get(etag)).toMatchObject({ status: 200, body: { trace_name: 'changed' } });
  });

  it('hold spans as they were sent where that is asked for', async () => {
    const body = {
      resourceSpans: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'web' } }] },
          scopeSpans: [
            {
              scope: { name: 'lib', version: '2' },
              spans: [
                {
                  traceId: '0af7651916cd43dd8448eb211c80319c',
                  spanId: '00f067aa0ba902b7',
                  name: 'GET /',
                  kind: 3,
                  startTimeUnixNano: '1790000000123456789',
                  endTimeUnixNano: '1790000001123456789',
                  attributes: [
                    { key: 'big', value: { intValue: '9223372036854775807' } },
                    { key: '__proto__', value: { stringValue: 'data' } },
                  ],
                  events: [{ name: 'retry', timeUnixNano: '1790000000500000000' }],
                  links: [{ traceId: '1af7651916cd43dd8448eb211c80319c', spanId: '10f067aa0ba902b7' }],
                  status: { code: 2, message: 'no' },
                },
              ],
            },
          ],
        },
      ],
    };
    expect(await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', body)).toMatchObject({
      status: 200,
    });
    const sent = {
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      span_id: '00f067aa0ba902b7',
      parent_span_id: null,
      name: 'GET /',
      kind: 3,
      start_time_unix_nano: '1790000000123456789',
      end_time_unix_nano: '1790000001123456789',
      status: { code: 2, message: 'no' },
      attributes: { big: '9223372036854775807', ['__proto__']: 'data' },
      events: [
        { name: 'retry', timestamp: '2026-09-21T14:13:20.500000Z', attributes: {}, dropped_attributes_count: 0 },
      ],
      links: [
        {
          trace_id: '1af7651916cd43dd8448eb211c80319c',
          span_id: '10f067aa0ba902b7',
          trace_state: '',
          attributes: {},
          flags: 0,
          dropped_attributes_count: 0,
        },
      ],
      resource: { attributes: { 'service.name': 'web' } },
      scope: { name: 'lib', version: '2', attributes: {} },
      trace_state: '',
      flags: 0,
      dropped_attributes_count: 0,
      dropped_events_count: 0,
      dropped_links_count: 0,
    };
    const trace = '/traces/0af7651916cd43dd8448eb211c80319c';
    const raw = 'include_raw_span=true';
    const spans = [
      (await suite.read(`${trace}/spans/00f067aa0ba902b7?${raw}`)).body,
      (await suite.list(`${trace}/spans?${raw}`))[0],
      (await suite.list(`/spans?${raw}`))[0],
      ((await suite.read(`${trace}?${raw}`)).body.spans as object[])[0],
    ];
    for (const span of spans)
      expect(span).toMatchObject({ span_name: 'GET /', span_kind: 'CLIENT', status_code: 'ERROR', raw_span: sent });
    expect((await suite.list('/spans'))[0]).not.toHaveProperty('raw_span');
  });

  it('show native runs, whose events are spans', async () => {
    const id = `run-${hex(4)}`;
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id, agent: 'booker', tags: ['t'] });
    const marker = { type: 'state_change', span_id: 'step', parent_id: null };
    const events = [
      makeEvent(id, 0, { ...marker, payload: { name: 'span_start', span_name: 'plan' } }),
      makeEvent(id, 1, {
        type: 'llm_call',
        span_id: 'step',
        payload: { model: 'gpt-4o', input_tokens: 3, output_tokens: 4, latency_ms: 500 },
      }),
      makeEvent(id, 2, { type: 'tool_call', payload: { tool_name: 'book', call_id: 'c1' } }),
      makeEvent(id, 3, { type: 'tool_result', payload: { call_id: 'c1', error: 'no seats' } }),
      makeEvent(id, 4, { ...marker, payload: { name: 'span_end', span_name: 'plan' } }),
    ];
    await suite.api.call(suite.own.secretKey, 'POST', `/api/traces/${id}/events`, { events });
    const [listed] = await suite.list('/traces');
    expect(listed).toMatchObject({
      trace_id: id,
      trace_name: 'booker',
      session_id: id,
      total_tokens: 7,
      has_error: true,
    });
    const { body } = await suite.read(`/traces/${id}`);
    const spans = body.spans as Record<string, unknown>[];
    expect(spans).toEqual([
      expect.objectContaining({ span_id: 'step', span_name: 'plan', observation_type: 'span', duration_ms: 4000 }),
      expect.objectContaining({
        parent_span_id: 'step',
        observation_type: 'generation',
        model: 'gpt-4o',
        duration_ms: 500,
      }),
      expect.objectContaining({ span_name: 'book', observation_type: 'tool', duration_ms: 1000, status_code: 'ERROR' }),
    ]);
    const tool = String(spans[2]?.span_id);
    expect((await suite.read(`/traces/${id}/spans/${tool}`)).body).toMatchObject({ span_id: tool, span_name: 'book' });
    const generations = await suite.list(`/traces/${id}/spans?observation_type=GENERATION`);
    expect(generations).toEqual([expect.objectContaining({ model: 'gpt-4o' })]);
    expect(await suite.list('/traces?include_nongenai=false')).toHaveLength(1);
  });

  it('in which every span is a plain one are left out on request', async () => {
    const seen = await suite.insert({ spans: [{ type: 'tool' }] });
    await suite.insert({ spans: [{}] });
    expect((await suite.list('/traces?include_nongenai=false')).map(({ trace_id }) => trace_id)).toEqual([
      seen.externalId,
    ]);
  });

  it.each([
    ['/traces/unknown', 'TRACE_NOT_FOUND'],
    ['/traces/unknown/spans', 'TRACE_NOT_FOUND'],
    ['/traces/unknown/spans/00f067aa0ba902b7', 'TRACE_NOT_FOUND'],
  ])('that are unknown are answered so: %s', async (path, code) => {
    expect(await suite.read(path)).toMatchObject({
      status: 404,
      body: { error: 'not_found', code, message: expect.any(String) },
    });
  });

  it('without the span that is asked for say so', async () => {
    const { externalId } = await suite.insert();
    expect(await suite.read(`/traces/${externalId}/spans/ffffffffffffffff`)).toMatchObject({
      status: 404,
      body: { code: 'SPAN_NOT_FOUND' },
    });
  });

  it('of a project that the credential does not see are not there', async () => {
    const { externalId } = await suite.insert();
    const call = (project: string) =>
      suite.api.call(suite.own.secretKey, 'GET', `/api/v1/project/${project}/otel/traces/${externalId}`);
    expect(await call('default')).toMatchObject({ status: 200 });
    expect(await call(suite.own.projectId)).toMatchObject({ status: 200 });
    expect(await call('elsewhere')).toMatchObject({ status: 404, body: { code: 'PROJECT_NOT_FOUND' } });
  });

  it('tell whether the product can serve', async () => {
    const response = await fetch(`${suite.api.url}/api/v1/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', version: expect.any(String) }]);
  });
});
