import { type Answer, type AppendAnswer, NativeClient } from '../factories/native-client';
import { makeEvent, makeEvents, newTraceId, type SentEvent } from '../factories/event';
import { addStrictProject, mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';

type Reject = readonly [index: number, reason: string];

const keyUsed = 'idempotency_key already used for another event';
const seqTaken = 'seq must be monotonic for this session';
const big = 'x'.repeat(1024 * 1024);

/** Every row of the append table (native.md §4): what is stored before, what is sent, and what a batch and a bare event answer. */
interface Row {
  readonly name: string;
  readonly strict?: boolean;
  readonly sent: (trace: string) => unknown;
  readonly rejects?: string | RegExp;
  readonly bare: readonly [status: number, code?: string];
  /** Events in the timeline afterwards; 2 are stored before (seqs 5 and 7). */
  readonly stored: number;
}

const rows: readonly Row[] = [
  { name: 'a new and valid event', sent: (t) => makeEvent(t, 8), bare: [200], stored: 3 },
  { name: 'an unused lower seq', sent: (t) => makeEvent(t, 6), bare: [200], stored: 3 },
  { name: 'a known key with the same content', sent: (t) => makeEvent(t, 5), bare: [200], stored: 2 },
  {
    name: 'a known key, same content, keys in another order',
    sent: (t) => reversedKeys(makeEvent(t, 5)),
    bare: [200],
    stored: 2,
  },
  {
    name: 'a known key, same content, another session_id',
    sent: (t) => makeEvent(t, 5, { session_id: 'elsewhere' }),
    bare: [200],
    stored: 2,
  },
  {
    name: 'a known key with server fields beside the same content',
    sent: (t) => makeEvent(t, 5, { workspace_id: 'mine', stream_position: 1 }),
    bare: [200],
    stored: 2,
  },
  {
    name: 'a known key with other content',
    sent: (t) => makeEvent(t, 5, { payload: { name: 'other' } }),
    rejects: keyUsed,
    bare: [409, 'idempotency_conflict'],
    stored: 2,
  },
  {
    name: 'a known key under another seq',
    sent: (t) => makeEvent(t, 9, { idempotency_key: makeEvent(t, 5).idempotency_key }),
    rejects: keyUsed,
    bare: [409, 'idempotency_conflict'],
    stored: 2,
  },
  {
    name: 'a seq taken under another key',
    sent: (t) => makeEvent(t, 7, { idempotency_key: 'another' }),
    rejects: seqTaken,
    bare: [409, 'seq_conflict'],
    stored: 2,
  },
  {
    name: 'strict_seq: an unused lower seq',
    strict: true,
    sent: (t) => makeEvent(t, 6),
    rejects: seqTaken,
    bare: [409, 'seq_conflict'],
    stored: 2,
  },
  { name: 'strict_seq: a higher seq', strict: true, sent: (t) => makeEvent(t, 8), bare: [200], stored: 3 },
  { name: 'strict_seq: a repeat', strict: true, sent: (t) => makeEvent(t, 5), bare: [200], stored: 2 },
  {
    name: 'a schema error',
    sent: (t) => makeEvent(t, 8, { timestamp: 5 as never }),
    rejects: /^timestamp: /,
    bare: [422, 'validation_error'],
    stored: 2,
  },
  {
    name: 'a payload over 1 MiB',
    sent: (t) => makeEvent(t, 8, { payload: { big } }),
    rejects: /^payload: .*1 MiB/,
    bare: [413, 'payload_too_large'],
    stored: 2,
  },
];

describe('the append table', () => {
  let instance: Instance;
  let tenant: Tenant;
  let strictKey: string;
  let reader: NativeClient;

  beforeAll(async () => {
    instance = await startInstance();
    tenant = await mintTenant(instance);
    strictKey = (await addStrictProject(instance, tenant)).apiKey;
    reader = new NativeClient(instance.url, tenant.owner.token);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const traceWithTwo = async (strict = false): Promise<{ id: string; agent: NativeClient }> => {
    const agent = new NativeClient(instance.url, strict ? strictKey : tenant.apiKey);
    const id = newTraceId();
    expect((await agent.post('/api/traces', { id })).status).toBe(201);
    expect(await agent.append(id, [makeEvent(id, 5), makeEvent(id, 7)])).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: [] },
    });
    return { id, agent };
  };

  describe.each(rows)('$name', ({ sent, strict, rejects, bare, stored }) => {
    it(rejects ? 'is rejected in a batch that is 200' : 'is accepted in a batch', async () => {
      const { id, agent } = await traceWithTwo(strict);
      const event = sent(id) as SentEvent;
      const { status, body } = await agent.append(id, [event]);
      const rejected = rejects
        ? [{ index: 0, idempotency_key: event.idempotency_key, reason: expect.stringMatching(rejects) }]
        : [];
      expect({ status, body }).toEqual({ status: 200, body: { accepted: rejects ? 0 : 1, rejected } });
      expect(await reader.readEvents(id)).toHaveLength(stored);
    });

    it(`as a bare event answers ${bare.join(' ')}`, async () => {
      const { id, agent } = await traceWithTwo(strict);
      const { status, body } = await agent.post(`/api/traces/${id}/events`, sent(id));
      const [expected, code] = bare;
      if (expected === 200) expect({ status, body }).toEqual({ status, body: { accepted: 1, rejected: [] } });
      else
        expect({ status, body }).toEqual({
          status: expected,
          body: { detail: expect.any(String), code, request_id: expect.any(String), retry: expect.any(String) },
        });
      expect(await reader.readEvents(id)).toHaveLength(stored);
    });
  });

  it.each<[string, (id: string) => unknown, number, AppendAnswer | { code: string }]>([
    [
      'an object instead of an array is a batch of one',
      (id) => ({ events: makeEvent(id, 8) }),
      200,
      { accepted: 1, rejected: [] },
    ],
    ['an empty array is 200 with zeros', () => ({ events: [] }), 200, { accepted: 0, rejected: [] }],
    ['neither events nor an event', () => ({ hello: 1 }), 422, { code: 'validation_error' }],
    ['an empty body', () => '', 422, { code: 'validation_error' }],
    ['events of another type', () => ({ events: 5 }), 422, { code: 'validation_error' }],
    ['an array as body', (id) => [makeEvent(id, 8)], 400, { code: 'malformed_body' }],
    ['bad JSON', () => '{"events":[', 400, { code: 'malformed_body' }],
  ])('%s', async (_name, body, status, answer) => {
    const { id, agent } = await traceWithTwo();
    const got = await agent.post(`/api/traces/${id}/events`, body(id));
    expect(got).toMatchObject({ status, body: answer });
  });

  it('handles items in order, each alone: good ones pass between bad ones, repeats inside the batch are accepted', async () => {
    const { id, agent } = await traceWithTwo();
    const items = [
      makeEvent(id, 10),
      'nonsense',
      makeEvent(id, 11, { type: 'unknown' }),
      makeEvent(id, 10),
      makeEvent(id, 10, { idempotency_key: 'other' }),
      { ...makeEvent(id, 12), idempotency_key: undefined },
      makeEvent(id, 13, { payload: { prompt: 'raw' }, type: 'llm_call' }),
      makeEvent(id, 14),
    ];
    const { status, body } = await agent.append(id, items);
    expect(status).toBe(200);
    expect(body.accepted).toBe(3);
    const expected: Reject[] = [
      [1, 'event'],
      [2, 'type'],
      [4, seqTaken],
      [5, 'idempotency_key'],
      [6, 'model'],
    ];
    expect(body.rejected.map(({ index, reason }) => [index, reason])).toEqual(
      expected.map(([index, reason]) => [index, expect.stringContaining(reason)]),
    );
    expect(body.rejected[0]?.idempotency_key).toBeNull();
    expect((await reader.readEvents(id)).map(({ seq }) => seq)).toEqual([5, 7, 10, 14]);
  });

  it('defers what is over 1,000 new items, not repeats, and takes the rest when it is sent again', async () => {
    const { id, agent } = await traceWithTwo();
    const events = makeEvents(id, 1500, 100);
    expect((await agent.append(id, events.slice(0, 100))).body).toEqual({ accepted: 100, rejected: [] });
    const first = await agent.append(id, [...events.slice(0, 100), ...events.slice(100), 'broken']);
    expect(first.body).toEqual({ accepted: 1100, rejected: [], deferred: { count: 401, from_index: 1100 } });
    const second = await agent.append(id, [...events, 'broken']);
    expect(second.body).toMatchObject({ accepted: 1500, rejected: [{ index: 1500 }] });
    expect(second.body.deferred ?? null).toBeNull();
    expect(await reader.readEvents(id)).toHaveLength(1502);
  });

  it('an unknown trace is 404, and nothing is stored', async () => {
    const agent = new NativeClient(instance.url, tenant.apiKey);
    const id = newTraceId();
    expect(await agent.append(id, [makeEvent(id, 0)])).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect((await reader.get(`/api/traces/${id}/events`)).status).toBe(404);
  });

  const started = (id: string, after: unknown = {}, seq = 0): SentEvent =>
    makeEvent(id, seq, { type: 'state_change', payload: { name: 'session_started', before: null, after } });
  const traceOf = async (id: string): Promise<unknown> =>
    (await reader.get<{ sessions: unknown[] }>(`/api/sessions?session_id=${id}`)).body.sessions[0];

  it("a valid session_started of a key creates the trace in the key's project, whatever project it names", async () => {
    const agent = new NativeClient(instance.url, tenant.apiKey);
    const id = newTraceId();
    const after = {
      agent: 'booker',
      user_goal: 'Book',
      environment: 'prod',
      tags: ['a', 'b'],
      project_id: 'someone-elses',
    };
    expect(await agent.append(id, [makeEvent(id, 1), started(id, after)])).toMatchObject({
      status: 200,
      body: { accepted: 2, rejected: [] },
    });
    expect(await traceOf(id)).toMatchObject({
      id,
      project_id: tenant.projectId,
      agent: 'booker',
      user_goal: 'Book',
      environment: 'prod',
      tags: ['a', 'b'],
      event_count: 2,
    });
  });

  it('an invalid session_started creates nothing, and neither does one that a person sends', async () => {
    const id = newTraceId();
    const agent = new NativeClient(instance.url, tenant.apiKey);
    expect((await agent.append(id, [{ ...started(id), timestamp: null }])).status).toBe(404);
    expect((await reader.append(id, [started(id)])).status).toBe(404);
  });

  it.each<[string, (id: string) => SentEvent[], Record<string, unknown>]>([
    ['no session_end', (id) => makeEvents(id, 1), { status: 'running', end_status: null, ended_at: null }],
    [
      'completed',
      (id) => [end(id, 1, 'completed')],
      { status: 'completed', end_status: 'completed', ended_at: expect.any(String) },
    ],
    ['success', (id) => [end(id, 1, 'success')], { status: 'completed', end_status: 'success' }],
    ['passed', (id) => [end(id, 1, 'passed')], { status: 'completed', end_status: 'passed' }],
    ['failed', (id) => [end(id, 1, 'failed')], { status: 'failed', end_status: 'failed' }],
    ['error', (id) => [end(id, 1, 'error')], { status: 'failed', end_status: 'error' }],
    ['aborted', (id) => [end(id, 1, 'aborted')], { status: 'aborted' }],
    ['cancelled', (id) => [end(id, 1, 'cancelled')], { status: 'aborted', end_status: 'cancelled' }],
    ['canceled', (id) => [end(id, 1, 'canceled')], { status: 'aborted' }],
    ['none, with an error', (id) => [end(id, 1, undefined, 'boom')], { status: 'failed', end_status: null }],
    ['none', (id) => [end(id, 1)], { status: 'completed', end_status: null }],
    ['another word', (id) => [end(id, 1, 'gave up')], { status: 'ended', end_status: 'gave up' }],
    [
      'two ends: the highest seq decides',
      (id) => [end(id, 9, 'failed'), end(id, 4, 'completed')],
      { status: 'failed', end_status: 'failed' },
    ],
    [
      'later events reopen nothing',
      (id) => [end(id, 1, 'failed'), makeEvent(id, 2)],
      { status: 'failed', event_count: 2 },
    ],
  ])('status after %s', async (_name, events, expected) => {
    const agent = new NativeClient(instance.url, tenant.apiKey);
    const [one, each] = [newTraceId(), newTraceId()];
    for (const id of [one, each]) await agent.post('/api/traces', { id });
    await agent.append(one, events(one));
    for (const event of events(each)) await agent.append(each, [event]);
    expect(await traceOf(one)).toMatchObject(expected);
    expect(await traceOf(each)).toMatchObject(expected);
  });

  it('counts errors, tokens and cost once, however often an event comes', async () => {
    const { id, agent } = await traceWithTwo();
    const call = (seq: number) =>
      makeEvent(id, seq, {
        type: 'llm_call',
        payload: { model: 'm', input_tokens: 10, output_tokens: 3, cost_usd: 0.1 },
      });
    const batch = [
      ...Array.from({ length: 10 }, (_, index) => call(100 + index)),
      makeEvent(id, 200, { type: 'error', payload: { message: 'x' } }),
    ];
    await Promise.all(Array.from({ length: 6 }, () => agent.append(id, batch)));
    expect(await traceOf(id)).toMatchObject({
      event_count: 13,
      error_count: 1,
      input_tokens: 100,
      output_tokens: 30,
      cost_usd: 1,
    });
  });

  it('a full trace rejects what is too much and takes repeats', async () => {
    const small = await startInstance({ env: { MAX_TRACE_EVENTS: '3' } });
    try {
      const { apiKey } = await mintTenant(small);
      const agent = new NativeClient(small.url, apiKey);
      const id = newTraceId();
      await agent.post('/api/traces', { id });
      const answer: Answer<AppendAnswer> = await agent.append(id, makeEvents(id, 5));
      expect(answer.body).toMatchObject({
        accepted: 3,
        rejected: [
          { index: 3, reason: 'trace is full' },
          { index: 4, reason: 'trace is full' },
        ],
      });
      expect((await agent.append(id, makeEvents(id, 3))).body).toEqual({ accepted: 3, rejected: [] });
    } finally {
      await small.stop();
    }
  });
});

const end = (id: string, seq: number, status?: string, error?: string): SentEvent =>
  makeEvent(id, seq, {
    type: 'session_end',
    payload: { ...(status === undefined ? {} : { status }), ...(error === undefined ? {} : { error }) },
  });

const reversedKeys = (event: SentEvent): unknown =>
  Object.fromEntries(
    Object.entries(event)
      .reverse()
      .map(([key, value]) => [
        key,
        key === 'payload' ? Object.fromEntries(Object.entries(value as object).reverse()) : value,
      ]),
  );
