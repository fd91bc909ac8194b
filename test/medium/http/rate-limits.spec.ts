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

describe('rate limits of a hosted instance', () => {
  let probe: ProbeApp;
  beforeAll(async () => {
    probe = await startProbeApp(testConfig(hosted), ProbeController);
  });
  afterAll(() => probe.close());

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

  it('refuse with the time to wait, also what would be refused anyway', async () => {
    const secret = probe.credentials.addKey({ plan: 'free' });
    const answers: Response[] = [];
    for (let i = 0; i < 71; i += 1) answers.push(await call(probe, '/api/things', secret));
    expect(new Set(answers.slice(0, 70).map(({ status }) => status))).toEqual(new Set([403]));
    const last = answers.at(-1)!;
    expect(rateOf(last)).toEqual([429, '60', '0']);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
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
    const remaining = async (probe: ProbeApp): Promise<number> =>
      Number((await call(probe, '/api/runs', secret)).headers.get('x-ratelimit-remaining'));
    await Promise.all([first, second].map(untilRedisCounts));
    const before = await remaining(first);
    expect(await remaining(second)).toBe(before - 1);
    expect(await remaining(first)).toBe(before - 2);
    await first.close();
    await second.close();
  });
});
