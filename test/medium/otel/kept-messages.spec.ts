import { MessagesService } from '@debrief/replay';
import { sql } from 'kysely';
import { hex } from '../../factories/otel';
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
  const internalId = async (externalId: string): Promise<string> => {
    const { rows } = await suite.database.inWorkspace(suite.own.scope, (tx) =>
      sql<{ id: string }>`select id from trace where external_id = ${externalId}`.execute(tx),
    );
    return rows[0]!.id;
  };
  const keep = async (externalId: string): Promise<void> =>
    suite.api.app.get(MessagesService).keep(suite.own.scope, await internalId(externalId));
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
