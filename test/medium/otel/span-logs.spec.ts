import type { JsonObject } from '@debrief/kernel';
import { exportOf, logExportOf, sentLog, sentSpan, textAttribute } from '../../factories/otlp-export';
import { sql } from 'kysely';
import { readStream } from '../../factories/sse-reader';
import { createWorkspaceFixture } from '../../factories/workspace';
import { useOtel } from './otel-suite';

const [traceId, rootId, chatId, otherId] = [
  '0af7651916cd43dd8448eb211c80319c',
  '1111111111111111',
  '2222222222222222',
  '3333333333333333',
];

const at = (second: number): string => `17641123${String(second).padStart(2, '0')}000000000`;

const spans = {
  root: sentSpan({
    traceId,
    spanId: rootId,
    name: 'invoke_agent',
    startTimeUnixNano: at(0),
    endTimeUnixNano: at(50),
    attributes: [textAttribute('gen_ai.operation.name', 'invoke_agent')],
  }),
  chat: sentSpan({
    traceId,
    spanId: chatId,
    parentSpanId: rootId,
    startTimeUnixNano: at(1),
    endTimeUnixNano: at(9),
    attributes: [
      textAttribute('gen_ai.operation.name', 'chat'),
      textAttribute('gen_ai.request.model', 'gpt-4o'),
      { key: 'gen_ai.usage.input_tokens', value: { intValue: '10' } },
    ],
  }),
  /** What it says itself is worth less than what records say of it. */
  told: sentSpan({
    traceId,
    spanId: otherId,
    parentSpanId: rootId,
    startTimeUnixNano: at(10),
    endTimeUnixNano: at(20),
    attributes: [
      textAttribute('gen_ai.operation.name', 'chat'),
      textAttribute('input.value', 'asked by attribute'),
      textAttribute('output.value', 'answered by attribute'),
    ],
  }),
};

const record = (spanId: string, eventName: string, second: number, body: JsonObject, attributes: JsonObject[] = []) =>
  sentLog({ traceId, spanId, eventName, timeUnixNano: at(second), body, attributes });
const fields = (object: Record<string, string>): JsonObject => ({
  kvlistValue: { values: Object.entries(object).map(([key, value]) => textAttribute(key, value)) },
});
const message = (role: string, content: string): string =>
  JSON.stringify([{ role, parts: [{ type: 'text', content }] }]);

const logs = {
  user: record(chatId, 'gen_ai.user.message', 2, fields({ content: 'asked by record' })),
  choice: record(chatId, 'gen_ai.choice', 3, {
    kvlistValue: {
      values: [
        textAttribute('finish_reason', 'stop'),
        { key: 'message', value: fields({ content: 'answered by record' }) },
      ],
    },
  }),
  details: record(otherId, 'gen_ai.client.inference.operation.details', 12, {}, [
    textAttribute('gen_ai.input.messages', message('user', 'asked in details')),
    textAttribute('gen_ai.output.messages', message('assistant', 'answered in details')),
  ]),
  ofRoot: record(rootId, 'gen_ai.user.message', 1, fields({ content: 'asked at the root' })),
};

type Sent = keyof typeof spans | keyof typeof logs;
const everything: readonly Sent[] = ['root', 'chat', 'told', 'user', 'choice', 'details', 'ofRoot'];

describe('log records that stand for events of a span', () => {
  const suite = useOtel();
  afterEach(() => suite.api.app.getHttpServer().closeAllConnections());

  const exportTo = async (key: string, sent: Sent): Promise<void> => {
    const isSpan = sent in spans;
    const body = isSpan ? exportOf(spans[sent as keyof typeof spans]) : logExportOf(logs[sent as keyof typeof logs]);
    const { status } = await suite.api.call(key, 'POST', `/otel/default/v1/${isSpan ? 'traces' : 'logs'}`, body);
    if (status !== 200) throw new Error(`not exported: ${status}`);
  };

  /** What the explorer shows of a run of which this came in this order, or all at once. */
  const show = async (order: readonly Sent[], isAtOnce = false) => {
    const { secretKey, scope } = await createWorkspaceFixture(suite.database);
    if (isAtOnce) await Promise.all(order.map((sent) => exportTo(secretKey, sent)));
    else for (const sent of order) await exportTo(secretKey, sent);
    const read = async (path: string) =>
      (await suite.api.call(secretKey, 'GET', `/api/v1/project/default/otel/traces/${traceId}${path}`)).body;
    const trace = await read('');
    const { messages } = await read('/messages');
    const { rows } = await suite.database.inWorkspace(scope, (tx) =>
      sql<{ spanId: string; payload: string }>`select span_id, payload from event order by span_id`.execute(tx),
    );
    return {
      trace: { input: trace.input_preview, output: trace.output_preview, tokens: trace.total_tokens },
      spans: (trace.spans as Record<string, unknown>[]).map(({ span_id, input_preview, output_preview }) => [
        span_id,
        input_preview,
        output_preview,
      ]),
      messages: (messages as { role: string; source_type: string; content: { text: string } }[]).map(
        ({ role, source_type, content }) => `${role} (${source_type}): ${content.text}`,
      ),
      payloads: Object.fromEntries(rows.map(({ spanId, payload }) => [spanId, JSON.parse(payload) as object])),
    };
  };

  const whole = {
    trace: { input: 'asked at the root', output: 'answered in details', tokens: 10 },
    spans: [
      [rootId, 'asked at the root', null],
      [chatId, 'asked by record', 'answered by record'],
      [otherId, 'asked in details', 'answered in details'],
    ],
    messages: [
      'user (log): asked at the root',
      'user (log): asked by record',
      'assistant (log): answered by record',
      'user (log): asked in details',
      'assistant (log): answered in details',
    ],
    payloads: {
      [rootId]: expect.objectContaining({ input: 'asked at the root' }),
      [chatId]: expect.objectContaining({ input: 'asked by record', output: 'answered by record', input_tokens: 10 }),
      [otherId]: expect.objectContaining({ input: 'asked in details', output: 'answered in details' }),
    },
  };

  it.each<[string, readonly Sent[]]>([
    ['spans, then records', everything],
    ['records, then spans', everything.toReversed()],
    ['by turns', ['user', 'chat', 'choice', 'root', 'details', 'told', 'ofRoot']],
    ['a record before its run, the next after it', ['details', 'root', 'ofRoot', 'told', 'choice', 'chat', 'user']],
    ['children first', ['told', 'chat', 'choice', 'user', 'details', 'ofRoot', 'root']],
  ])('show the same when they come as %s', async (_name, order) => expect(await show(order)).toEqual(whole));

  it('show the same when all come at once', async () => {
    for (let round = 0; round < 6; round += 1) expect(await show(everything, true)).toEqual(whole);
  });

  it('say first of a run what its root says, also where that stands below a span of another application', async () => {
    const key = suite.own.secretKey;
    const appRoot = sentSpan({
      traceId,
      spanId: otherId,
      parentSpanId: 'f'.repeat(16),
      startTimeUnixNano: at(10),
      endTimeUnixNano: at(20),
      attributes: [
        textAttribute('gen_ai.operation.name', 'invoke_agent'),
        textAttribute('langfuse.internal.is_app_root', 'true'),
      ],
    });
    await exportTo(key, 'chat');
    const { status } = await suite.api.call(key, 'POST', '/otel/default/v1/traces', exportOf(appRoot));
    expect(status).toBe(200);
    for (const sent of ['user', 'details'] as const) await exportTo(key, sent);
    const { body } = await suite.api.call(key, 'GET', `/api/v1/project/default/otel/traces/${traceId}`);
    expect(body.input_preview).toBe('asked in details');
  });

  it('change nothing when they come again, though the run is another version after the first', async () => {
    const key = suite.own.secretKey;
    const read = () => suite.api.call(key, 'GET', `/api/v1/project/default/otel/traces/${traceId}`);
    for (const sent of ['root', 'chat'] as const) await exportTo(key, sent);
    const before = await read();
    await exportTo(key, 'user');
    const after = await read();
    expect(after.body.input_preview).toBe('asked by record');
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    await exportTo(key, 'user');
    const again = await read();
    expect([again.headers.get('etag'), again.body]).toEqual([after.headers.get('etag'), after.body]);
  });

  it('are told of on the stream as the span that says more now', async () => {
    const key = suite.own.secretKey;
    for (const sent of ['root', 'chat', 'user', 'user'] as const) await exportTo(key, sent);
    const told: unknown[] = [];
    await readStream(
      `${suite.api.url}/api/v1/project/default/otel/sse`,
      { authorization: `Bearer ${key}`, 'last-event-id': '@0' },
      AbortSignal.timeout(20_000),
      ({ data }) => told.push(data.span_id) === 3,
    );
    expect(told).toEqual([rootId, chatId, chatId]);
  });

  it('of a span that never comes make no run', async () => {
    await exportTo(suite.own.secretKey, 'user');
    expect((await suite.read(`/traces/${traceId}`)).status).toBe(404);
    expect(await suite.list('/traces')).toEqual([]);
  });
});
