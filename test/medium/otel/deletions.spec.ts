import { hex } from '../../factories/otel';
import { exportOf, logExportOf, sentLog, sentSpan } from '../../factories/otlp-export';
import { useOtel } from './otel-suite';

describe('deletions of the explorer', () => {
  const suite = useOtel();
  const names = async () => (await suite.list('/traces?order_by=start_time:asc')).map(({ trace_name }) => trace_name);
  const audits = async () =>
    (
      await suite.admin.query(
        `select action, target_id as target, details from debrief.audit_log where workspace_id = $1 and action = 'trace.delete'`,
        [suite.own.workspaceId],
      )
    ).rows;

  const insertThree = async () => ({
    a: await suite.insert({ name: 'a', session: 's', spans: [{ at: 0 }, { at: 1 }] }),
    b: await suite.insert({ name: 'b', session: 's', spans: [{ at: 10 }] }),
    c: await suite.insert({ name: 'c', spans: [{ at: 20 }] }),
  });

  it('remove a trace from every list and count, and write it down', async () => {
    const { a } = await insertThree();
    expect(await suite.remove(`/traces/${a.externalId}`)).toMatchObject({ status: 204, body: {} });
    expect(await names()).toEqual(['b', 'c']);
    expect((await suite.read('/spans')).body).toMatchObject({ meta: { total_items: 2 } });
    expect((await suite.read('/traces')).body).toMatchObject({ meta: { total_items: 2 } });
    expect(await suite.read(`/traces/${a.externalId}`)).toMatchObject({ status: 404 });
    expect(await audits()).toEqual([
      { action: 'trace.delete', target: suite.own.projectId, details: { traces: [a.externalId], events: 2 } },
    ]);
    expect(await suite.remove(`/traces/${a.externalId}`)).toMatchObject({
      status: 404,
      body: { code: 'TRACE_NOT_FOUND' },
    });
  });

  it('let no exporter bring a trace back that it still holds', async () => {
    const { a } = await insertThree();
    await suite.remove(`/traces/${a.externalId}`);
    const span = {
      traceId: a.externalId,
      spanId: '00f067aa0ba902b7',
      name: 'late',
      startTimeUnixNano: '1790000000000000000',
      endTimeUnixNano: '1790000001000000000',
    };
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
    expect((await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', body)).body).toMatchObject({
      partialSuccess: { rejectedSpans: '1', errorMessage: expect.stringContaining('deleted') },
    });
    expect(await names()).toEqual(['b', 'c']);
  });

  it('keep away the log records of a trace, too, and nothing else of their request', async () => {
    const { a } = await insertThree();
    const logs = logExportOf(
      sentLog({ traceId: a.externalId, body: { stringValue: 'of a' } }),
      sentLog({ traceId: hex(16) }),
      sentLog(),
    );
    const send = () => suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/logs', logs);
    expect(await send()).toMatchObject({ body: {} });
    expect(await suite.list('/logs')).toHaveLength(3);
    await suite.remove(`/traces/${a.externalId}`);
    expect(await suite.list('/logs')).toHaveLength(2);
    expect((await send()).body).toMatchObject({
      partialSuccess: { rejectedLogRecords: '1', errorMessage: expect.stringContaining('trace was deleted') },
    });
    expect((await suite.list('/logs')).map(({ body }) => body)).toEqual(['booked', 'booked']);
  });

  it('let a single span come back, as nothing tells a resend from a new span', async () => {
    const traceId = hex(16);
    const spans = ['00f067aa0ba902b7', '00f067aa0ba902b8'].map((spanId) => sentSpan({ traceId, spanId }));
    const send = () => suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(...spans));
    await send();
    await suite.remove('/spans', { spans: [{ trace_id: traceId, span_id: '00f067aa0ba902b7' }] });
    expect((await suite.read(`/traces/${traceId}`)).body).toMatchObject({ span_count: 1 });
    expect(await send()).toMatchObject({ status: 200, body: {} });
    expect((await suite.read(`/traces/${traceId}`)).body).toMatchObject({ span_count: 2 });
  });

  it('remove several at once, whatever is unknown', async () => {
    const { a, c } = await insertThree();
    expect(await suite.remove('/traces', { trace_ids: [a.externalId, 'unknown', c.externalId] })).toMatchObject({
      status: 204,
    });
    expect(await names()).toEqual(['b']);
    expect(await audits()).toHaveLength(1);
    expect(await suite.remove('/traces', { trace_ids: ['unknown'] })).toMatchObject({ status: 204 });
    expect(await audits()).toHaveLength(1);
  });

  it('remove sessions with their traces, and no trace that only has such an id', async () => {
    const { c } = await insertThree();
    expect(await suite.remove('/sessions', { session_ids: ['s', c.externalId] })).toMatchObject({ status: 204 });
    expect(await names()).toEqual(['c']);
    expect(await suite.read('/sessions/s')).toMatchObject({ status: 404 });
  });

  it('remove single spans, and count what is left anew', async () => {
    const kept = { at: 5, lasts: 10, tokens: 3, cost: 0.2, type: 'generation', model: 'm' };
    const trace = await suite.insert({
      spans: [{ at: 0, lasts: 100, tokens: 5, cost: 0.1, status: 'ERROR', type: 'generation' }, kept],
    });
    const alone = await suite.insert({ name: 'alone', spans: [{ at: 50 }] });
    const spans = [
      { trace_id: trace.externalId, span_id: trace.spanIds[0] },
      { trace_id: alone.externalId, span_id: alone.spanIds[0] },
      { trace_id: alone.externalId, span_id: 'unknown' },
      { trace_id: 'unknown', span_id: trace.spanIds[1] },
    ];
    expect(await suite.remove('/spans', { spans })).toMatchObject({ status: 204 });
    expect(await suite.list('/traces')).toEqual([
      expect.objectContaining({
        trace_id: trace.externalId,
        span_count: 1,
        observation_count: 1,
        has_error: false,
        total_tokens: 3,
        total_cost: 0.2,
        start_time: '2026-11-20T10:00:00.005000Z',
        duration_ms: 10,
      }),
    ]);
    expect((await suite.read('/spans')).body).toMatchObject({ meta: { total_items: 1 } });
    expect(await suite.read(`/traces/${alone.externalId}`)).toMatchObject({ status: 404 });
    expect(await suite.remove('/spans', { spans: [{ trace_id: 1 }] })).toMatchObject({ status: 400 });
  });

  it.each([
    ['/traces', {}],
    ['/traces', { trace_ids: [] }],
    ['/traces', { trace_ids: [1] }],
    ['/traces', { trace_ids: Array(101).fill('x') }],
    ['/sessions', { session_ids: 'x' }],
  ])('from %s refuse %j', async (path, body) => {
    expect(await suite.remove(path, body)).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } });
  });

  it('are for owners and keys that may write', async () => {
    const { a } = await insertThree();
    const { services, api, own } = suite;
    const reader = await services.apiKeys.create(own.scope, own.projectId, { name: 'reader', scopes: ['read'] });
    const path = `/api/v1/project/default/otel/traces/${a.externalId}`;
    expect(await api.call(reader.secretKey, 'DELETE', path)).toMatchObject({
      status: 403,
      body: { code: 'INSUFFICIENT_SCOPE' },
    });
    expect(await api.call(await api.tokenOf(own.userId, own.email), 'DELETE', path)).toMatchObject({ status: 204 });
  });
});
