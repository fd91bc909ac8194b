import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ProbeController } from './probe.controller';
import { type ProbeApp, startProbeApp, testConfig } from './probe-app';

const MiB = 1024 * 1024;
const config = testConfig({
  MAX_JSON_BYTES: '4096',
  MAX_EVENT_BATCH_BYTES: '2000000',
  MAX_BODY_BYTES_IN_FLIGHT: String(2 * MiB),
});

let probe: ProbeApp;
let secret: string;
beforeAll(async () => {
  probe = await startProbeApp(config, ProbeController);
  secret = probe.credentials.addKey();
});
afterAll(() => probe.close());

const post = async (
  path: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<[number, unknown]> => {
  const response = await fetch(probe.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, ...headers },
    body,
  });
  const answer = (await response.json()) as { code?: string };
  return [response.status, answer.code];
};

const gzip = { 'content-encoding': 'gzip' };

describe('a body', () => {
  it.each([
    ['at the limit of its route', '/api/bytes', 'x'.repeat(4096), {}, 201],
    ['over the limit of its route', '/api/bytes', 'x'.repeat(4097), {}, 413],
    ['over that limit once inflated', '/api/bytes', gzipSync('x'.repeat(4097)), gzip, 413],
    ['over it on a route that allows more', '/api/runs', `{"a":"${'x'.repeat(5000)}"}`, {}, 200],
    ['compressed', '/api/runs', gzipSync('{"a":1}'), gzip, 200],
    ['with an encoding it does not have', '/api/runs', '{"a":1}', gzip, 400],
    ['with an encoding nobody knows', '/api/runs', '{"a":1}', { 'content-encoding': 'rot13' }, 400],
    ['that is empty', '/api/runs', '', {}, 200],
    ['that is not UTF-8', '/api/runs', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400],
    ['of any content type', '/api/runs', '{"a":1}', { 'content-type': 'text/plain' }, 200],
  ])('%s', async (_name, path, body, headers, status) => {
    expect((await post(path, body, headers as Record<string, string>))[0]).toBe(status);
  });

  it('that does not fit beside the others is shed before anything of it is accepted', async () => {
    const response = await fetch(`${probe.url}/api/runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: `{"a":"${'x'.repeat(1_500_000)}"}`,
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await post('/api/runs', '{}')).toEqual([200, undefined]);
  });

  it('of a refused caller is never read', async () => {
    const socket = await open();
    socket.write(`POST /api/runs HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n`);
    expect(await readAnswer(socket)).toMatch(/^HTTP\/1\.1 401 /);
    socket.destroy();
  });

  it('that is too large is answered while the client still sends, and the connection stays usable', async () => {
    const socket = await open();
    socket.write(
      `POST /api/bytes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `2000\r\n${'x'.repeat(0x2000)}\r\n`;
    for (let i = 0; i < 100; i += 1) socket.write(chunk);
    expect(await readAnswer(socket)).toMatch(/^HTTP\/1\.1 413 /);
    socket.write('0\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await readAnswer(socket)).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('whose sender goes away gives its bytes back', async () => {
    for (let i = 0; i < 4; i += 1) {
      const socket = await open();
      const part = `POST /api/runs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nContent-Length: 900000\r\n\r\n${'x'.repeat(800_000)}`;
      await new Promise((resolve) => socket.write(part, resolve));
      const closed = nextLine('499');
      socket.destroy();
      await closed;
    }
    expect(await post('/api/runs', `{"a":"${'x'.repeat(900_000)}"}`)).toEqual([200, undefined]);
  });
});

const open = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(probe.url).port), '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};

const readAnswer = async (socket: Socket): Promise<string> => String(((await once(socket, 'data')) as [Buffer])[0]);

/** Resolves when a request has been logged with this status. */
const nextLine = async (status: string): Promise<void> => {
  const before = probe.logLines.length;
  while (!probe.logLines.slice(before).some((line) => line.includes(`"status":${status}`)))
    await new Promise((resolve) => setImmediate(resolve));
};
