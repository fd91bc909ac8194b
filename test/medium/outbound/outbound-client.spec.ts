import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { OutboundClient, type OutboundRequest } from '@debrief/infra';

const closing: { close(): unknown }[] = [];
const listen = async <S extends Server | TcpServer>(server: S, host = '127.0.0.1'): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(server);
  return (server.address() as AddressInfo).port;
};
const serve = (answer: RequestListener): Promise<number> => listen(createServer(answer));

const clients: OutboundClient[] = [];
/** @param addresses what each name resolves to, look-up by look-up; the last one stays */
const clientOf = (allowedHosts: string[], addresses: Record<string, string[][]> = {}): OutboundClient => {
  const client = new OutboundClient({
    allowedHosts,
    resolve: async (host) => {
      const answers = addresses[host];
      const answer = answers && (answers.length > 1 ? answers.shift() : answers[0]);
      if (!answer) throw Object.assign(new Error(`no ${host}`), { code: 'ENOTFOUND' });
      return answer;
    },
  });
  clients.push(client);
  return client;
};
const asked: OutboundRequest = { method: 'POST', body: '{}', timeoutMs: 5_000, maxBytes: 1_024 };
const limits = { timeoutMs: 5_000, maxBytes: 1_024 };

describe('a request to a host that a user named', () => {
  afterAll(async () => {
    for (const client of clients) await client.onApplicationShutdown();
    for (const server of closing) server.close();
  });

  it('goes to the address that was checked, under the name that was asked for', async () => {
    const seen: unknown[] = [];
    const port = await serve((request, response) => {
      seen.push([request.method, request.url, request.headers.host, request.socket.remoteAddress]);
      response.writeHead(201, { 'x-answer': 'yes', 'set-cookie': ['a', 'b'] }).end('taken');
    });
    const client = clientOf([`hooks.example.com:${port}`], { 'hooks.example.com': [['127.0.0.1']] });
    expect(await client.request(`http://hooks.example.com:${port}/in?x=1`, asked)).toEqual({
      kind: 'answered',
      status: 201,
      headers: expect.objectContaining({ 'x-answer': 'yes', 'set-cookie': 'a, b' }),
      body: Buffer.from('taken'),
      isCut: false,
    });
    expect(seen).toEqual([['POST', '/in?x=1', `hooks.example.com:${port}`, '127.0.0.1']]);
  });

  it('asks for the name in its TLS handshake, and believes no certificate that nobody vouches for', async () => {
    const names: string[] = [];
    const port = await listen(
      createTlsServer({ SNICallback: (name, done) => (names.push(name), done(new Error('no such name'))) }),
    );
    const client = clientOf(['127.0.0.0/8'], { 'hooks.example.com': [['127.0.0.1']] });
    expect(await client.request(`https://hooks.example.com:${port}/`, asked)).toMatchObject({ kind: 'failed' });
    expect(names).toEqual(['hooks.example.com']);
  });

  describe('when its name leads elsewhere', () => {
    let port: number;
    let connections = 0;
    beforeAll(async () => {
      port = await listen(createTcpServer(() => (connections += 1)));
    });
    afterEach(() => expect(connections).toBe(0));

    it.each<[string, string[], string]>([
      ['to the machine itself', ['127.0.0.1'], 'loopback'],
      ['to the machine itself, mapped', ['::ffff:127.0.0.1'], 'loopback'],
      ['to a private network, among public addresses', ['93.184.215.14', '10.0.0.1'], 'private'],
      ['to metadata', ['169.254.169.254'], 'metadata'],
    ])('%s, it is refused before a connection', async (_name, addresses, reason) => {
      const client = clientOf([], { 'evil.example.com': [addresses] });
      const url = `https://evil.example.com:${port}/`;
      expect(await client.request(url, asked)).toEqual({ kind: 'refused', reason, status: null });
      await expect(client.fetchWith(limits)(url)).rejects.toMatchObject({ code: 'INVALID' });
      await expect(client.checkHost('url', url)).rejects.toMatchObject({
        code: 'INVALID',
        fields: { url: expect.any(String) },
      });
    });

    it('after it was checked when it was saved, it is refused when it is sent', async () => {
      const client = clientOf([], { 'rebind.example.com': [['93.184.215.14'], ['127.0.0.1']] });
      const url = `https://rebind.example.com:${port}/`;
      await client.checkHost('url', url);
      expect(await client.request(url, asked)).toMatchObject({ kind: 'refused', reason: 'loopback' });
    });
  });

  it('looks a name up once for a connection: the second answer of a rebinding server is not asked for', async () => {
    const port = await serve((_request, response) => response.end());
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const client = clientOf(['127.0.0.1', `rebind.example.com:${port}`], { 'rebind.example.com': answers });
    expect(await client.request(`http://rebind.example.com:${port}/`, asked)).toMatchObject({ status: 200 });
    expect(answers).toEqual([['10.0.0.1']]);
  });

  it('tries the next address when one does not answer', async () => {
    const port = await serve((_request, response) => response.end('here'));
    const client = clientOf(['two.example.com'], { 'two.example.com': [['127.0.0.2', '127.0.0.1']] });
    expect(await client.request(`http://two.example.com:${port}/`, asked)).toMatchObject({ status: 200 });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%i)', async (status) => {
    let requests = 0;
    const port = await serve((request, response) => {
      requests += 1;
      response.writeHead(status, { location: `http://127.0.0.1:${request.socket.localPort}/elsewhere` }).end('moved');
    });
    const client = clientOf(['127.0.0.1']);
    const url = `http://127.0.0.1:${port}/`;
    expect(await client.request(url, asked)).toEqual({ kind: 'refused', reason: 'redirect', status });
    await expect(client.fetchWith(limits)(url, { redirect: 'follow' })).rejects.toMatchObject({ code: 'INVALID' });
    expect(requests).toBe(2);
  });

  it('cuts a long answer, and does not wait for the rest of an endless one', async () => {
    const port = await serve((_request, response) => {
      response.on('error', () => undefined);
      const write = (): void =>
        void (!response.destroyed && response.write('x'.repeat(65_536), () => setImmediate(write)));
      write();
    });
    const client = clientOf(['127.0.0.1']);
    const url = `http://127.0.0.1:${port}/`;
    expect(await client.request(url, asked)).toMatchObject({ isCut: true, body: Buffer.from('x'.repeat(1_024)) });
    const answer = await client.fetchWith(limits)(url);
    await expect(answer.text()).rejects.toThrow('longer than 1024 bytes');
  });

  it('counts what an answer unpacks to', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000));
    const port = await serve((_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const answer = await clientOf(['127.0.0.1']).fetchWith({ ...limits, maxBytes: 100_000 })(
      `http://127.0.0.1:${port}/`,
    );
    await expect(answer.arrayBuffer()).rejects.toThrow('longer than 100000 bytes');
  });

  it.each<[string, RequestListener]>([
    ['says nothing', () => undefined],
    ['begins and stops', (_request, response) => void response.writeHead(200).write('x')],
  ])('gives up on a host that %s', async (_name, answer) => {
    const port = await serve(answer);
    const client = clientOf(['127.0.0.1']);
    const url = `http://127.0.0.1:${port}/`;
    expect(await client.request(url, { ...asked, timeoutMs: 50 })).toEqual({ kind: 'failed', reason: 'timeout' });
    const fetched = client
      .fetchWith({ ...limits, timeoutMs: 50 })(url)
      .then((response) => response.text());
    await expect(fetched).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('says in a word why a host cannot be reached', async () => {
    const port = await serve((request) => request.socket.destroy());
    const speaksNonsense = await listen(createTcpServer((socket) => void socket.end('nonsense\r\n\r\n')));
    const client = clientOf(['127.0.0.1', '*.example.com']);
    const reasonOf = async (url: string) => client.request(url, asked);
    expect(await reasonOf('https://nowhere.example.com/')).toEqual({ kind: 'failed', reason: 'dns' });
    expect(await reasonOf(`http://127.0.0.1:${port}/`)).toEqual({ kind: 'failed', reason: 'connection' });
    expect(await reasonOf(`http://127.0.0.1:${speaksNonsense}/`)).toEqual({ kind: 'failed', reason: 'protocol' });
    expect(await reasonOf(`https://127.0.0.1:${port}/`)).toMatchObject({ kind: 'failed' });
  });

  it('takes no proxy from the environment', async () => {
    let proxied = 0;
    const proxy = await serve((_request, response) => void ((proxied += 1), response.end()));
    const port = await serve((_request, response) => response.end());
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'ALL_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy}`;
    try {
      expect(await clientOf(['127.0.0.1']).request(`http://127.0.0.1:${port}/`, asked)).toMatchObject({ status: 200 });
    } finally {
      names.forEach((name, index) => {
        if (before[index] === undefined) delete process.env[name];
        else process.env[name] = before[index];
      });
    }
    expect(proxied).toBe(0);
  });

  it('serves clients that take a fetch', async () => {
    const port = await serve((request, response) => {
      request.pipe(response.writeHead(200, { 'content-type': 'application/json', 'x-method': request.method }));
    });
    const fetchIt = clientOf(['127.0.0.1']).fetchWith(limits);
    const answer = await fetchIt(`http://127.0.0.1:${port}/`, {
      method: 'PUT',
      body: '{"a":1}',
      headers: { 'x-a': 'b' },
    });
    expect([answer.status, answer.headers.get('x-method'), await answer.json()]).toEqual([200, 'PUT', { a: 1 }]);
    await expect(fetchIt(new Request(`http://127.0.0.1:${port}/`))).rejects.toThrow('takes a URL');
  });

  it('stays within the hosts that the workspace names', async () => {
    const port = await serve((_request, response) => response.end());
    const client = clientOf(['127.0.0.1']);
    const url = `http://127.0.0.1:${port}/`;
    expect(await client.request(url, { ...asked, allowedHosts: ['hooks.example.com'] })).toMatchObject({
      reason: 'not_allowed',
    });
    expect(await client.request(url, { ...asked, allowedHosts: ['127.0.0.1'] })).toMatchObject({ status: 200 });
    expect(() => client.checkUrl('url', url, ['no / entry'])).toThrow('allowed outbound hosts');
  });
});
