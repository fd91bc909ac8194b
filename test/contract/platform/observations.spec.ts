import { exportOf, sentSpan } from '../../factories/otlp-export';
import { makeEvent } from '../../factories/event';
import { hex } from '../../factories/otel';
import { type ApiAnswer, type ApiServer, startApi } from '../../factories/api-server';
import { useTenancy } from '../../factories/tenancy-suite';
import { createWorkspaceFixture, type WorkspaceFixture } from '../../factories/workspace';

type Item = Record<string, unknown>;

interface SentObservation {
  readonly id?: string;
  readonly parent?: string;
  readonly name?: string;
  /** Milliseconds after ten o'clock. */
  readonly at?: number;
  readonly lasts?: number | null;
  readonly isFailed?: boolean;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

const ten = Date.UTC(2026, 10, 20, 10);
const nanos = (at: number): string => `${Math.round((ten + at) * 1000)}000`;

const toAnyValue = (value: unknown): Item => {
  if (typeof value === 'number') return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return { arrayValue: { values: value.map(toAnyValue) } };
  // Langfuse's SDKs send everything else as JSON text.
  return { stringValue: typeof value === 'string' ? value : JSON.stringify(value) };
};

const toSpan = (traceId: string, { id = hex(8), parent, name, at = 0, lasts = 1, ...rest }: SentObservation) =>
  sentSpan({
    traceId,
    spanId: id,
    ...(parent !== undefined && { parentSpanId: parent }),
    ...(name !== undefined && { name }),
    startTimeUnixNano: nanos(at),
    ...(lasts === null ? { endTimeUnixNano: '0' } : { endTimeUnixNano: nanos(at + lasts) }),
    status: rest.isFailed ? { code: 2, message: 'it broke' } : {},
    attributes: Object.entries(rest.attributes ?? {}).map(([key, value]) => ({
      key,
      value: toAnyValue(value),
    })) as never,
  });

describe('observations', () => {
  const suite = useTenancy();
  let api: ApiServer;
  let own: WorkspaceFixture;
  beforeAll(async () => {
    api = await startApi(suite.test.databaseUrl);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    own = await createWorkspaceFixture(suite.database);
  });

  const call = (method: string, path: string, body?: unknown): Promise<ApiAnswer> =>
    api.call(own.secretKey, method, path, body);
  const read = async (path: string): Promise<Item> => {
    const { status, body } = await call('GET', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const list = async (path: string): Promise<Item[]> => (await read(path)).data as Item[];
  const names = async (path: string): Promise<unknown[]> => (await list(path)).map(({ name }) => name);

  /** A run as an exporter of Langfuse's SDKs sends it. @returns its id */
  const send = async (...observations: SentObservation[]): Promise<string> => {
    const traceId = hex(16);
    const { status } = await call(
      'POST',
      '/api/public/otel/v1/traces',
      exportOf(...observations.map((one) => toSpan(traceId, one))),
    );
    expect(status).toBe(200);
    return traceId;
  };

  /** A run of native events. @returns its id */
  const record = async (...events: Parameters<typeof makeEvent>[2][]): Promise<string> => {
    const id = `run-${hex(4)}`;
    await call('POST', '/api/traces', { id, environment: 'staging', tags: ['native'] });
    const sent = events.map((event, seq) =>
      makeEvent(id, seq, { timestamp: new Date(ten + seq * 1000).toISOString(), ...event }),
    );
    const { status } = await call('POST', `/api/traces/${id}/events`, { events: sent });
    expect([200, 201, 202]).toContain(status);
    return id;
  };

  const generation: SentObservation = {
    id: '00000000000000a1',
    name: 'answer',
    at: 100,
    lasts: 1250,
    attributes: {
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'claude-3-sonnet',
      'langfuse.observation.model.parameters': { temperature: 0.5, max_tokens: 10 },
      'langfuse.observation.usage_details': { input: 150, output: 200 },
      'langfuse.observation.input': [{ role: 'user', content: 'Review this code...' }],
      'langfuse.observation.output': 'The code looks good...',
      'langfuse.observation.completion_start_time': JSON.stringify(new Date(ten + 410).toISOString()),
      'langfuse.observation.metadata.repository': 'my-app',
      'langfuse.observation.metadata.limits': { lines: 10 },
      'langfuse.observation.prompt.name': 'code-review',
      'langfuse.observation.prompt.version': 3,
      'langfuse.environment': 'prod',
      'langfuse.version': '1.2',
    },
  };
  const root: SentObservation = {
    id: '00000000000000a0',
    name: 'handle',
    at: 0,
    lasts: 2000,
    attributes: {
      'langfuse.observation.type': 'span',
      'langfuse.trace.tags': ['a', 'b'],
      'langfuse.trace.metadata.team': 'x',
      'langfuse.environment': 'prod',
      'langfuse.release': 'r1',
      'user.id': 'u-1',
      'session.id': 's-1',
    },
  };

  describe('of /v1', () => {
    it('give a generation with its own values, as JSON', async () => {
      const traceId = await send(root, { ...generation, parent: root.id! });
      expect(await read(`/v1/observations/${generation.id}`)).toEqual({
        id: generation.id,
        projectId: own.projectId,
        traceId,
        parentObservationId: root.id,
        type: 'GENERATION',
        name: 'answer',
        startTime: '2026-11-20T10:00:00.100Z',
        endTime: '2026-11-20T10:00:01.350Z',
        completionStartTime: '2026-11-20T10:00:00.410Z',
        latency: 1250,
        timeToFirstToken: 310,
        input: [{ role: 'user', content: 'Review this code...' }],
        output: 'The code looks good...',
        model: 'claude-3-sonnet',
        modelParameters: { temperature: 0.5, max_tokens: 10 },
        usage: { inputTokens: 150, outputTokens: 200, totalTokens: 350, cacheReadTokens: 0, cacheCreationTokens: 0 },
        usageDetails: { input: 150, output: 200, total: 350 },
        cost: { input: 0.00045, output: 0.003, total: 0.00345, currency: 'USD' },
        costDetails: { input: 0.00045, output: 0.003, total: 0.00345 },
        level: 'DEFAULT',
        statusMessage: null,
        metadata: { repository: 'my-app', limits: { lines: 10 } },
        version: '1.2',
        environment: 'prod',
        promptName: 'code-review',
        promptVersion: 3,
        createdAt: expect.stringMatching(/^20\d\d-.*\.\d{3}Z$/) as string,
      });
    });

    it('list newest first, from cursor to cursor, under both bases', async () => {
      await send(...Array.from({ length: 5 }, (_, n) => ({ name: `n${n}`, at: n })));
      for (const base of ['/v1', '/api/v1']) {
        const first = await read(`${base}/observations?limit=2`);
        expect(first.meta).toEqual({ totalCount: 5, hasMore: true, nextCursor: expect.any(String) as string });
        const walked = [...(first.data as Item[])];
        for (let cursor = (first.meta as Item).nextCursor; cursor !== null;) {
          const page = await read(`${base}/observations?limit=2&cursor=${String(cursor)}`);
          walked.push(...(page.data as Item[]));
          cursor = (page.meta as Item).nextCursor;
        }
        expect(walked.map(({ name }) => name)).toEqual(['n4', 'n3', 'n2', 'n1', 'n0']);
      }
    });

    it('refuse a cursor of another list and parameters that are none', async () => {
      await send({ name: 'a' }, { name: 'b' });
      const { nextCursor } = (await read('/v1/observations?limit=1')).meta as { nextCursor: string };
      for (const query of [
        `name=a&cursor=${nextCursor}`,
        'cursor=abc',
        'limit=0',
        'limit=1001',
        'type=thing',
        'level=LOUD',
        'fromTimestamp=yesterday',
      ]) {
        const { status, body } = await call('GET', `/v1/observations?${query}`);
        expect({ query, status }).toEqual({ query, status: 400 });
        expect(body).toMatchObject({ error: { code: 'invalid_request' } });
      }
    });

    it('are narrowed by what they and their run are', async () => {
      const traceId = await send(
        root,
        { ...generation, parent: root.id! },
        {
          name: 'lost',
          at: 300,
          parent: root.id!,
          attributes: { 'langfuse.observation.type': 'event', 'langfuse.observation.level': 'ERROR' },
        },
      );
      await send({
        name: 'other',
        at: 900,
        attributes: { 'langfuse.observation.type': 'tool', 'langfuse.observation.level': 'WARNING' },
      });
      const expected: Record<string, string[]> = {
        [`traceId=${traceId}`]: ['lost', 'answer', 'handle'],
        'traceId=unknown': [],
        'name=answer': ['answer'],
        'type=generation': ['answer'],
        'type=EVENT': ['lost'],
        'type=span': ['handle'],
        'level=ERROR': ['lost'],
        'level=warning': ['other'],
        'level=INFO': ['answer', 'handle'],
        'model=claude-3-sonnet': ['answer'],
        'version=1.2': ['answer'],
        'environment=prod': ['answer', 'handle'],
        'environment=default': ['other', 'lost'],
        'environment=prod&environment=default': ['other', 'lost', 'answer', 'handle'],
        'userId=u-1': ['lost', 'answer', 'handle'],
        'sessionId=s-1&type=generation': ['answer'],
        [`parentObservationId=${root.id}`]: ['lost', 'answer'],
        'parentObservationId=': ['other', 'handle'],
        'fromTimestamp=2026-11-20T10:00:00.300Z': ['other', 'lost'],
        'fromTimestamp=2026-11-20T10:00:00.100Z&toTimestamp=2026-11-20T10:00:00.300Z': ['answer'],
      };
      for (const [query, found] of Object.entries(expected))
        expect({ query, found: await names(`/v1/observations?${query}`) }).toEqual({ query, found });
    });

    it('come whole and in order where there are many', async () => {
      const traceId = await send(
        ...Array.from({ length: 40 }, (_, n) => ({
          name: `n${n}`,
          at: n,
          attributes: { 'input.value': 'x'.repeat(n) },
        })),
      );
      const sent = Array.from({ length: 40 }, (_, n) => [`n${39 - n}`, n === 39 ? null : 'x'.repeat(39 - n)]);
      const told = (items: Item[]) => items.map(({ name, input }) => [name, input]);
      expect(told(await list('/v1/observations?limit=1000'))).toEqual(sent);
      const { observations } = await read(`/v1/traces/${traceId}?includeObservations=true`);
      expect(told(observations as Item[])).toEqual(sent.toReversed());
    });

    it('of one trace are listed, and an unknown trace is 404', async () => {
      const traceId = await send(root, { ...generation, parent: root.id! });
      await send({ name: 'other' });
      const page = await read(`/v1/traces/${traceId}/observations`);
      expect((page.data as Item[]).map(({ name }) => name)).toEqual(['answer', 'handle']);
      expect(page.meta).toEqual({ totalCount: 2, hasMore: false, nextCursor: null });
      expect((await call('GET', '/v1/traces/unknown/observations')).status).toBe(404);
    });
  });

  it('of a trace stand in a tree, orphans at its root', async () => {
    const traceId = await send(
      { ...generation, parent: root.id! },
      { name: 'orphan', at: 500, parent: 'ffffffffffffffff' },
      root,
      { name: 'look_up', id: '00000000000000a2', at: 200, parent: generation.id!, lasts: null },
    );
    const { trace, observations } = await read(`/v1/traces/${traceId}/tree`);
    expect(trace).toEqual(await read(`/v1/traces/${traceId}`));
    expect(observations).toEqual([
      {
        id: root.id,
        parentId: null,
        type: 'SPAN',
        name: 'handle',
        latency: 2000,
        children: [
          {
            id: generation.id,
            parentId: root.id,
            type: 'GENERATION',
            name: 'answer',
            latency: 1250,
            children: [
              {
                id: '00000000000000a2',
                parentId: generation.id,
                type: 'SPAN',
                name: 'look_up',
                latency: null,
                children: [],
              },
            ],
          },
        ],
      },
      {
        id: expect.any(String) as string,
        parentId: 'ffffffffffffffff',
        type: 'SPAN',
        name: 'orphan',
        latency: 1,
        children: [],
      },
    ]);
    expect((await call('GET', '/v1/traces/unknown/tree')).status).toBe(404);
  });

  describe('that are posted to /v1', () => {
    const post = (body: Item) => call('POST', '/v1/observations', body);

    it('are what the page of the product shows', async () => {
      const { status, body } = await post({
        traceId: 'trace-of-the-page',
        type: 'generation',
        name: 'analyze-code',
        model: 'claude-3-sonnet',
        input: [{ role: 'user', content: 'Review this code...' }],
        output: 'The code looks good...',
        usage: { inputTokens: 150, outputTokens: 200 },
      });
      expect(status).toBe(201);
      expect(body).toMatchObject({
        id: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        traceId: 'trace-of-the-page',
        type: 'GENERATION',
        input: [{ role: 'user', content: 'Review this code...' }],
        output: 'The code looks good...',
        model: 'claude-3-sonnet',
        usage: { inputTokens: 150, outputTokens: 200, totalTokens: 350 },
        usageDetails: { input: 150, output: 200, total: 350 },
        cost: { total: 0.00345, currency: 'USD' },
        // It has an output and names no end: it ended when it came.
        endTime: body.startTime,
        latency: 0,
      });
      expect(await read(`/v1/observations/${String(body.id)}`)).toEqual(body);
      expect(await read('/v1/traces/trace-of-the-page')).toMatchObject({ totalTokens: 350, totalCost: 0.00345 });
      expect(await read(`/api/public/observations/${String(body.id)}`)).toMatchObject({
        usage: { input: 150, output: 200, total: 350, unit: 'TOKENS' },
        calculatedTotalCost: 0.00345,
      });
    });

    it('are spans that go on, where they say nothing else', async () => {
      const before = Date.now();
      const { body } = await post({ traceId: 't' });
      expect(body).toMatchObject({ type: 'SPAN', name: null, endTime: null, latency: null, environment: 'default' });
      expect(Date.parse(String(body.startTime))).toBeGreaterThanOrEqual(before);
      expect(Date.parse(String(body.startTime))).toBeLessThanOrEqual(Date.now());
    });

    it('keep every field and every JSON value', async () => {
      const sent = {
        id: 'my observation/1',
        traceId: 't',
        parentObservationId: 'parent',
        type: 'Tool',
        name: 'look_up',
        startTime: '2026-11-20T10:00:00.123Z',
        endTime: '2026-11-20T10:00:01.123Z',
        completionStartTime: '2026-11-20T10:00:00.623Z',
        input: 42,
        output: { list: [1, 'two', null, true], text: '{"not": "parsed"}' },
        model: 'm',
        modelParameters: { temperature: 0.1 },
        usageDetails: { input: 3, input_cached_tokens: 2, output: 1 },
        costDetails: { input: 0.5, output: 0.25 },
        level: 'info',
        statusMessage: 'fine',
        metadata: { a: { b: 1 }, list: [1] },
        version: '2',
        environment: 'Staging',
        promptName: 'p',
        promptVersion: 4,
      };
      const { status, body } = await post(sent);
      expect(status).toBe(201);
      expect(body).toMatchObject({
        ...sent,
        type: 'TOOL',
        level: 'DEFAULT',
        environment: 'staging',
        usageDetails: { input: 3, input_cached_tokens: 2, output: 1, total: 6 },
        usage: { inputTokens: 5, outputTokens: 1, totalTokens: 6, cacheReadTokens: 2, cacheCreationTokens: 0 },
        costDetails: { input: 0.5, output: 0.25, total: 0.75 },
        cost: { input: 0.5, output: 0.25, total: 0.75, currency: 'USD' },
        latency: 1000,
        timeToFirstToken: 500,
      });
      expect(await read(`/v1/observations/${encodeURIComponent('my observation/1')}`)).toEqual(body);
    });

    it('under an id that exists are answered 200 with the same content, and 409 with other', async () => {
      const sent = { id: 'o-1', traceId: 't', name: 'a', output: 'x' };
      const first = await post(sent);
      const again = await post(sent);
      expect([first.status, again.status]).toEqual([201, 200]);
      expect(again.body).toEqual(first.body);
      const other = await post({ ...sent, name: 'b' });
      expect(other).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
      expect(await read('/v1/observations/o-1')).toEqual(first.body);
      await send(generation);
      expect((await post({ id: generation.id, traceId: 't', name: 'b' })).status).toBe(409);
      expect(await read(`/v1/observations/${generation.id}`)).toMatchObject({ name: 'answer' });
      expect((await read('/v1/observations?traceId=t')).meta).toMatchObject({ totalCount: 1 });
    });

    it('are refused by the field that is wrong', async () => {
      const wrong: [Item, string][] = [
        [{ name: 'x' }, 'traceId'],
        [{ traceId: 7 }, 'traceId'],
        [{ traceId: 't', type: 'thing' }, 'type'],
        [{ traceId: 't', level: 'LOUD' }, 'level'],
        [{ traceId: 't', startTime: 'yesterday' }, 'startTime'],
        [{ traceId: 't', usage: [] }, 'usage'],
        [{ traceId: 't', metadata: 'text' }, 'metadata'],
        [{ traceId: 't', id: '' }, 'id'],
      ];
      for (const [body, field] of wrong) {
        const answer = await post(body);
        expect({ body, status: answer.status }).toEqual({ body, status: 400 });
        expect(answer.body).toMatchObject({ error: { code: 'invalid_request', details: { field } } });
      }
      expect((await post({ name: 'x' })).body).toMatchObject({
        error: { message: "The 'traceId' field is required" },
      });
      expect((await post({ traceId: 't', projectId: 'other' })).status).toBe(404);
      expect(await list('/v1/observations')).toEqual([]);
    });

    it('are made once under one Idempotency-Key', async () => {
      const send = () =>
        api.call(own.secretKey, 'POST', '/v1/observations', { traceId: 't', name: 'a' }, { 'idempotency-key': 'k' });
      const [first, again] = [await send(), await send()];
      expect(again.body).toEqual(first.body);
      expect(await list('/v1/observations')).toHaveLength(1);
    });

    it('change by what a PATCH says: absent stays, null clears, metadata merges', async () => {
      await post({
        id: 'o-1',
        traceId: 't',
        type: 'generation',
        name: 'a',
        model: 'claude-3-sonnet',
        input: 'in',
        metadata: { a: 1, b: 2 },
        statusMessage: 'going',
        environment: 'prod',
        promptName: 'p',
        promptVersion: 1,
      });
      const patch = async (body: Item): Promise<Item> => {
        const answer = await call('PATCH', '/v1/observations/o-1', body);
        expect(answer.status).toBe(200);
        expect(await read('/v1/observations/o-1')).toEqual(answer.body);
        return answer.body;
      };
      expect(
        await patch({
          output: { ok: true },
          usage: { inputTokens: 150, outputTokens: 200 },
          metadata: { b: 3, c: 4 },
          statusMessage: null,
          level: 'warning',
          environment: 'stage',
          endTime: '2031-01-01T00:00:00Z',
        }),
      ).toMatchObject({
        name: 'a',
        input: 'in',
        output: { ok: true },
        usage: { totalTokens: 350 },
        cost: { total: 0.00345 },
        metadata: { a: 1, b: 3, c: 4 },
        statusMessage: null,
        level: 'WARNING',
        environment: 'stage',
        endTime: '2031-01-01T00:00:00.000Z',
        promptName: 'p',
      });
      expect(await read('/v1/traces/t')).toMatchObject({ totalTokens: 350, totalCost: 0.00345 });
      expect(await patch({ usage: null, input: null, promptName: null, promptVersion: null })).toMatchObject({
        input: null,
        output: { ok: true },
        usage: { totalTokens: 0 },
        usageDetails: {},
        cost: { total: 0 },
        promptName: null,
        promptVersion: null,
      });
      expect(await read('/v1/traces/t')).toMatchObject({ totalTokens: 0, totalCost: 0 });
      expect((await call('PATCH', '/v1/observations/unknown', { name: 'x' })).status).toBe(404);
      expect((await call('PATCH', '/v1/observations/o-1', { name: 7 })).status).toBe(400);
      expect(await patch({ traceId: 't' })).toMatchObject({ traceId: 't' });
      expect(await call('PATCH', '/v1/observations/o-1', { traceId: 'another', name: 'x' })).toMatchObject({
        status: 400,
        body: { error: { message: "The 'traceId' field cannot be changed", details: { field: 'traceId' } } },
      });
    });

    it('change also what was said by a clock that is ahead', async () => {
      const ahead = new Date(Date.now() + 3_600_000).toISOString();
      await call('POST', '/api/public/ingestion', {
        batch: [
          { id: 'e-1', type: 'span-create', timestamp: ahead, body: { id: 'o-1', traceId: 't', name: 'a', input: 1 } },
        ],
      });
      const { body } = await call('PATCH', '/v1/observations/o-1', { name: 'b', input: null });
      expect(body).toMatchObject({ name: 'b', input: null });
    });

    it('change what came as a span, and not what is a native event', async () => {
      await send(generation);
      const { status, body } = await call('PATCH', `/v1/observations/${generation.id}`, { statusMessage: 'checked' });
      expect({ status, message: body.statusMessage, model: body.model }).toEqual({
        status: 200,
        message: 'checked',
        model: 'claude-3-sonnet',
      });
      const run = await record({ type: 'user_message', payload: { content: 'x' } });
      const [event] = await list(`/v1/observations?traceId=${run}`);
      expect((await call('PATCH', `/v1/observations/${String(event!.id)}`, { name: 'x' })).status).toBe(409);
    });
  });

  describe('of native runs', () => {
    it('are their events, with calls and their results as one', async () => {
      const id = await record(
        { type: 'user_message', payload: { content: 'book a seat' } },
        { type: 'state_change', span_id: 'step', payload: { name: 'span_start', span_name: 'plan' } },
        {
          type: 'llm_call',
          span_id: 'step',
          payload: { model: 'gpt-4o', input_tokens: 3, output_tokens: 4, latency_ms: 40, cost_usd: 0.5 },
        },
        { type: 'tool_call', payload: { tool_name: 'book', call_id: 'c', arguments: { seat: 1 } } },
        { type: 'tool_result', payload: { call_id: 'c', error: 'no seats' } },
        { type: 'retrieval', payload: { query: 'q', documents: [{ id: 'd', content: 'text' }] } },
        { type: 'state_change', span_id: 'step', payload: { name: 'span_end' } },
      );
      const found = (await list(`/v1/observations?traceId=${id}`)).toReversed();
      expect(found.map(({ type, name }) => [type, name])).toEqual([
        ['EVENT', 'user_message'],
        ['SPAN', 'plan'],
        ['GENERATION', 'gpt-4o'],
        ['TOOL', 'book'],
        ['RETRIEVER', 'retrieval'],
      ]);
      const [message, plan, model, tool, retrieval] = found as [Item, Item, Item, Item, Item];
      expect(message).toMatchObject({ input: 'book a seat', output: null, environment: 'staging' });
      expect(plan).toMatchObject({ id: 'step', latency: 5000 });
      expect(model).toMatchObject({
        parentObservationId: 'step',
        model: 'gpt-4o',
        latency: 40,
        usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
        cost: { total: 0.5 },
        costDetails: { total: 0.5 },
      });
      expect(tool).toMatchObject({
        input: { seat: 1 },
        output: 'no seats',
        level: 'ERROR',
        statusMessage: 'no seats',
      });
      expect(retrieval).toMatchObject({ input: 'q', output: [{ id: 'd', content: 'text' }] });
      for (const one of found) expect(await read(`/v1/observations/${String(one.id)}`)).toEqual(one);
      expect(await names('/api/public/observations?environment=staging&type=TOOL')).toEqual(['book']);
    });

    it('stand in one list with spans', async () => {
      await send({ name: 'before', at: -1 }, { name: 'after', at: 1500 });
      await record({ type: 'user_message', payload: { content: 'x' } }, { type: 'llm_call', payload: { model: 'm' } });
      expect(await names('/v1/observations')).toEqual(['after', 'm', 'user_message', 'before']);
      expect(await names('/api/public/observations?limit=2&page=2')).toEqual(['user_message', 'before']);
    });
  });

  describe('of /api/public', () => {
    const neverNull = [
      'id',
      'type',
      'startTime',
      'modelParameters',
      'usage',
      'level',
      'usageDetails',
      'costDetails',
      'environment',
    ];
    const fields = [
      ...neverNull,
      'traceId',
      'projectId',
      'name',
      'endTime',
      'completionStartTime',
      'model',
      'input',
      'output',
      'version',
      'metadata',
      'statusMessage',
      'parentObservationId',
      'promptId',
      'promptName',
      'promptVersion',
      'modelId',
      'inputPrice',
      'outputPrice',
      'totalPrice',
      'calculatedInputCost',
      'calculatedOutputCost',
      'calculatedTotalCost',
      'latency',
      'timeToFirstToken',
    ];

    it('have every field, and no null where SDKs accept none', async () => {
      await send(root, generation, { name: 'bare' }, { name: 'open', lasts: null });
      await record({ type: 'metric', payload: {} }, { type: 'error', payload: { message: 'bad' } });
      const found = await list('/api/public/observations');
      expect(found).toHaveLength(6);
      for (const one of found) {
        expect(Object.keys(one).sort()).toEqual([...fields].sort());
        for (const name of neverNull) expect({ name, value: one[name] }).not.toEqual({ name, value: null });
        expect(one.usage).toEqual({
          input: expect.any(Number) as number,
          output: expect.any(Number) as number,
          total: expect.any(Number) as number,
          unit: 'TOKENS',
        });
        expect(await read(`/api/public/observations/${String(one.id)}`)).toEqual(one);
      }
    });

    it('count latency in seconds and know tokens and cost', async () => {
      await send(root, generation);
      expect(await read(`/api/public/observations/${generation.id}`)).toMatchObject({
        latency: 1.25,
        timeToFirstToken: 0.31,
        usage: { input: 150, output: 200, total: 350, unit: 'TOKENS' },
        calculatedInputCost: 0.00045,
        calculatedOutputCost: 0.003,
        calculatedTotalCost: 0.00345,
      });
    });

    it('name the version of the prompt that they used by its id', async () => {
      const publish = async (prompt: string): Promise<unknown> =>
        (await call('POST', '/api/public/v2/prompts', { name: 'code-review', type: 'text', prompt })).body.id;
      const [, second] = [await publish('one'), await publish('two')];
      const using = (id: string, version: number, name = 'code-review'): SentObservation => ({
        id,
        at: version,
        attributes: { 'langfuse.observation.prompt.name': name, 'langfuse.observation.prompt.version': version },
      });
      const traceId = await send(
        using('00000000000000b4', 2, 'unknown'),
        using('00000000000000b3', 3),
        using('00000000000000b2', 2),
        using('00000000000000b1', 2),
        { id: '00000000000000b0' },
      );
      const expected = { b0: null, b1: second, b2: second, b3: null, b4: null };
      const told = (observations: Item[]) =>
        Object.fromEntries(observations.map(({ id, promptId }) => [String(id).slice(-2), promptId]));
      expect(told(await list('/api/public/observations'))).toEqual(expected);
      expect(told(await list('/api/public/v2/observations?fields=prompt'))).toEqual(expected);
      expect(told(await list('/api/public/v2/observations?fields=prompt,io'))).toEqual(expected);
      expect(told((await read(`/api/public/traces/${traceId}`)).observations as Item[])).toEqual(expected);
      expect(await read('/api/public/observations/00000000000000b1')).toMatchObject({ promptId: second });
    });

    it('are paged by number, and an unknown one is told as Langfuse does', async () => {
      await send(...Array.from({ length: 5 }, (_, n) => ({ name: `n${n}`, at: n })));
      const { data, meta } = await read('/api/public/observations?page=2&limit=2');
      expect((data as Item[]).map(({ name }) => name)).toEqual(['n2', 'n1']);
      expect(meta).toEqual({ page: 2, limit: 2, totalItems: 5, totalPages: 3 });
      const { status, body } = await call('GET', '/api/public/observations/unknown');
      expect({ status, body }).toEqual({
        status: 404,
        body: { message: expect.any(String) as string, error: 'LangfuseNotFoundError' },
      });
    });

    it('are narrowed by a filter, which wins over the parameters', async () => {
      const traceId = await send(root, { ...generation, parent: root.id! }, { name: 'bare', at: 50 });
      await send({ name: 'other', attributes: { metadata: { n: 5, ok: true, tier: 'gold' } } });
      const filtered = (...conditions: Item[]) => `filter=${encodeURIComponent(JSON.stringify(conditions))}`;
      const by = (type: string, column: string, operator: string, value: unknown, key?: string) =>
        filtered({ type, column, operator, value, ...(key !== undefined && { key }) });
      const expected: Record<string, string[]> = {
        [by('string', 'name', '=', 'answer')]: ['answer'],
        [by('string', 'name', 'does not contain', 'e')]: [],
        [by('string', 'name', 'starts with', 'ba')]: ['bare'],
        [by('stringOptions', 'type', 'any of', ['generation'])]: ['answer'],
        [by('stringOptions', 'name', 'none of', ['answer', 'handle'])]: ['bare', 'other'],
        [by('number', 'latency', '>', 1.5)]: ['handle'],
        [by('number', 'totalCost', '>=', 0.00345)]: ['answer'],
        [by('number', 'tokens', '=', 350)]: ['answer'],
        [by('number', 'timeToFirstToken', '<', 1)]: ['answer'],
        [by('number', 'promptVersion', '=', 3)]: ['answer'],
        [by('datetime', 'startTime', '<', '2026-11-20T10:00:00.050Z')]: ['other', 'handle'],
        [by('arrayOptions', 'traceTags', 'all of', ['a', 'b'])]: ['answer', 'bare', 'handle'],
        [by('arrayOptions', 'tags', 'all of', ['a', 'c'])]: [],
        [by('stringObject', 'metadata', 'contains', 'ol', 'tier')]: ['other'],
        [by('numberObject', 'metadata', '>', 4, 'n')]: ['other'],
        [by('booleanObject', 'metadata', '=', true, 'ok')]: ['other'],
        [by('null', 'model', 'is not null', null)]: ['answer'],
        [by('string', 'traceId', '=', traceId)]: ['answer', 'bare', 'handle'],
        [by('boolean', 'isRootObservation', '=', false)]: ['answer'],
        [by('string', 'traceName', '=', 'handle')]: ['answer', 'bare', 'handle'],
        [`name=bare&${by('string', 'name', '=', 'answer')}`]: ['answer'],
        [`type=GENERATION&${by('string', 'traceName', '=', 'handle')}`]: ['answer'],
      };
      for (const [query, found] of Object.entries(expected)) {
        const sorted = (await names(`/api/public/observations?${query}`)).sort();
        expect({ query: decodeURIComponent(query), found: sorted }).toEqual({
          query: decodeURIComponent(query),
          found: found.sort(),
        });
      }
      const { status, body } = await call('GET', `/api/public/observations?${by('string', 'nme', '=', 'x')}`);
      expect({ status, body }).toEqual({
        status: 400,
        body: {
          message: 'Invalid request data',
          error: [{ path: ['filter', '0', 'column'], message: expect.any(String) as string }],
        },
      });
    });

    it('of the second version have the groups that are asked for', async () => {
      const traceId = await send(root, {
        ...generation,
        parent: root.id!,
        attributes: {
          ...generation.attributes,
          'langfuse.observation.metadata.long': 'x'.repeat(300),
          'langfuse.internal.as_root': true,
        },
      });
      const core = {
        id: generation.id,
        traceId,
        startTime: '2026-11-20T10:00:00.100Z',
        endTime: '2026-11-20T10:00:01.350Z',
        projectId: own.projectId,
        parentObservationId: root.id,
        type: 'GENERATION',
        modelId: null,
        inputPrice: null,
        outputPrice: null,
        totalPrice: null,
      };
      const only = async (query: string) => (await list(`/api/public/v2/observations?type=GENERATION&${query}`))[0];
      expect(await only('fields=core')).toEqual(core);
      const basic = {
        name: 'answer',
        level: 'DEFAULT',
        statusMessage: null,
        version: '1.2',
        environment: 'prod',
        bookmarked: false,
        public: false,
        userId: 'u-1',
        sessionId: 's-1',
        isRootObservation: true,
      };
      expect(await only('')).toEqual({ ...core, ...basic });
      expect(await only('fields=io')).toEqual({
        ...core,
        input: JSON.stringify([{ role: 'user', content: 'Review this code...' }]),
        output: 'The code looks good...',
      });
      expect(await only('fields=metadata,metrics')).toEqual({
        ...core,
        metadata: { repository: 'my-app', limits: { lines: 10 }, long: 'x'.repeat(200) },
        latency: 1.25,
        timeToFirstToken: 0.31,
      });
      expect(await only('fields=metadata&expandMetadata=long')).toMatchObject({ metadata: { long: 'x'.repeat(300) } });
      expect(await only('fields=time,model,usage,prompt,trace_context')).toEqual({
        ...core,
        completionStartTime: '2026-11-20T10:00:00.410Z',
        createdAt: expect.any(String) as string,
        updatedAt: expect.any(String) as string,
        providedModelName: 'claude-3-sonnet',
        model: 'claude-3-sonnet',
        internalModelId: null,
        modelParameters: { temperature: 0.5, max_tokens: 10 },
        usageDetails: { input: 150, output: 200, total: 350 },
        costDetails: { input: 0.00045, output: 0.003, total: 0.00345 },
        totalCost: 0.00345,
        promptId: null,
        promptName: 'code-review',
        promptVersion: 3,
        tags: ['a', 'b'],
        release: 'r1',
        traceName: 'handle',
      });
      expect(await names('/api/public/v2/observations?isRootObservation=true')).toEqual(['answer', 'handle']);
      expect(await names('/api/public/v2/observations?isRootObservation=false')).toEqual([]);
      expect(await names('/api/public/v2/observations?sessionId=s-1&parentObservationId=')).toEqual(['handle']);
      expect((await call('GET', '/api/public/v2/observations?parseIoAsJson=true')).status).toBe(400);
      expect((await call('GET', '/api/public/v2/observations?parseIoAsJson=false')).status).toBe(200);
    });

    it('of the second version go from cursor to cursor, and the last page has none', async () => {
      await send(...Array.from({ length: 5 }, (_, n) => ({ name: `n${n}`, at: n })));
      const walked: unknown[] = [];
      let cursor: unknown = '';
      while (cursor !== undefined) {
        const page = await read(`/api/public/v2/observations?limit=2&cursor=${String(cursor)}`);
        walked.push(...(page.data as Item[]).map(({ name }) => name));
        cursor = (page.meta as Item).cursor;
      }
      expect(walked).toEqual(['n4', 'n3', 'n2', 'n1', 'n0']);
    });
  });

  it('of Langfuse’s batches read alike on both surfaces', async () => {
    const at = (milliseconds: number): string => new Date(ten + milliseconds).toISOString();
    const event = (id: string, type: string, body: Item) => ({ id, type, timestamp: at(0), body });
    const { status, body } = await call('POST', '/api/public/ingestion', {
      batch: [
        event('e-0', 'trace-create', { id: 't-1', name: 'review', userId: 'u-1', sessionId: 's-1', tags: ['a'] }),
        event('e-1', 'span-create', { id: 'o-1', traceId: 't-1', name: 'handle', startTime: at(0), endTime: at(900) }),
        event('e-2', 'generation-create', {
          id: 'o-2',
          traceId: 't-1',
          parentObservationId: 'o-1',
          startTime: at(100),
          model: 'claude-3-sonnet',
          modelParameters: { temperature: 0 },
          input: { question: 'why?' },
        }),
        event('e-3', 'generation-update', {
          id: 'o-2',
          endTime: at(600),
          completionStartTime: at(150),
          output: 'because',
          usage: { input: 150, output: 200, unit: 'TOKENS' },
          metadata: { nested: { a: 1 } },
        }),
        event('e-4', 'event-create', { id: 'o-3', traceId: 't-1', name: 'lost', level: 'ERROR', startTime: at(700) }),
        event('e-5', 'tool-create', { id: 'o-4', traceId: 't-1', name: 'look_up', startTime: at(800), input: 1 }),
      ],
    });
    expect({ status, errors: body.errors }).toEqual({ status: 207, errors: [] });
    expect((await list('/v1/observations')).map(({ id, type, level }) => [id, type, level])).toEqual([
      ['o-4', 'TOOL', 'DEFAULT'],
      ['o-3', 'EVENT', 'ERROR'],
      ['o-2', 'GENERATION', 'DEFAULT'],
      ['o-1', 'SPAN', 'DEFAULT'],
    ]);
    expect(await read('/v1/observations/o-2')).toMatchObject({
      name: null,
      parentObservationId: 'o-1',
      latency: 500,
      timeToFirstToken: 50,
      input: { question: 'why?' },
      output: 'because',
      usage: { totalTokens: 350 },
      cost: { total: 0.00345 },
      metadata: { nested: { a: 1 } },
    });
    expect(await read('/api/public/observations/o-2')).toMatchObject({
      name: null,
      latency: 0.5,
      timeToFirstToken: 0.05,
      modelParameters: { temperature: 0 },
      usageDetails: { input: 150, output: 200, total: 350 },
      calculatedTotalCost: 0.00345,
    });
    expect(await names('/api/public/v2/observations?sessionId=s-1&userId=u-1&type=TOOL')).toEqual(['look_up']);
    expect((await read('/api/public/traces/t-1')).observations).toHaveLength(4);
  });

  it('of another project are not found, and not listed', async () => {
    await send(root, generation);
    const other = await createWorkspaceFixture(suite.database);
    for (const path of [`/v1/observations/${generation.id}`, `/api/public/observations/${generation.id}`])
      expect((await api.call(other.secretKey, 'GET', path)).status).toBe(404);
    const { body } = await api.call(other.secretKey, 'GET', '/v1/observations');
    expect(body).toEqual({ data: [], meta: { totalCount: 0, hasMore: false, nextCursor: null } });
  });
});
