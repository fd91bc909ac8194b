import { randomBytes } from 'node:crypto';
import { useOtel } from './otel-suite';

describe("a workspace's own prices", () => {
  const suite = useOtel();

  const send = async (model: string, extra: readonly object[] = []): Promise<string> => {
    const traceId = randomBytes(16).toString('hex');
    const attributes = [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'gen_ai.request.model', value: { stringValue: model } },
      { key: 'gen_ai.usage.input_tokens', value: { intValue: '1000000' } },
      { key: 'gen_ai.usage.output_tokens', value: { intValue: '100000' } },
      { key: 'gen_ai.prompt', value: { stringValue: 'hello' } },
      ...extra,
    ];
    const span = {
      traceId,
      spanId: '00f067aa0ba902b7',
      name: 'chat',
      startTimeUnixNano: '1764112345000000000',
      attributes,
    };
    const body = {
      resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, endTimeUnixNano: '1764112346000000000' }] }] }],
    };
    const { own, api } = suite;
    expect(await api.call(own.secretKey, 'POST', '/otel/default/v1/traces', body)).toMatchObject({
      status: 200,
      body: {},
    });
    return traceId;
  };
  const costOf = async (traceId: string) => {
    const { body } = await suite.read(`/traces/${traceId}`);
    const blocks = (await suite.read(`/traces/${traceId}/messages`)).body.messages as { cost: number }[];
    const [span] = body.spans as Record<string, number>[];
    expect([body.total_cost, blocks[0]?.cost]).toEqual([span?.total_cost, span?.total_cost]);
    return [span?.input_cost, span?.output_cost, span?.total_cost];
  };
  const setPrices = async (...prices: readonly object[]) => {
    const { own, api } = suite;
    return api.call(await api.tokenOf(own.userId, own.email), 'PATCH', '/api/workspace', { settings: { prices } });
  };

  it('go before the list of the product, for what comes after they are set', async () => {
    const tuned = { model: 'gpt-4o', input: 1, output: 5 };
    expect(await setPrices(tuned, { model: 'acme-8b', input: 0.1, output: 0 })).toMatchObject({
      status: 200,
      body: { workspace: { settings: { prices: [{ model: 'acme-8b' }, tuned] } } },
    });
    expect(await costOf(await send('gpt-4o-2024-08-06'))).toEqual([1, 0.5, 1.5]);
    expect(await costOf(await send('acme-8b'))).toEqual([0.1, 0, 0.1]);
    expect(await costOf(await send('gpt-4o-mini'))).toEqual([0.15, 0.06, 0.21]);
  });

  it('give way to what a span says that it cost', async () => {
    await setPrices({ model: 'gpt-4o', input: 1, output: 5 });
    const reported = await send('gpt-4o', [{ key: 'gen_ai.usage.cost', value: { doubleValue: 3 } }]);
    expect(await costOf(reported)).toEqual([2, 1, 3]);
  });

  it('are set by owners alone, and written down', async () => {
    const { own, api, admin } = suite;
    expect(await setPrices({ model: 'gpt-4o', input: -1, output: 5 })).toMatchObject({ status: 422 });
    await setPrices({ model: 'gpt-4o', input: 1, output: 5 });
    expect(await api.call(own.secretKey, 'PATCH', '/api/workspace', { settings: { prices: [] } })).toMatchObject({
      status: 403,
    });
    const { rows } = await admin.query(
      `select details from debrief.audit_log where workspace_id = $1 and action = 'workspace.update'`,
      [own.workspaceId],
    );
    expect(rows).toEqual([
      {
        details: {
          before: { settings: {} },
          after: { settings: { prices: [{ model: 'gpt-4o', input: 1, output: 5 }] } },
        },
      },
    ]);
  });
});
