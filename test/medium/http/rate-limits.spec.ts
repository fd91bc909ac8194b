import { randomUUID } from 'node:crypto';
import { RateLimiter } from '@debrief/infra';
import { mintHs256 } from '../../factories/tokens';
import { describeWithRedis } from '../../setup/redis';
import { ProbeController } from './probe.controller';
import { type ProbeApp, startProbeApp, testConfig } from './probe-app';

const hosted = { DEBRIEF_EDITION: 'hosted' };

const call = (probe: ProbeApp, path: string, secret: string): Promise<Response> => {
  const isRead = path.startsWith('/api/things');
  return fetch(probe.url + path, {
    method: isRead ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${secret}` },
    ...(!isRead && { body: '{}' }),
  });
};

const rateOf = ({ status, headers }: Response): unknown[] => [
  status,
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
];

/** Buckets fill by the second: what a test asks for one by one then comes at once on any machine. */
const stopClock = (): void => void jest.spyOn(Date, 'now').mockReturnValue(Date.now());
afterEach(() => void jest.restoreAllMocks());

describe('rate limits of a hosted instance', () => {
  let probe: ProbeApp;
  beforeAll(async () => {
    probe = await startProbeApp(testConfig(hosted), ProbeController);
  });
  afterAll(() => probe.close());
  beforeEach(stopClock);

  it('follow the plan, and recording has a bucket of its own', async () => {
    const [free, pro] = (['free', 'pro'] as const).map((plan) => probe.credentials.addKey({ plan }));
    expect(rateOf(await call(probe, '/api/unknown', free!))).toEqual([404, '2147483647', '2147483647']);
    expect(rateOf(await call(probe, '/api/runs', free!))).toEqual([200, '600', '599']);
    expect(rateOf(await call(probe, '/api/bytes', free!))).toEqual([201, '600', '598']);
    expect(rateOf(await call(probe, '/api/runs', pro!))).toEqual([200, '6000', '5999']);
  });

  it('count a user by the plan of the workspace that they choose', async () => {
    const config = testConfig(hosted);
    const sub = randomUUID();
    const [first, second] = [randomUUID(), randomUUID()];
    probe.credentials.members.set(sub, [
      { workspaceId: first, role: 'viewer', plan: 'free' },
      { workspaceId: second, role: 'viewer', plan: 'enterprise' },
    ]);
    const token = await mintHs256(config.auth.jwtSecret!, config.auth.issuer!, { sub });
    expect(rateOf(await call(probe, '/api/things', token))).toEqual([200, '60', '59']);
    expect(rateOf(await call(probe, `/api/things?workspace_id=${second}`, token))).toEqual([200, '6000', '5999']);
  });

  it('count a user apart in each workspace, and once for all that are not theirs', async () => {
    const config = testConfig(hosted);
    const sub = randomUUID();
    const [first, second] = [randomUUID(), randomUUID()];
    probe.credentials.members.set(sub, [
      { workspaceId: first, role: 'viewer', plan: 'free' },
      { workspaceId: second, role: 'viewer', plan: 'free' },
    ]);
    const token = await mintHs256(config.auth.jwtSecret!, config.auth.issuer!, { sub });
    const left: unknown[] = [];
    for (const workspace of [first, second, first, randomUUID(), randomUUID()])
      left.push(rateOf(await call(probe, `/api/things?workspace_id=${workspace}`, token))[2]);
    expect(left).toEqual(['59', '59', '58', '59', '58']);
  });

  it('refuse an address that presents wrong credentials over and over, and nobody who has a right one', async () => {
    const wrong = async (): Promise<number> => (await call(probe, '/api/things', `dbf_sk_${randomUUID()}`)).status;
    const statuses: number[] = [];
    for (let i = 0; i < 61; i += 1) statuses.push(await wrong());
    expect(new Set(statuses.slice(0, 60))).toEqual(new Set([401]));
    expect(statuses.at(-1)).toBe(429);
    expect((await call(probe, '/api/runs', probe.credentials.addKey())).status).toBe(200);
  });

  it('refuse with the time to wait, also what would be refused anyway', async () => {
    const secret = probe.credentials.addKey({ plan: 'free' });
    const answers: Response[] = [];
    for (let i = 0; i < 71; i += 1) answers.push(await call(probe, '/api/things', secret));
    expect(new Set(answers.slice(0, 70).map(({ status }) => status))).toEqual(new Set([403]));
    const last = answers.at(-1)!;
    expect(rateOf(last)).toEqual([429, '60', '0']);
    expect(last.headers.get('retry-after')).toBe('1');
    expect(await last.json()).toMatchObject({ code: 'rate_limited', retry: 'backoff' });
    expect((await call(probe, '/api/runs', secret)).status).toBe(200);
  });
});

/** Until Redis is connected each process counts alone. */
const untilRedisCounts = async (probe: ProbeApp): Promise<void> => {
  const limiter = probe.app.get(RateLimiter, { strict: false });
  while (!limiter.isShared) await new Promise((resolve) => setImmediate(resolve));
};

describeWithRedis('rate limits of two processes on one Redis', (redisUrl) => {
  it('share their count', async () => {
    const config = testConfig({ ...hosted, REDIS_URL: redisUrl });
    const [first, second] = [
      await startProbeApp(config, ProbeController),
      await startProbeApp(config, ProbeController),
    ];
    const secret = first.credentials.addKey();
    second.credentials.keys.set(secret, first.credentials.keys.get(secret)!);
    const ask = (probe: ProbeApp): Promise<Response> => call(probe, '/api/things', secret);
    await Promise.all([first, second].map(untilRedisCounts));
    await Promise.all(Array.from({ length: 40 }, () => ask(first)));
    // Without the other's 40 there would be 59; some come back while a slow machine asks.
    expect(Number((await ask(second)).headers.get('x-ratelimit-remaining'))).toBeLessThan(40);
    await first.close();
    await second.close();
  });
});
