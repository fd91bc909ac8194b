import { AnalysisService } from '@debrief/analysis';
import { MessagesService } from '@debrief/replay';
import { sql } from 'kysely';
import { hex } from '../../factories/otel';
import { exportOf, sentSpan } from '../../factories/otlp-export';
import { spanId } from '../../factories/span-export';
import { useOtel } from './otel-suite';

const text = (value: string) => ({ stringValue: value });

describe('messages of a large trace', () => {
  const suite = useOtel();

  const send = async (traceId: string, from: number, to: number, said = 'plain'): Promise<string[]> => {
    const spans = Array.from({ length: to - from }, (_, index) => ({
      traceId,
      spanId: hex(8),
      name: 'chat',
      kind: 3,
      startTimeUnixNano: `${1_790_000_000 + from + index}000000000`,
      endTimeUnixNano: `${1_790_000_001 + from + index}000000000`,
      attributes: [
        { key: 'gen_ai.operation.name', value: text('chat') },
        {
          key: 'gen_ai.output.messages',
          value: text(JSON.stringify([{ role: 'assistant', content: `${said} ${from + index}` }])),
        },
      ],
    }));
    const body = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', body);
    if (status !== 200) throw new Error(`not exported: ${status}`);
    return spans.map(({ spanId }) => spanId);
  };
  /** Six of each kind under one parent, which start within a microsecond, the later the earlier they came. */
  const sendMixed = async (traceId: string): Promise<void> => {
    const chat = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', content: 'where is it?' }]),
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', content: 'on its way' }]),
    };
    const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'find', 'gen_ai.tool.call.id': 'c' };
    const kinds = [
      {},
      chat,
      { ...tool, 'gen_ai.tool.call.arguments': '{"id":1}', 'gen_ai.tool.call.result': '{"found":true}' },
      { 'http.request.method': 'GET' },
      { 'input.value': 'plain words' },
      { 'input.value': '{"of":"a chain"}', 'openinference.span.kind': 'CHAIN' },
    ];
    const spans = Array.from({ length: 120 }, (_, index) =>
      sentSpan({
        traceId,
        spanId: spanId(index + 1),
        name: `step ${index}`,
        ...(index >= 6 && { parentSpanId: spanId((index % 6) + 1) }),
        startTimeUnixNano: `1790000000000000${String(999 - index).padStart(3, '0')}`,
        endTimeUnixNano: '1790000001000000000',
        attributes: Object.entries(kinds[index % 6]!).map(([key, value]) => ({
          key,
          value: typeof value === 'number' ? { intValue: value } : text(value),
        })),
        ...(index % 40 === 3 && { status: { code: 2, message: 'it broke' } }),
      }),
    );
    const answer = await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', exportOf(...spans));
    expect(answer).toMatchObject({ status: 200, body: {} });
  };
  const internalId = async (externalId: string): Promise<string> => {
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<{ id: string }>`select id from trace where external_id = ${externalId}`.execute(tx),
    );
    return rows[0]!.id;
  };
  const keep = async (externalId: string): Promise<void> => {
    const messages = suite.api.app.get(MessagesService);
    const due = await messages.dueView(suite.own.scope, await internalId(externalId));
    if (due) await messages.keep(suite.own.scope, due, null);
  };
  /** As the worker's job does: with the spans that the analysis read. */
  const analyzeAndKeep = async (externalId: string, meanwhile = async (): Promise<unknown> => undefined) => {
    const [messages, traceId] = [suite.api.app.get(MessagesService), await internalId(externalId)];
    const due = await messages.dueView(suite.own.scope, traceId);
    const spans = await suite.api.app.get(AnalysisService).analyzeDue(suite.own.scope, traceId);
    await meanwhile();
    await messages.keep(suite.own.scope, due!, spans);
    return spans;
  };
  const kept = async (): Promise<number> => {
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`select from trace_messages`.execute(tx),
    );
    return rows.length;
  };
  /** Whoever lays messages out now finds none. */
  const forgetWhatWasSent = (): Promise<unknown> =>
    suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql`update event set raw = '{"attributes":{},"events":[],"links":[],"status":{"code":0},"start":"0","end":"0"}'`.execute(
        tx,
      ),
    );
  const messages = async (traceId: string, query = ''): Promise<Record<string, unknown>> =>
    (await suite.read(`/traces/${traceId}/messages${query}`)).body;
  const textsOf = (body: Record<string, unknown>): string[] =>
    (body.messages as { content: { text: string } }[]).map(({ content }) => content.text);

  it('are answered as they were kept, which is as they would be laid out', async () => {
    const traceId = hex(16);
    await send(traceId, 0, 100);
    const before = await messages(traceId);
    await keep(traceId);
    await forgetWhatWasSent();
    expect(await messages(traceId)).toEqual(before);
    expect(textsOf(before)).toHaveLength(100);
  });

  it('are the same when they are laid out of the spans that an analysis read', async () => {
    const traceId = hex(16);
    await sendMixed(traceId);
    const before = await messages(traceId);
    expect(await analyzeAndKeep(traceId)).toHaveLength(120);
    await forgetWhatWasSent();
    expect(await messages(traceId)).toEqual(before);
    const kinds = new Set((before.messages as { entry_type: string }[]).map(({ entry_type }) => entry_type));
    expect([...kinds].sort()).toEqual(['json', 'text', 'tool_result', 'tool_use']);
    expect(before.metadata).toMatchObject({ total_tokens: 20 * 150, total_cost: expect.closeTo(20 * 0.00075, 10) });
  });

  it('are not kept of spans to which one came since', async () => {
    const traceId = hex(16);
    await send(traceId, 0, 100);
    await analyzeAndKeep(traceId, () => send(traceId, 100, 101, 'late'));
    expect(await kept()).toBe(0);
    expect(textsOf(await messages(traceId)).at(-1)).toBe('late 100');
  });

  it('are laid out anew when a span came after they were kept, and kept anew', async () => {
    const traceId = hex(16);
    await send(traceId, 0, 100);
    await keep(traceId);
    await send(traceId, 100, 101, 'late');
    expect(textsOf(await messages(traceId)).at(-1)).toBe('late 100');
    await keep(traceId);
    await forgetWhatWasSent();
    expect(textsOf(await messages(traceId)).at(-1)).toBe('late 100');
    expect(await kept()).toBe(1);
  });

  it('go with the span that said them, and with the trace', async () => {
    const traceId = hex(16);
    const [spanId] = await send(traceId, 0, 101);
    await keep(traceId);
    expect((await suite.remove('/spans', { spans: [{ trace_id: traceId, span_id: spanId }] })).status).toBe(204);
    expect(await kept()).toBe(0);
    expect(textsOf(await messages(traceId))).toHaveLength(100);
    await keep(traceId);
    expect(await kept()).toBe(1);
    expect((await suite.remove(`/traces/${traceId}`)).status).toBe(204);
    expect(await kept()).toBe(0);
  });

  it('of a small trace are not kept', async () => {
    const traceId = hex(16);
    await send(traceId, 0, 99);
    await keep(traceId);
    expect(await kept()).toBe(0);
  });
});
