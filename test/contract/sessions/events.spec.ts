import { sentSpan, textAttribute } from '../../factories/otlp-export';
import { newTraceId } from '../../factories/event';
import { type ReadEvent, type Told, useSessions } from './sessions-suite';

const marker = (name: 'span_start' | 'span_end', id: string, parent: string | null = null): Told => ({
  type: 'state_change',
  span_id: id,
  parent_id: parent,
  payload: { name, span_name: `span ${id}` },
});
const llm = (spanId: string | null, tokens: number): Told => ({
  type: 'llm_call',
  span_id: spanId,
  payload: { model: 'gpt-4o', input_tokens: tokens, output_tokens: 1, latency_ms: 500, cost_usd: 0.25 },
  metadata: { agent: 'booker' },
});
const decided: Told = {
  type: 'state_change',
  payload: { name: 'decision', choice: 'x' },
  metadata: { decisionKind: 'Escalate' },
};
const handedOver: Told = { type: 'state_change', payload: { name: 'handoff', to_agent: 'billing' } };
const answered: Told = { type: 'agent_message', payload: { content: 'Done' } };
const failed: Told = { type: 'error', payload: { message: 'no room' } };

const positions = (events: readonly ReadEvent[]): number[] => events.map(({ position }) => position);
const paging = (body: Record<string, unknown>) => body.pagination as { total: number; nextCursor: string | null };

describe('the events of a session', () => {
  const suite = useSessions();

  /** Two runs of one conversation: eight events. */
  const converse = async (): Promise<string[]> => [
    await suite.record([marker('span_start', 's'), llm('s', 10), decided, marker('span_end', 's'), answered], {
      session: 'conv_1',
    }),
    await suite.record([llm(null, 20), handedOver, failed, answered], { session: 'conv_1' }),
  ];

  it('are all of its runs’, in order, with their places in it', async () => {
    const traceIds = await converse();
    const { status, headers, body } = await suite.get('/conv_1/traces');
    expect([status, headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(Object.keys(body)).toEqual(['success', 'sessionId', 'traces', 'traceIds', 'pagination']);
    expect(body).toMatchObject({
      success: true,
      sessionId: 'conv_1',
      traceIds,
      pagination: { total: 8, limit: null, offset: 0, nextCursor: null },
    });
    const events = body.traces as ReadEvent[];
    expect(events.map(({ position, type, traceId }) => [position, type, traceIds.indexOf(traceId)])).toEqual([
      [1, 'state_change', 0],
      [2, 'llm_call', 0],
      [3, 'decision', 0],
      [4, 'response', 0],
      [5, 'llm_call', 1],
      [6, 'handoff', 1],
      [7, 'error', 1],
      [8, 'response', 1],
    ]);
    expect(events[1]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}:1$/),
      sessionId: 'conv_1',
      traceId: traceIds[0],
      position: 2,
      type: 'llm_call',
      decisionKind: null,
      name: 'gpt-4o',
      agentName: 'booker',
      spanId: null,
      parentSpanId: 's',
      startedAt: '2026-09-21T14:13:21.000Z',
      endedAt: '2026-09-21T14:13:21.500Z',
      durationMs: 500,
      status: 'ok',
      error: null,
      data: expect.objectContaining({
        model: 'gpt-4o',
        inputTokens: 10,
        outputTokens: 1,
        totalTokens: 11,
        latencyMs: 500,
        costUsd: 0.25,
      }),
      derived: false,
      source: { surface: 'native', type: 'llm_call', seq: 1 },
    });
  });

  it.each([
    ['eventType=decision', [3]],
    ['eventType=llm_call,%20error', [2, 5, 7]],
    ['decisionKind=handoff', [6]],
    ['decisionKind=escalate', [3]],
    ['eventType=decision&decisionKind=handoff', []],
    ['agentName=booker', [2, 5]],
    ['status=error', [7]],
    ['eventType=llm_call&status=error', []],
    ['traceId=nothing', []],
  ])('narrowed by %s keep their places', async (query, expected) => {
    await converse();
    const { status, body } = await suite.get(`/conv_1/traces?${query}`);
    expect([status, positions(body.traces as ReadEvent[]), paging(body).total]).toEqual([
      200,
      expected,
      expected.length,
    ]);
  });

  it('of one run are those of its trace', async () => {
    const [, second] = await converse();
    expect(positions(await suite.events(`/conv_1/traces?traceId=${second}`))).toEqual([5, 6, 7, 8]);
    // Its id names no session, so it is the run's.
    const alone = await suite.get(`/${second}/traces`);
    expect(alone.body).toMatchObject({ sessionId: second, traceIds: [second] });
    expect(positions(alone.body.traces as ReadEvent[])).toEqual([1, 2, 3, 4]);
  });

  it.each([1, 3, 8])('come %i at a time by cursor, and go on where they ended', async (limit) => {
    await converse();
    const seen: number[] = [];
    for (let cursor = ''; ;) {
      const { body } = await suite.get(`/conv_1/traces?limit=${limit}${cursor}`);
      seen.push(...positions(body.traces as ReadEvent[]));
      const { total, nextCursor } = paging(body);
      expect(total).toBe(8);
      if (nextCursor === null) break;
      cursor = `&cursor=${nextCursor}`;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(positions(await suite.events('/conv_1/traces?limit=3&offset=6'))).toEqual([7, 8]);
  });

  it('tell what the session and each of them took, where that is asked', async () => {
    await converse();
    const { body } = await suite.get('/conv_1/traces?include=metrics&eventType=state_change');
    expect(body.metrics).toMatchObject({
      eventCounts: { llm_call: 2, response: 2 },
      tokens: { input: 30 },
      costUsd: 0.5,
      errorCount: 1,
    });
    const [span] = body.traces as ReadEvent[];
    expect(span?.metrics).toEqual({
      durationMs: 3000,
      selfMs: 2500,
      shareOfTrace: 0.75,
      inputTokens: 10,
      outputTokens: 1,
      costUsd: 0.25,
      childCount: 1,
      failedChildCount: 0,
    });
  });

  it.each([
    [
      'eventType=thought',
      'llm_call, tool_call, tool_result, decision, handoff, guardrail_eval, state_change, error, response',
    ],
    ['eventType=', 'eventType'],
    ['include=everything', 'include'],
    ['limit=0', 'limit'],
    ['offset=-1', 'offset'],
    ['cursor=tampered', 'cursor'],
  ])('are refused for %s', async (query, message) => {
    await converse();
    expect(await suite.get(`/conv_1/traces?${query}`)).toMatchObject({
      status: 400,
      body: { success: false, error: { code: 'VALIDATION_ERROR', message: expect.stringContaining(message) } },
    });
  });

  it('of a run that goes on are those so far, and a resend changes nothing', async () => {
    const call: Told = { type: 'tool_call', payload: { tool_name: 'book', call_id: 'c' } };
    const id = newTraceId();
    await suite.record([call], { id });
    const before = await suite.get(`/${id}/traces?include=metrics`);
    expect((before.body.traces as ReadEvent[])[0]).toMatchObject({ status: 'pending', data: { success: null } });
    await suite.record([call], { id });
    expect((await suite.get(`/${id}/traces?include=metrics`)).body).toEqual(before.body);
    await suite.record([call, { type: 'tool_result', payload: { call_id: 'c', result: 1 } }], { id });
    expect((await suite.events(`/${id}/traces`)).map(({ status }) => status)).toEqual(['ok', 'ok']);
  });

  it('are found by ids that need encoding, decoded once', async () => {
    await suite.record([answered], { session: 'a/b c%2F' });
    expect((await suite.get(`/${encodeURIComponent('a/b c%2F')}/traces`)).body).toMatchObject({
      sessionId: 'a/b c%2F',
    });
    expect(await suite.get('/%E0%A4%A/traces')).toMatchObject({ status: 400, body: { success: false } });
  });
});

describe('what lies in a span', () => {
  const suite = useSessions();
  const children = async (path: string) => {
    const { status, body } = await suite.get(path);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return (body.children as (ReadEvent & { depth: number; childCount: number })[]).map(
      ({ position, depth, childCount }) => `${position}/${depth}/${childCount}`,
    );
  };
  const nested: Told[] = [marker('span_start', 'a'), marker('span_start', 'b', 'a'), llm('b', 1), failed, llm('a', 1)];

  it('is listed down to the depth that is asked for', async () => {
    await suite.record(nested, { session: 'conv_1' });
    expect(await children('/conv_1/traces/a/children')).toEqual(['2/1/1', '5/1/0']);
    expect(await children('/conv_1/traces/a/children?depth=2')).toEqual(['2/1/1', '3/2/0', '5/1/0']);
    expect(await children('/conv_1/traces/a/children?depth=2&eventType=llm_call')).toEqual(['3/2/0', '5/1/0']);
    const { body } = await suite.get('/conv_1/traces/a/children?limit=1');
    expect(body).toMatchObject({
      success: true,
      spanId: 'a',
      span: { position: 1, name: 'span a' },
      pagination: { total: 2, limit: 1 },
    });
    expect(await children(`/conv_1/traces/a/children?limit=1&cursor=${paging(body).nextCursor}`)).toEqual(['5/1/0']);
  });

  it('is nothing of a leaf, and has no span where only a parent is known', async () => {
    await suite.record([...nested, { type: 'metric', parent_id: 'gone' }, { type: 'metric', span_id: 'leaf' }], {
      session: 'conv_1',
    });
    expect(await children('/conv_1/traces/leaf/children')).toEqual([]);
    expect((await suite.get('/conv_1/traces/gone/children')).body).toMatchObject({
      span: null,
      children: [{ position: 6 }],
    });
    expect(await suite.get('/conv_1/traces/none/children')).toMatchObject({
      status: 404,
      body: { error: { code: 'NOT_FOUND' } },
    });
  });

  it('ends where spans go in a circle', async () => {
    await suite.record([marker('span_start', 'a', 'b'), marker('span_start', 'b', 'a')], { session: 'conv_1' });
    expect(await children('/conv_1/traces/a/children?depth=64')).toEqual(['2/1/1']);
  });

  it('asks for the trace where two have the span', async () => {
    const [first] = [
      await suite.record(nested, { session: 'conv_1' }),
      await suite.record(nested, { session: 'conv_1' }),
    ];
    expect(await suite.get('/conv_1/traces/a/children')).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', message: expect.stringContaining('traceId') } },
    });
    expect(await children(`/conv_1/traces/a/children?traceId=${first}`)).toEqual(['2/1/1', '5/1/0']);
    expect(await suite.get('/conv_1/traces/a/children?traceId=other')).toMatchObject({ status: 404 });
  });

  it.each(['depth=0', 'depth=65', 'depth=x', 'eventType=x', 'limit=0'])('is refused for %s', async (query) => {
    await suite.record(nested, { session: 'conv_1' });
    expect(await suite.get(`/conv_1/traces/a/children?${query}`)).toMatchObject({
      status: 400,
      body: { success: false },
    });
  });

  it('is found for spans that were exported', async () => {
    const traceId = '2'.repeat(32);
    const exported = (spanId: string, parentSpanId: string) =>
      sentSpan({ traceId, spanId, parentSpanId, attributes: [textAttribute('session.id', 'conv_2')] });
    await suite.exportSpans(exported('a'.repeat(16), ''), exported('b'.repeat(16), 'a'.repeat(16)));
    expect(await children(`/conv_2/traces/${'a'.repeat(16)}/children`)).toEqual(['2/1/0']);
  });
});

describe('the surface', () => {
  const suite = useSessions();

  it('hides what a caller may not see, and what is not there, alike', async () => {
    await suite.record([answered], { session: 'conv_1' });
    const base = `/api/projects/${suite.own.projectId}/sessions`;
    const elsewhere = await suite.services.onboarding.bootstrap(
      { userId: crypto.randomUUID(), email: 'b@example.test' },
      { workspaceName: 'B', projectName: 'B' },
      crypto.randomUUID(),
    );
    for (const path of ['', '/conv_1', '/conv_1/traces', '/conv_1/traces/s/children'])
      expect(await suite.api.call(elsewhere.secretKey ?? '', 'GET', base + path)).toMatchObject({
        status: 404,
        body: { success: false, error: { code: 'NOT_FOUND', message: expect.stringContaining('project') } },
      });
    for (const path of ['/nothing', '/nothing/traces', '/nothing/traces/s/children'])
      expect(await suite.get(path)).toMatchObject({
        status: 404,
        body: { error: { message: 'session nothing not found' } },
      });
  });

  it('takes a project by its slug, a console user, and a key that reads', async () => {
    const { api, own, services } = suite;
    await suite.record([answered], { session: 'conv_1' });
    const path = '/api/projects/default/sessions/conv_1';
    expect(await api.call(await api.tokenOf(own.userId, own.email), 'GET', path)).toMatchObject({ status: 200 });
    const keyOf = async (scope: 'read' | 'ingest') =>
      (await services.apiKeys.create(own.scope, own.projectId, { name: scope, scopes: [scope] })).secretKey;
    expect(await api.call(await keyOf('read'), 'GET', path)).toMatchObject({ status: 200 });
    expect(await api.call(await keyOf('ingest'), 'GET', path)).toMatchObject({
      status: 403,
      body: { error: { code: 'FORBIDDEN' } },
    });
    expect(await api.call('junk', 'GET', path)).toMatchObject({
      status: 401,
      body: { error: { code: 'UNAUTHORIZED' } },
    });
  });

  it('serves HEAD, and names it where another method is used', async () => {
    await suite.record([answered], { session: 'conv_1' });
    const ask = (method: string, path: string) =>
      fetch(`${suite.api.url}/api/projects/default/sessions${path}`, {
        method,
        headers: { authorization: `Bearer ${suite.own.secretKey}` },
      });
    for (const path of ['', '/conv_1', '/conv_1/traces']) {
      const head = await ask('HEAD', path);
      expect([head.status, await head.text()]).toEqual([200, '']);
      for (const method of ['POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']) {
        const refused = await ask(method, path);
        expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
        expect(await refused.json()).toMatchObject({ success: false, error: { code: 'METHOD_NOT_ALLOWED' } });
      }
    }
    expect(await suite.get('/conv_1/nothing')).toMatchObject({ status: 404, body: { success: false } });
  });
});
