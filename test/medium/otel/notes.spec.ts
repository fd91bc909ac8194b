import { makeEvent, newTraceId } from '../../factories/event';
import { hex } from '../../factories/otel';
import { useOtel } from './otel-suite';

type Item = Record<string, unknown>;

describe('what Debrief knows beside what was sent', () => {
  const suite = useOtel();
  const incident = '0197c1de-0000-7000-8000-000000000021';
  const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10 };

  const post = async (path: string, body: unknown): Promise<void> => {
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', path, body);
    expect(status).toBeLessThan(300);
  };
  const send = (traceId: string, ...spans: { id: string; under?: string; attributes?: Item }[]) =>
    post('/otel/default/v1/traces', {
      resourceSpans: [
        {
          scopeSpans: [
            {
              spans: spans.map(({ id, under, attributes = {} }) => ({
                traceId,
                spanId: id.repeat(8),
                ...(under && { parentSpanId: under.repeat(8) }),
                name: id,
                startTimeUnixNano: '1764112345000000000',
                endTimeUnixNano: '1764112346000000000',
                attributes: Object.entries(attributes).map(([key, value]) => ({
                  key,
                  value: typeof value === 'number' ? { doubleValue: value } : { stringValue: value },
                })),
              })),
            },
          ],
        },
      ],
    });
  const judge = (traceId: string) =>
    suite.admin.query('update debrief.trace set labels = $1, incident_ids = $2 where external_id = $3', [
      ['tool_error'],
      [incident],
      traceId,
    ]);
  const notesOf = async (path: string): Promise<Item> =>
    Object.fromEntries((await suite.list(path)).map((item) => [item.span_name ?? item.trace_name, item.debrief]));

  it('comes with traces and spans where it is asked for, on every list', async () => {
    const traceId = hex(16);
    await send(
      traceId,
      { id: 'aa', attributes: call },
      { id: 'bb', under: 'aa' },
      { id: 'cc', under: 'bb', attributes: call },
      { id: 'dd', under: 'aa', attributes: { 'tool.name': 't', 'gen_ai.operation.name': 'execute_tool' } },
    );
    await judge(traceId);
    const known = { labels: ['tool_error'], incident_ids: [incident] };
    const plain = { ...known, truncated: false, wrapper: false };
    const spans = {
      aa: { ...plain, seq: 0, event_type: 'llm_call', cost_source: 'list', wrapper: true },
      bb: { ...plain, seq: 1, event_type: 'span', cost_source: 'none' },
      cc: { ...plain, seq: 2, event_type: 'llm_call', cost_source: 'list' },
      dd: { ...plain, seq: 3, event_type: 'tool_call', cost_source: 'none' },
    };
    for (const list of ['/spans', `/traces/${traceId}/spans`, '/feed/spans'])
      for (const raw of ['', '&include_raw_span=true'])
        expect(await notesOf(`${list}?include=debrief${raw}`)).toEqual(spans);
    const trace = { ...plain, seq: null, event_type: null, cost_source: 'list' };
    expect(await notesOf('/traces?include=debrief')).toEqual({ aa: trace });
    const whole = (await suite.read(`/traces/${traceId}?include=debrief`)).body;
    expect(whole.debrief).toEqual(trace);
    expect((whole.spans as Item[]).map(({ debrief }) => debrief)).toEqual(Object.values(spans));
    const one = `/traces/${traceId}/spans/${'cc'.repeat(8)}`;
    expect((await suite.read(`${one}?include=debrief`)).body.debrief).toEqual(spans.cc);
  });

  it('is nowhere else', async () => {
    const { externalId, spanIds } = await suite.insert();
    const one = `/traces/${externalId}/spans/${spanIds[0]}`;
    for (const path of ['/traces', '/spans', `/traces/${externalId}`, one, '/feed/spans'])
      expect(JSON.stringify((await suite.read(path)).body)).not.toContain('"debrief"');
    expect(await suite.read('/spans?include=everything')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_ERROR' },
    });
  });

  it('says whose word the cost is, and what was cut', async () => {
    const reported = { ...call, 'gen_ai.usage.cost': 2 };
    await send(
      hex(16),
      { id: 'aa', attributes: { ...call, input: 'x'.repeat(1_100_000) } },
      { id: 'bb', attributes: reported },
    );
    await send(hex(16), { id: 'cc', attributes: { ...call, 'gen_ai.request.model': 'unknown' } });
    await send(hex(16), { id: 'dd', attributes: { input: '],"resource":"x","scope":"y"}'.repeat(500) } });
    expect(await notesOf('/spans?include=debrief')).toMatchObject({
      aa: { cost_source: 'list', truncated: true },
      bb: { cost_source: 'reported', truncated: false },
      cc: { cost_source: 'none', truncated: false },
      dd: { cost_source: 'none', truncated: false },
    });
    expect(await notesOf('/traces?include=debrief')).toMatchObject({
      aa: { cost_source: 'reported', truncated: true },
      cc: { cost_source: 'none', truncated: false },
      dd: { cost_source: 'none', truncated: false },
    });
  });

  it('knows native runs, too', async () => {
    const id = newTraceId();
    await post('/api/traces', { id, agent: 'booker' });
    await post(`/api/traces/${id}/events`, {
      events: [
        makeEvent(id, 0, { type: 'llm_call', payload: { model: 'm', cost_usd: 0.5 } }),
        makeEvent(id, 1, { type: 'tool_call', payload: { tool_name: 't', call_id: 'c', arguments: {} } }),
      ],
    });
    await judge(id);
    const { body } = await suite.read(`/traces/${id}?include=debrief`);
    expect(body.debrief).toMatchObject({ labels: ['tool_error'], cost_source: 'reported', truncated: false });
    expect((body.spans as Item[]).map(({ debrief }) => debrief)).toMatchObject([
      { seq: 0, event_type: 'llm_call', cost_source: 'reported', wrapper: false, incident_ids: [incident] },
      { seq: 1, event_type: 'tool_call', cost_source: 'none' },
    ]);
  });
});
