import { makeEvent } from '../../factories/event';
import { hex } from '../../factories/otel';
import { useOtel } from './otel-suite';

interface Block {
  readonly role: string;
  readonly entry_type: string;
  readonly content: { readonly text?: string };
  readonly span_id: string;
}

const text = (value: string) => ({ stringValue: value });
const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });

describe('messages of the explorer', () => {
  const suite = useOtel();
  const textsOf = (body: Record<string, unknown>) =>
    (body.messages as Block[]).map(({ role, content, entry_type }) => `${role}: ${content.text ?? entry_type}`);

  /** Two calls of a model in one run; the second is sent the conversation so far. */
  const exportTalk = async (session?: string) => {
    const traceId = hex(16);
    const talk = [
      said('user', 'Book Tuesday'),
      said('assistant', 'Which city?'),
      said('user', 'Oslo'),
      said('assistant', 'Booked.'),
    ];
    const call = (at: number, inputs: object[], output: object) => ({
      traceId,
      spanId: hex(8),
      name: 'chat gpt-4o',
      kind: 3,
      startTimeUnixNano: `${1_790_000_000 + at}000000000`,
      endTimeUnixNano: `${1_790_000_001 + at}000000000`,
      attributes: [
        { key: 'gen_ai.operation.name', value: text('chat') },
        { key: 'gen_ai.request.model', value: text('gpt-4o') },
        { key: 'gen_ai.usage.input_tokens', value: { intValue: '10' } },
        { key: 'gen_ai.usage.output_tokens', value: { intValue: '2' } },
        { key: 'gen_ai.input.messages', value: text(JSON.stringify(inputs)) },
        { key: 'gen_ai.output.messages', value: text(JSON.stringify([output])) },
        {
          key: 'gen_ai.tool.definitions',
          value: text(JSON.stringify([{ type: 'function', name: 'book', description: 'Books' }])),
        },
        ...(session ? [{ key: 'session.id', value: text(session) }] : []),
      ],
    });
    const spans = [call(0, talk.slice(0, 1), talk[1]!), call(10, talk.slice(0, 3), talk[3]!)];
    const body = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    const { status } = await suite.api.call(suite.own.secretKey, 'POST', '/otel/default/v1/traces', body);
    if (status !== 200) throw new Error(`not exported: ${status}`);
    return { traceId, spanIds: spans.map(({ spanId }) => spanId) };
  };

  it('of a trace are each shown where they were said', async () => {
    const { traceId } = await exportTalk();
    const { status, body } = await suite.read(`/traces/${traceId}/messages`);
    expect(status).toBe(200);
    expect(textsOf(body)).toEqual(['user: Book Tuesday', 'assistant: Which city?', 'user: Oslo', 'assistant: Booked.']);
    expect(body).toMatchObject({
      metadata: {
        total_messages: 4,
        total_tokens: 24,
        start_time: '2026-09-21T14:13:20.000000Z',
        end_time: '2026-09-21T14:13:31.000000Z',
      },
      tool_definitions: [expect.objectContaining({ type: 'function' })],
      tool_names: ['book'],
    });
  });

  it('of a span are all that it says', async () => {
    const { traceId, spanIds } = await exportTalk();
    const { body } = await suite.read(`/traces/${traceId}/spans/${spanIds[1]}/messages`);
    expect(textsOf(body)).toEqual(['user: Book Tuesday', 'assistant: Which city?', 'user: Oslo', 'assistant: Booked.']);
    expect(new Set((body.messages as Block[]).map(({ span_id }) => span_id))).toEqual(new Set([spanIds[1]]));
    expect(body).toMatchObject({ metadata: { total_tokens: 12 } });
  });

  it('of a session go on from trace to trace', async () => {
    await exportTalk('s-1');
    await exportTalk('s-1');
    const { body } = await suite.read('/sessions/s-1/messages');
    expect(textsOf(body).slice(0, 4)).toEqual([
      'user: Book Tuesday',
      'assistant: Which city?',
      'user: Oslo',
      'assistant: Booked.',
    ]);
  });

  it('are narrowed by role and time', async () => {
    const { traceId } = await exportTalk();
    const read = async (query: string) => textsOf((await suite.read(`/traces/${traceId}/messages?${query}`)).body);
    expect(await read('role=assistant')).toEqual(['assistant: Which city?', 'assistant: Booked.']);
    expect(await read('from_timestamp=2026-09-21T14:13:25Z')).toEqual(['user: Oslo', 'assistant: Booked.']);
    expect(await read('to_timestamp=2026-09-21T14:13:20Z')).toEqual(['user: Book Tuesday']);
  });

  it('of a native run are what its events say', async () => {
    const id = `run-${hex(4)}`;
    await suite.api.call(suite.own.secretKey, 'POST', '/api/traces', { id });
    const events = [
      makeEvent(id, 0, { type: 'user_message', payload: { content: 'Book Tuesday' } }),
      makeEvent(id, 1, {
        type: 'tool_call',
        payload: { tool_name: 'book', call_id: 'c', arguments: { day: 'Tuesday' } },
      }),
      makeEvent(id, 2, { type: 'tool_result', payload: { call_id: 'c', result: 'full' } }),
      makeEvent(id, 3, { type: 'agent_message', payload: { content: 'No seats.' } }),
    ];
    await suite.api.call(suite.own.secretKey, 'POST', `/api/traces/${id}/events`, { events });
    const { body } = await suite.read(`/traces/${id}/messages`);
    expect(body.messages).toEqual([
      expect.objectContaining({ role: 'user', content: { type: 'text', text: 'Book Tuesday' } }),
      expect.objectContaining({
        content: { type: 'tool_use', id: 'c', name: 'book', input: { day: 'Tuesday' } },
        tool_use_id: 'c',
        tool_name: 'book',
      }),
      expect.objectContaining({ content: { type: 'tool_result', tool_use_id: 'c', content: 'full', is_error: false } }),
      expect.objectContaining({ role: 'assistant', content: { type: 'text', text: 'No seats.' } }),
    ]);
    expect(body.tool_names).toEqual(['book']);
  });

  it('of nothing said are none', async () => {
    const { externalId } = await suite.insert();
    expect((await suite.read(`/traces/${externalId}/messages`)).body).toEqual({
      messages: [],
      metadata: { total_messages: 0, total_tokens: 0, total_cost: 0, start_time: null, end_time: null },
      tool_definitions: [],
      tool_names: [],
    });
  });

  it('of what is not there are not found', async () => {
    const { externalId } = await suite.insert();
    for (const [path, code] of [
      ['/traces/unknown/messages', 'TRACE_NOT_FOUND'],
      ['/traces/unknown/spans/x/messages', 'TRACE_NOT_FOUND'],
      [`/traces/${externalId}/spans/x/messages`, 'SPAN_NOT_FOUND'],
      ['/sessions/unknown/messages', 'SESSION_NOT_FOUND'],
    ] as const)
      expect(await suite.read(path)).toMatchObject({ status: 404, body: { code } });
  });

  it.each([
    ['role=robot', 'VALIDATION_ERROR'],
    ['from_timestamp=x', 'INVALID_TIMESTAMP'],
  ])('refuse %s', async (query, code) => {
    const { externalId } = await suite.insert();
    expect(await suite.read(`/traces/${externalId}/messages?${query}`)).toMatchObject({ status: 400, body: { code } });
  });
});
