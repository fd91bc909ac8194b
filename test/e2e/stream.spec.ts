import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { EventSource } from 'eventsource';
import { makeEvents, newTraceId } from '../factories/event';
import { NativeClient } from '../factories/native-client';
import { mintTenant, type Tenant } from '../factories/tenant';
import { type Instance, startInstance, startTimeoutMs } from '../setup/instance';

describe('the stream over HTTP', () => {
  let instance: Instance;
  let tenant: Tenant;
  let agent: NativeClient;
  beforeAll(async () => {
    instance = await startInstance({ apis: 2, env: { MAX_STREAMS_PER_WORKSPACE: '3' } });
    tenant = await mintTenant(instance);
    agent = new NativeClient(instance.url, tenant.apiKey);
  }, startTimeoutMs);
  afterAll(() => instance?.stop());

  const newTrace = async (): Promise<string> => {
    const id = newTraceId();
    expect((await agent.post('/api/traces', { id })).status).toBe(201);
    return id;
  };

  const open = async (
    path: string,
    headers: Record<string, string> = {},
    from = instance.url,
  ): Promise<IncomingMessage> => {
    const request = get(`${from}${path}`, { headers: { authorization: `Bearer ${tenant.owner.token}`, ...headers } });
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return answer.setEncoding('utf8');
  };

  /** What of an answer comes until it holds all of these. */
  const readUntil = async (answer: IncomingMessage, ...texts: string[]): Promise<string> => {
    let read = '';
    for await (const chunk of answer) {
      read += chunk as string;
      if (texts.every((text) => read.includes(text))) break;
    }
    return read;
  };

  it('begins at once, in a form that no proxy holds back', async () => {
    const answer = await open('/api/stream');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(answer.headers['x-request-id']).toBeDefined();
    expect(await readUntil(answer, ': heartbeat\n\n')).toBe('retry: 2000\n\n: heartbeat\n\n');
  });

  it('brings what is appended elsewhere, in the form of the contract', async () => {
    const trace = await newTrace();
    await agent.append(trace, makeEvents(trace, 1));
    const answer = await open(`/api/stream?session_id=${trace}`, {}, instance.urls[1]);
    const [stored] = await new NativeClient(instance.url, tenant.owner.token).readEvents(trace);
    expect(await readUntil(answer, 'data:')).toContain(
      `id: @${stored?.stream_position}\nevent: event\ndata: ${JSON.stringify(stored)}\n\n`,
    );
  });

  it.each<[string, string, number, string]>([
    ['an unknown run', '/api/stream?session_id=nobody', 404, 'not_found'],
    ["a project that is not the caller's", '/api/stream?project_id=other', 403, 'scope_mismatch'],
    ['an unknown kind', '/api/stream?include=spans', 422, 'validation_error'],
    ['a seq that is none', '/api/stream?after_seq=x', 422, 'validation_error'],
  ])('refuses %s', async (_what, path, status, code) => {
    const answer = await new NativeClient(instance.url, tenant.owner.token).get(path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('refuses another form of Last-Event-ID, an API key, and nobody', async () => {
    const person = new NativeClient(instance.url, tenant.owner.token);
    expect((await person.get('/api/stream', { 'last-event-id': 'x' })).status).toBe(422);
    expect((await agent.get('/api/stream')).body).toMatchObject({ code: 'wrong_principal' });
    expect((await new NativeClient(instance.url, null).get('/api/stream')).status).toBe(401);
  });

  it('refuses more streams than the workspace may have, and grants one again when one has gone', async () => {
    const open3 = await Promise.all([open('/api/stream'), open('/api/stream'), open('/api/stream')]);
    const person = new NativeClient(instance.url, tenant.owner.token);
    const refused = await person.get('/api/stream');
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      429,
      'rate_limited',
      '10',
    ]);
    open3[0]?.destroy();
    let again = await open('/api/stream');
    while (again.statusCode === 429) again = await open('/api/stream');
    for (const answer of [...open3, again]) answer.destroy();
  });

  it('takes an id that is not ASCII', async () => {
    const trace = `läuft:${await newTrace()}`;
    await agent.post('/api/traces', { id: trace });
    await agent.post(`/api/traces/${encodeURIComponent(trace)}/events`, { events: makeEvents(trace, 3) });
    const lastEventId = Buffer.from(`${trace}:1`).toString('latin1');
    const answer = await open(`/api/stream?session_id=${encodeURIComponent(trace)}`, { 'last-event-id': lastEventId });
    const read = await readUntil(answer, 'data:');
    expect(read).toContain('"seq":2');
    expect(read).not.toContain('"seq":1,');
  });

  it("is followed by a browser's client across a restart, each event once", async () => {
    const trace = await newTrace();
    const seqs: number[] = [];
    const client = new EventSource(`${instance.url}/api/stream?session_id=${trace}`, {
      fetch: (url, init) =>
        fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${tenant.owner.token}` } }),
    });
    const received = (count: number): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => void (seqs.length >= count && resolve());
        client.addEventListener('event', check);
        check();
      });
    client.addEventListener('event', ({ data }) => void seqs.push((JSON.parse(data as string) as { seq: number }).seq));
    await agent.append(trace, makeEvents(trace, 2));
    await received(2);
    const [api] = instance.apis;
    await api?.stop();
    const elsewhere = new NativeClient(instance.urls[1] as string, tenant.apiKey);
    await elsewhere.append(trace, makeEvents(trace, 2, 2));
    await api?.start();
    await received(4);
    await elsewhere.append(trace, makeEvents(trace, 1, 4));
    await received(5);
    client.close();
    expect(seqs).toEqual([0, 1, 2, 3, 4]);
  }, 60_000);

  it('ends in order when the process stops, which waits for nothing else', async () => {
    const answer = await open('/api/stream', {}, instance.urls[1]);
    const ended = readUntil(answer, 'never');
    await instance.apis[1]?.stop();
    expect(await ended).toContain(': heartbeat');
    expect(answer.complete).toBe(true);
    expect(instance.apis[1]?.isRunning()).toBe(false);
  }, 30_000);
});
