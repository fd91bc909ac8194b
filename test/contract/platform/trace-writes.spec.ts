import { randomUUID } from 'node:crypto';
import { newTraceId } from '../../factories/event';
import { hex } from '../../factories/otel';
import { exportOf, sentSpan, textAttribute, toProtobuf } from '../../factories/otlp-export';
import { usePlatform } from './platform-suite';

describe('traces that are written at /v1', () => {
  const suite = usePlatform();

  const create = (body: unknown, headers?: Record<string, string>) => suite.call('POST', '/v1/traces', body, headers);
  const change = (id: string, body: unknown) => suite.call('PATCH', `/v1/traces/${id}`, body);

  const everything = {
    ...{ name: 'code-review', userId: 'u', sessionId: 's', release: '1', version: '2', environment: 'prod' },
    ...{ tags: ['b', 'a'], metadata: { repository: 'my-app', deep: { a: [1] } }, public: true },
    ...{ input: { file: 'main.py' }, output: ['fine'], level: 'WARNING', statusMessage: 'slow' },
    ...{ startTime: '2026-11-20T10:00:00.123Z', endTime: '2026-11-20T10:00:02.123Z' },
    ...{ gitCommitSha: 'abc1234', gitBranch: 'main', gitRepoUrl: 'https://github.com/acme/app' },
  };

  it('are told back at once, with what the server knows', async () => {
    const { status, body } = await create({ ...everything, projectId: suite.own.projectId, totalCost: 99, unknown: 1 });
    expect([status, body]).toEqual([
      201,
      {
        ...everything,
        ...{ id: expect.stringMatching(/^[0-9a-f]{32}$/), projectId: suite.own.projectId, tags: ['a', 'b'] },
        ...{ timestamp: everything.startTime, latency: 2000, bookmarked: false, status: expect.any(String) },
        ...{ inputTokens: 0, outputTokens: 0, totalTokens: 0, inputCost: 0, outputCost: 0, totalCost: 0 },
        ...{ createdAt: expect.any(String), updatedAt: expect.any(String) },
      },
    ]);
    expect(await suite.read(`/v1/traces/${String(body.id)}`)).toEqual({ ...body, status: expect.any(String) });
  });

  it('need nothing', async () => {
    const before = Date.now();
    const { status, body } = await create({});
    expect([status, body]).toMatchObject([
      201,
      {
        ...{ name: null, metadata: {}, input: null, output: null, tags: [], level: 'DEFAULT', status: 'running' },
        ...{ environment: 'default', sessionId: null, endTime: null, public: false },
      },
    ]);
    expect(Math.abs(Date.parse(String(body.startTime)) - before)).toBeLessThan(60_000);
  });

  it('are the same where the same is sent again, and not where other content is', async () => {
    const body = { id: 'my trace/1', name: 'a', metadata: { a: 1, b: 2 } };
    const first = await create(body);
    const again = await create({ name: 'a', metadata: { b: 2, a: 1 }, id: 'my trace/1' });
    expect([first.status, again.status, again.body.id]).toEqual([201, 200, 'my trace/1']);
    const other = await create({ ...body, name: 'b' });
    expect([other.status, other.body]).toMatchObject([409, { error: { code: 'conflict' } }]);
    expect(await suite.read('/v1/traces/my%20trace%2F1')).toMatchObject({ name: 'a' });
    expect((await suite.read('/v1/traces')).meta).toMatchObject({ totalCount: 1 });
  });

  it('have the times that they name, whenever their observations were', async () => {
    const [startTime, endTime] = ['2026-11-20T10:00:05.000Z', '2026-11-20T10:00:06.000Z'];
    const { body } = await create({ startTime, endTime });
    const ofObservation = { startTime: '2026-11-20T10:00:00.000Z', endTime: '2026-11-20T10:00:02.000Z' };
    await suite.call('POST', '/v1/observations', { traceId: body.id, ...ofObservation });
    const told = await suite.read(`/v1/traces/${String(body.id)}`);
    expect(told).toMatchObject({ startTime, timestamp: startTime, endTime, latency: 2000 });
    expect((await suite.read('/v1/traces')).data).toEqual([told]);
    const [listed] = (await suite.read('/api/public/traces')).data as Record<string, unknown>[];
    expect(listed).toMatchObject({ timestamp: startTime, latency: 2 });
  });

  it('are made once under an Idempotency-Key', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await create({ name: 'a' }, key);
    const again = await create({ name: 'a' }, key);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect((await create({ name: 'b' }, key)).status).toBe(409);
    expect((await suite.read('/v1/traces')).meta).toMatchObject({ totalCount: 1 });
  });

  it.each([
    ['a wrong type', { name: 7 }, 'name'],
    ['a time that is none', { startTime: 'yesterday' }, 'startTime'],
    ['a level that is none', { level: 'LOUD' }, 'level'],
    ['metadata that is no object', { metadata: 'x' }, 'metadata'],
    ['an id that is too long', { id: 'x'.repeat(257) }, 'id'],
  ])('are refused with %s', async (_what, body, field) => {
    expect(await create(body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_request', message: expect.stringContaining(`'${field}'`), details: { field } } },
    });
  });

  it('are refused as text that is no JSON, in another type, and for another project', async () => {
    const send = (body: string, type: string): Promise<Response> =>
      fetch(`${suite.api.url}/v1/traces`, {
        method: 'POST',
        headers: { authorization: `Bearer ${suite.own.secretKey}`, 'content-type': type },
        body,
      });
    expect((await send('{"name":', 'application/json')).status).toBe(400);
    const form = await send('name=a', 'application/x-www-form-urlencoded');
    expect([form.status, await form.json()]).toMatchObject([415, { error: { code: 'unsupported_media_type' } }]);
    expect((await create({ projectId: randomUUID() })).status).toBe(404);
    expect((await create({ name: 'x'.repeat(5_000_000) })).status).toBe(413);
  });

  it('change: absent stays, null clears, metadata merges by key', async () => {
    const { body } = await create(everything);
    const id = String(body.id);
    const changed = await change(id, {
      ...{ name: 'renamed', userId: null, tags: ['c'], environment: 'staging', metadata: { more: true } },
      ...{ output: null, level: 'info', startTime: '2026-11-20T10:00:01.123Z', bookmarked: true },
    });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      {
        ...{ id, name: 'renamed', userId: null, sessionId: 's', tags: ['c'], environment: 'staging', latency: 1000 },
        ...{ metadata: { repository: 'my-app', deep: { a: [1] }, more: true }, input: { file: 'main.py' } },
        ...{ output: null, level: 'DEFAULT', startTime: '2026-11-20T10:00:01.123Z', statusMessage: 'slow' },
      },
    ]);
    expect((await change(id, {})).body).toMatchObject({ name: 'renamed' });
    expect((await change(id, { metadata: null })).body).toMatchObject({ metadata: {}, name: 'renamed' });
    expect((await change('nothing', { name: 'x' })).status).toBe(404);
    expect((await change(id, { endTime: 'never' })).status).toBe(400);
  });

  it('may be native runs, to which the client adds', async () => {
    const id = newTraceId();
    await suite.call('POST', '/api/traces', { id, metadata: { a: 1 }, tags: ['t'], user_goal: 'book' });
    const changed = await change(id, { name: 'Booking', public: true, metadata: { b: 2 }, tags: ['u'] });
    expect([changed.status, changed.body]).toMatchObject([
      200,
      { id, name: 'Booking', public: true, metadata: { a: 1, b: 2 }, input: 'book', status: 'running', sessionId: id },
    ]);
    expect(changed.body.tags).toContain('u');
    expect(await suite.read(`/v1/traces/${id}`)).toMatchObject({ name: 'Booking' });
  });

  it('fill a run of which a part came before', async () => {
    const traceId = hex(16);
    await suite.call('POST', '/otel/default/v1/traces', exportOf(sentSpan({ traceId, name: 'step' })));
    const filled = await create({ id: traceId, name: 'whole', output: 'done' });
    expect([filled.status, filled.body]).toMatchObject([201, { id: traceId, name: 'whole', output: 'done' }]);
    expect((await suite.read(`/v1/traces/${traceId}`)).name).toBe('whole');
  });

  it('do not come back when they are deleted', async () => {
    const id = String((await create({ id: 'mine', name: 'a' })).body.id);
    const kept = async (): Promise<number> =>
      (await suite.admin.query(`select from debrief.entity_event where entity_id = 'mine'`)).rowCount!;
    expect(await kept()).toBe(1);
    expect((await suite.call('DELETE', `/v1/traces/${id}`)).status).toBe(200);
    expect(await kept()).toBe(0);
    expect((await create({ id: 'mine', name: 'a' })).status).toBe(409);
    expect((await suite.call('GET', `/v1/traces/${id}`)).status).toBe(404);
  });

  it('need the scope ingest, or a member; and deletion the scope write, or an owner', async () => {
    const keyOf = async (scope: 'ingest' | 'read' | 'write'): Promise<string> =>
      (await suite.services.apiKeys.create(suite.own.scope, suite.own.projectId, { name: scope, scopes: [scope] }))
        .secretKey;
    const [ingest, read, write] = [await keyOf('ingest'), await keyOf('read'), await keyOf('write')];
    const statusOf = async (key: string, method: string, path: string): Promise<number> =>
      (await suite.api.call(key, method, path, method === 'POST' ? { id: 'x' } : undefined)).status;
    expect(await statusOf(read, 'POST', '/v1/traces')).toBe(403);
    expect(await statusOf(ingest, 'POST', '/v1/traces')).toBe(201);
    expect(await statusOf(ingest, 'GET', '/v1/traces/x')).toBe(403);
    expect(await statusOf(read, 'GET', '/v1/traces/x')).toBe(200);
    expect(await statusOf(ingest, 'DELETE', '/v1/traces/x')).toBe(403);
    expect(await statusOf(write, 'DELETE', '/v1/traces/x')).toBe(200);
  });
});

describe('exports of spans that are sent to /v1/traces', () => {
  const suite = usePlatform();

  const send = (body: Buffer | string, type: string, credential = suite.own.secretKey, path = '/v1/traces') =>
    fetch(suite.api.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${credential}`, 'content-type': type },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });

  it.each(['/v1/traces', '/api/v1/traces'])('are stored, in both encodings, at %s', async (path) => {
    const [first, second] = [hex(16), hex(16)];
    const json = await send(
      JSON.stringify(exportOf(sentSpan({ traceId: first }))),
      'application/json',
      undefined,
      path,
    );
    expect([json.status, await json.json()]).toEqual([200, {}]);
    const protobuf = await send(
      toProtobuf(exportOf(sentSpan({ traceId: second, spanId: hex(8) }))),
      'application/x-protobuf',
      undefined,
      path,
    );
    expect([protobuf.status, protobuf.headers.get('content-type'), (await protobuf.arrayBuffer()).byteLength]).toEqual([
      200,
      'application/x-protobuf',
      0,
    ]);
    for (const id of [first, second]) expect(await suite.read(`/v1/traces/${id}`)).toMatchObject({ id });
  });

  it('are refused as exporters read it', async () => {
    const broken = await send(Buffer.from([0xff, 0xff]), 'application/x-protobuf');
    expect([broken.status, broken.headers.get('content-type')]).toEqual([400, 'application/x-protobuf']);
    const stranger = await send(toProtobuf(exportOf(sentSpan())), 'application/x-protobuf', 'dbf_sk_wrong');
    expect([stranger.status, stranger.headers.get('content-type')]).toEqual([401, 'application/x-protobuf']);
    const wrong = await send(JSON.stringify({ resourceSpans: 'none' }), 'application/json');
    expect([wrong.status, await wrong.json()]).toMatchObject([400, { code: 3, message: expect.any(String) }]);
  });

  it('are not what only mentions them', async () => {
    const { status, body } = await suite.call('POST', '/v1/traces', { metadata: { resourceSpans: [] } });
    expect([status, body]).toMatchObject([201, { metadata: { resourceSpans: [] } }]);
    const attributes = [textAttribute('"resourceSpans"', 'x')];
    expect((await send(JSON.stringify(exportOf(sentSpan({ attributes }))), 'application/json')).status).toBe(200);
  });
});
