import { useOtel } from './otel-suite';

describe('feeds of the explorer', () => {
  const suite = useOtel();
  const read = async (query = '') => (await suite.read(`/feed/spans?${query}`)).body;
  const names = (body: Record<string, unknown>) =>
    (body.data as { span_name: string }[]).map(({ span_name }) => span_name);
  const pagination = (body: Record<string, unknown>) => body.pagination as { next_cursor: string; has_more: boolean };

  /** Arrived in this order; what started when is another matter. */
  const insertThree = async () => {
    await suite.insert({
      spans: [
        { name: 'a', at: 50 },
        { name: 'b', at: 40, type: 'tool' },
      ],
    });
    await suite.insert({ spans: [{ name: 'c', at: 10 }] });
    await suite.insert({ spans: [{ name: 'd', at: 30, model: 'm' }] });
  };

  it('of spans show what came in last first', async () => {
    await insertThree();
    const body = await read();
    expect(names(body)).toEqual(['d', 'c', 'b', 'a']);
    expect(body.pagination).toEqual({ next_cursor: null, has_more: false });
  });

  it('go on by cursor, whatever comes in meanwhile', async () => {
    await insertThree();
    const first = await read('limit=3');
    expect(names(first)).toEqual(['d', 'c', 'b']);
    await suite.insert({ spans: [{ name: 'new' }] });
    const second = await read(`limit=3&cursor=${encodeURIComponent(pagination(first).next_cursor)}`);
    expect([names(second), pagination(second).has_more]).toEqual([['a'], false]);
  });

  it.each([
    ['is_observation=true', ['d', 'b']],
    ['is_observation=false', ['c', 'a']],
    ['start_time=2026-11-20T10:00:00.030Z', ['d', 'b', 'a']],
    ['end_time=2026-11-20T10:00:00.030Z', ['c']],
  ])('are narrowed by %s', async (query, expected) => {
    await insertThree();
    expect(names(await read(query))).toEqual(expected);
  });

  it('show a span that was completed where it was completed, and once', async () => {
    const { id } = await suite.insert({ spans: [{ name: 'long', lasts: null }] });
    await suite.insert({ spans: [{ name: 'other' }] });
    await suite.admin.query('update debrief.event set revision = 1 where trace_id = $1', [id]);
    await suite.admin.query(
      `with counter as (update debrief.stream_position set position = position + 1 where workspace_id = $1 returning position)
       insert into debrief.append_ledger (workspace_id, first_position, last_position, kind, project_id, trace_id, seqs)
       select $1, position, position, 'event', $2, $3, '{[0,1)}' from counter`,
      [suite.own.workspaceId, suite.own.projectId, id],
    );
    expect(names(await read())).toEqual(['long', 'other']);
    const first = await read('limit=1');
    const second = await read(`limit=1&cursor=${encodeURIComponent(pagination(first).next_cursor)}`);
    expect([names(first), names(second)]).toEqual([['long'], ['other']]);
  });

  it('of messages show what those spans say', async () => {
    const span = (spanId: string, at: number, said: string) => ({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId,
      name: 'chat',
      startTimeUnixNano: `${1_790_000_000 + at}000000000`,
      endTimeUnixNano: `${1_790_000_001 + at}000000000`,
      attributes: [
        { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '5' } },
        {
          key: 'gen_ai.input.messages',
          value: { stringValue: JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: said }] }]) },
        },
      ],
    });
    const spans = [span('00f067aa0ba902b7', 0, 'first'), span('00f067aa0ba902b8', 10, 'second')];
    for (const one of spans)
      await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', {
        resourceSpans: [{ scopeSpans: [{ spans: [one] }] }],
      });
    const { body } = await suite.read('/feed/messages?role=user');
    expect((body.data as { content: { text: string } }[]).map(({ content }) => content.text)).toEqual([
      'second',
      'first',
    ]);
    expect(body).toMatchObject({
      metadata: { message_count: 2, span_count: 2, total_tokens: 10 },
      pagination: { next_cursor: null, has_more: false },
      tool_names: [],
    });
    expect((await suite.read('/feed/messages?limit=1')).body).toMatchObject({ pagination: { has_more: true } });
  });

  it('refuse another feed’s cursor and limits out of range', async () => {
    await insertThree();
    const { next_cursor } = pagination(await read('limit=1'));
    for (const query of [`is_observation=true&cursor=${encodeURIComponent(next_cursor)}`, 'cursor=AAAA'])
      expect(await suite.read(`/feed/spans?${query}`)).toMatchObject({ status: 400, body: { code: 'INVALID_CURSOR' } });
    expect(await suite.read('/feed/spans?limit=501')).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_ERROR' },
    });
  });
});
