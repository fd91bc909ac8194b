import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { ProbeController } from './probe.controller';
import { type ProbeApp, startProbeApp, testConfig } from './probe-app';

let database: TestDatabase;
let admin: Client;
let probe: ProbeApp;
let secret: string;

beforeAll(async () => {
  database = await openTestDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  probe = await startProbeApp(testConfig({ DATABASE_URL: database.databaseUrl }), ProbeController);
  secret = probe.credentials.addKey();
});
afterAll(async () => {
  await probe.close();
  await admin.end();
  await database.close();
});

interface Answer {
  readonly status: number;
  readonly replayed: boolean;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly body: Record<string, unknown>;
}

const order = async (key: string | undefined, body: string, from = secret): Promise<Answer> => {
  const headers = { authorization: `Bearer ${from}`, ...(key !== undefined && { 'idempotency-key': key }) };
  const response = await fetch(`${probe.url}/api/orders`, { method: 'POST', headers, body });
  return {
    status: response.status,
    replayed: response.headers.get('idempotent-replayed') === 'true',
    location: response.headers.get('location'),
    retryAfter: response.headers.get('retry-after'),
    body: (await response.json()) as Record<string, unknown>,
  };
};

describe('Idempotency-Key', () => {
  it('answers a repeated request with the first answer, and has no second effect', async () => {
    const key = randomUUID();
    const first = await order(key, '{"a":1}');
    expect(first).toMatchObject({ status: 202, replayed: false, location: '/api/orders/1' });
    expect(await order(key, '{"a":1}')).toEqual({ ...first, replayed: true });
    expect(await order(undefined, '{"a":1}')).toMatchObject({ body: { order: (first.body.order as number) + 1 } });
  });

  it('refuses another body under the same key', async () => {
    const key = randomUUID();
    await order(key, '{"a":1}');
    expect(await order(key, '{"a":2}')).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict', retry: 'conditional' },
    });
  });

  it('keeps the keys of two callers apart', async () => {
    const key = randomUUID();
    await order(key, '{"a":1}');
    expect(await order(key, '{"a":2}', probe.credentials.addKey())).toMatchObject({ status: 202, replayed: false });
  });

  it('runs a request once while others with its key arrive', async () => {
    const key = randomUUID();
    const before = ProbeController.orders;
    let open = (): void => undefined;
    ProbeController.gate = new Promise((resolve) => (open = resolve));
    const racers = Array.from({ length: 5 }, () => order(key, '{}'));
    // All but one are refused while that one waits at the gate.
    const refused = await firstFew(racers, 4);
    open();
    const answers = await Promise.all(racers);
    ProbeController.gate = undefined;
    expect(refused.map(({ status, retryAfter }) => [status, retryAfter])).toEqual(Array(4).fill([409, '1']));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(ProbeController.orders).toBe(before + 1);
  });

  it('gives the key back when the request failed', async () => {
    const key = randomUUID();
    expect((await order(key, '{"fail":true}')).status).toBe(503);
    expect(await order(key, '{"fail":false}')).toMatchObject({ status: 202, replayed: false });
  });

  it('lets a request run again whose first attempt died, after a minute', async () => {
    const key = randomUUID();
    await order(key, '{}');
    await age(key, '59 seconds', true);
    expect((await order(key, '{}')).status).toBe(409);
    await age(key, '2 seconds', true);
    expect(await order(key, '{}')).toMatchObject({ status: 202, replayed: false });
    expect(await order(key, '{}')).toMatchObject({ status: 202, replayed: true });
  });

  it('forgets after a day', async () => {
    const key = randomUUID();
    await order(key, '{}');
    await age(key, '25 hours');
    expect(await order(key, '{"a":3}')).toMatchObject({ status: 202, replayed: false });
  });

  it.each(['', 'x'.repeat(257)])('refuses a key of %# that is empty or too long', async (key) => {
    expect(await order(key, '{}')).toMatchObject({ status: 422, body: { code: 'validation_error' } });
  });

  it('stores no answer in the clear', async () => {
    await order(randomUUID(), '{}');
    const { rows } = await admin.query<{ response: Buffer }>(
      'select response from debrief.idempotency_record where response is not null',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ response }) => response.includes('canary'))).toBe(false);
  });
});

/** Moves a record into the past; with `running` also back to before it was answered. */
const age = async (key: string, by: string, running = false): Promise<void> => {
  const answer = running ? ', status = null, response = null' : '';
  await admin.query(
    `update debrief.idempotency_record set created_at = created_at - $2::interval ${answer} where key = $1`,
    [key, by],
  );
};

const firstFew = <T>(promises: Promise<T>[], count: number): Promise<T[]> =>
  new Promise((resolve, reject) => {
    const done: T[] = [];
    for (const promise of promises) {
      promise.then((value) => {
        done.push(value);
        if (done.length === count) resolve([...done]);
      }, reject);
    }
  });
