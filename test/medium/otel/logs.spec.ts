import type { JsonObject } from '@debrief/kernel';
import { createWorkspaceFixture } from '../../factories/workspace';
import { hex } from '../../factories/otel';
import { exportOf, logExportOf, sentLog, sentSpan, textAttribute } from '../../factories/otlp-export';
import { useOtel } from './otel-suite';

describe('log records', () => {
  const suite = useOtel();
  const send = async (body: JsonObject, path = '/otel/default/v1/logs') => {
    const answer = await suite.api.call(suite.own.secretKey, 'POST', path, body);
    if (answer.status !== 200) throw new Error(`not exported: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const bodiesOf = async (query = ''): Promise<unknown[]> =>
    (await suite.list(`/logs${query}`)).map(({ body }) => body);

  it('are listed as they were sent, with times to the microsecond', async () => {
    const [traceId, spanId] = [hex(16), hex(8)];
    const attributes = [textAttribute('session.id', 's-1'), textAttribute('user', 'ann')];
    const sent = sentLog({
      traceId,
      spanId,
      attributes,
      eventName: 'booked',
      severityNumber: 17,
      severityText: 'ERROR',
    });
    expect(await send(logExportOf(sent))).toEqual({});
    expect(await suite.list('/logs')).toEqual([
      {
        log_id: expect.any(String),
        timestamp: '2025-11-25T23:12:25.123456Z',
        observed_timestamp: '2025-11-25T23:12:25.223456Z',
        trace_id: traceId,
        span_id: spanId,
        session_id: 's-1',
        severity_number: 17,
        severity_text: 'ERROR',
        event_name: 'booked',
        body: 'booked',
        attributes: { 'session.id': 's-1', user: 'ann' },
        service_name: 'shop',
        scope_name: 'logger',
      },
    ]);
  });

  it.each(['/otel/v1/logs', '/v1/logs', '/api/public/otel/v1/logs'])('are taken at %s', async (path) => {
    await send(logExportOf(sentLog()), path);
    expect(await bodiesOf()).toEqual(['booked']);
  });

  it('that are sent again, also at once, are stored once', async () => {
    const body = logExportOf(...Array.from({ length: 30 }, (_, at) => sentLog({ body: { intValue: `${at}` } })));
    await Promise.all(Array.from({ length: 8 }, () => send(body)));
    await send(body);
    expect(await bodiesOf()).toHaveLength(30);
  });

  it('that are equal within a request are all stored, once each', async () => {
    const body = logExportOf(sentLog(), sentLog(), sentLog({ severityNumber: 10 }));
    await send(body);
    await send(body);
    expect(await bodiesOf()).toHaveLength(3);
  });

  it('hold no secrets', async () => {
    const attributes = [textAttribute('api_key', 'abc')];
    await send(logExportOf(sentLog({ attributes, body: { stringValue: 'card 4111 1111 1111 1111' } })));
    const [log] = await suite.list('/logs');
    expect(log).toMatchObject({ attributes: { api_key: '[REDACTED]' } });
    expect(String(log?.body)).not.toContain('4111');
  });

  it('without a time have that of their observation', async () => {
    await send(logExportOf(sentLog({ timeUnixNano: '0' })));
    expect(await suite.list('/logs')).toMatchObject([{ timestamp: '2025-11-25T23:12:25.223456Z' }]);
  });

  it.each([
    ['severity_min=17', ['c']],
    ['event_name=done', ['b']],
    ['q=B', ['b']],
    ['q=%25', []],
    ['session_id=s-1', ['a']],
    ['from_timestamp=2025-11-25T23:12:27Z', ['c']],
    ['to_timestamp=2025-11-25T23:12:25.123456Z', ['a']],
    ['limit=1&page=2', ['b']],
    ['', ['c', 'b', 'a']],
  ])('are narrowed by ?%s', async (query, bodies) => {
    const at = (second: number) => ({ timeUnixNano: `176411234${second}123456789` });
    const said = (stringValue: string) => ({ body: { stringValue } });
    await send(
      logExportOf(
        sentLog({ ...said('a'), ...at(5), attributes: [textAttribute('session.id', 's-1')] }),
        sentLog({ ...said('b'), ...at(6), eventName: 'done' }),
        sentLog({ ...said('c'), ...at(7), severityNumber: 18 }),
      ),
    );
    expect(await bodiesOf(`?${query}`)).toEqual(bodies);
  });

  it('are paged by a cursor without gap or repeat, also where times are equal', async () => {
    await send(logExportOf(...['a', 'b', 'c'].map((stringValue) => sentLog({ body: { stringValue } }))));
    const first = await suite.read('/logs?limit=2');
    const meta = first.body.meta as { next_cursor: string; total_items: number };
    expect(meta.total_items).toBe(3);
    const rest = await bodiesOf(`?limit=2&cursor=${meta.next_cursor}`);
    expect([...(first.body.data as JsonObject[]).map(({ body }) => body), ...rest]).toEqual(['c', 'b', 'a']);
  });

  describe('of a trace', () => {
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', '00f067aa0ba902b7'];
    const exportTrace = async (fields: JsonObject = {}) => {
      await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(sentSpan(fields)));
    };

    it('are listed with the trace and the span, and with its session', async () => {
      await exportTrace({ attributes: [textAttribute('session.id', 's-2')] });
      await send(logExportOf(sentLog({ traceId, spanId }), sentLog({ traceId }), sentLog()));
      expect(await suite.list(`/traces/${traceId}/logs`)).toHaveLength(2);
      expect(await suite.list(`/traces/${traceId}/spans/${spanId}/logs`)).toHaveLength(1);
      expect(await suite.list('/logs?session_id=s-2')).toMatchObject([{ session_id: 's-2' }, { session_id: 's-2' }]);
    });

    it.each(['the record first', 'the span first'])('say what is said in a span: %s', async (order) => {
      const event = sentLog({
        traceId,
        spanId,
        eventName: 'gen_ai.user.message',
        body: { kvlistValue: { values: [textAttribute('content', 'Book Tuesday')] } },
      });
      const steps = [() => send(logExportOf(event)), () => exportTrace()];
      for (const step of order === 'the span first' ? steps.reverse() : steps) await step();
      const { body } = await suite.read(`/traces/${traceId}/messages`);
      expect(body.messages).toEqual([
        expect.objectContaining({ content: { type: 'text', text: 'Book Tuesday' }, role: 'user', source_type: 'log' }),
      ]);
    });

    it('go with the trace', async () => {
      await exportTrace();
      await send(logExportOf(sentLog({ traceId, spanId }), sentLog()));
      expect((await suite.remove(`/traces/${traceId}`)).status).toBe(204);
      expect(await suite.list('/logs')).toMatchObject([{ trace_id: null }]);
    });

    it('that is not there are not found', async () => {
      await send(logExportOf(sentLog({ traceId, spanId })));
      expect(await suite.read(`/traces/${traceId}/logs`)).toMatchObject({
        status: 404,
        body: { code: 'TRACE_NOT_FOUND' },
      });
      await exportTrace();
      expect(await suite.read(`/traces/${traceId}/spans/x/logs`)).toMatchObject({
        status: 404,
        body: { code: 'SPAN_NOT_FOUND' },
      });
    });
  });

  it('are not seen from another workspace', async () => {
    await send(logExportOf(sentLog()));
    const other = await createWorkspaceFixture(suite.database);
    const { body } = await suite.api.call(other.secretKey, 'GET', '/api/v1/project/default/otel/logs');
    expect(body.data).toEqual([]);
  });

  it.each([
    ['severity_min=x', 'QUERY_PARSE_ERROR'],
    ['from_timestamp=x', 'INVALID_TIMESTAMP'],
    ['cursor=x', 'INVALID_CURSOR'],
  ])('refuse ?%s', async (query, code) => {
    expect(await suite.read(`/logs?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});
