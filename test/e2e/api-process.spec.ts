import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { mintHs256 } from '../factories/tokens';
import { type Instance, startInstance } from '../setup/instance';

const main = join(__dirname, '..', '..', 'dist', 'apps', 'api', 'src', 'main.js');

describe('the api process', () => {
  let instance: Instance;
  beforeAll(async () => {
    instance = await startInstance();
  });
  afterAll(() => instance.stop());

  it('does not start with a wrong configuration, lists every problem and no value', () => {
    const { status, stderr } = spawnSync(process.execPath, [main], {
      env: { PORT: 'eighty', DEBRIEF_SECRET: 'hunter2' },
      encoding: 'utf8',
    });
    expect(status).toBe(78);
    for (const name of ['DATABASE_URL', 'PORT', 'DEBRIEF_SECRET', 'SUPABASE_URL or OBJECT_STORE_DIR'])
      expect(stderr).toContain(`- ${name}`);
    expect(stderr).not.toContain('hunter2');
  });

  it('answers what it has begun after it was told to stop, takes nothing new, and ends with 0', async () => {
    const { jwtSecret, jwtIssuer } = instance.secrets;
    const { port } = new URL(instance.url);
    const socket = await open(Number(port));
    const body = JSON.stringify({ workspace_name: 'Acme', project_name: 'Booker' });
    const head = [
      'POST /api/onboarding/bootstrap HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${await mintHs256(jwtSecret, jwtIssuer)}`,
      `Content-Length: ${body.length}`,
      'Expect: 100-continue',
      '',
      '',
    ];
    socket.write(head.join('\r\n'));
    // The server has the request in hand once it asks for its body.
    expect(await next(socket)).toMatch(/^HTTP\/1\.1 100 /);

    const [api] = instance.apis;
    const stopped = api!.stop();
    await refusesConnections(Number(port));
    socket.write(body);
    const answer = await next(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 201 /);
    await stopped;
    expect(api!.isRunning()).toBe(false);
    await api!.start();
  });
});

const open = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
};

const next = async (socket: Socket): Promise<string> => String(((await once(socket, 'data')) as [Buffer])[0]);

/** Resolves once the port is closed. */
const refusesConnections = async (port: number): Promise<void> => {
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const [outcome] = await Promise.race([
      once(socket, 'connect').then(() => ['open']),
      once(socket, 'error').then(() => ['closed']),
    ]).catch(() => ['closed']);
    socket.destroy();
    if (outcome === 'closed') return;
  }
};
