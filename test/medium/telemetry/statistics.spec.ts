import type { JsonObject } from '@debrief/kernel';
import { sentRequest } from '../../factories/http-request';
import { useTelemetry } from './telemetry-suite';

const start = Date.UTC(2026, 2, 31, 12);
const window = 'from=2026-03-31T12:00:00Z&to=2026-03-31T13:00:00Z';

/** The same numbers each time. */
const sequence = (seed: number) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

const made = (count: number, seed: number): JsonObject[] => {
  const random = sequence(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  return Array.from({ length: count }, () =>
    sentRequest({
      direction: pick(['inbound', 'outbound']),
      method: pick(['GET', 'POST']),
      host: pick(['a.example', 'b.example', 'B-2.example']),
      path: pick(['/v1/users/17', '/v1/users/18/orders', '/v1/users/x17', '/v1/deadbeef', '/v1']),
      statusCode: pick([0, 101, 200, 200, 204, 302, 404, 429, 500, 503]),
      durationMs: Math.floor(random() ** 4 * 3_000),
      requestSize: pick([-1, 0, 100]),
      responseSize: pick([10, 20]),
      timestamp: new Date(start + Math.floor(random() * 3_600_000)).toISOString(),
    }),
  );
};

const num = (item: JsonObject, name: string): number => item[name] as number;
const failed = (item: JsonObject): boolean => num(item, 'statusCode') === 0 || num(item, 'statusCode') >= 400;
const durations = (items: readonly JsonObject[]): number[] =>
  items.map((item) => num(item, 'durationMs')).sort((a, b) => a - b);
/** https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method, in whole numbers. */
const percentile = (items: readonly JsonObject[], percent: number): number | null =>
  durations(items)[Math.ceil((percent * items.length) / 100) - 1] ?? null;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const rounded = (value: number): number => Math.round(value * 100) / 100;

describe('figures over requests', () => {
  const suite = useTelemetry();

  it.each([1, 2, 7, 99, 100, 457])('of %i requests are exact', async (count) => {
    const items = made(count, count);
    await suite.report(...items);
    const inGroup = (low: number) =>
      items.filter((item) => num(item, 'statusCode') >= low && num(item, 'statusCode') < low + 100).length;
    const failures = items.filter(failed).length;
    const slow = items.filter((item) => num(item, 'durationMs') > 1_000).length;
    expect(await suite.data(`/stats?${window}`)).toEqual({
      totalRequests: count,
      inboundCount: items.filter(({ direction }) => direction === 'inbound').length,
      outboundCount: items.filter(({ direction }) => direction === 'outbound').length,
      failedCount: failures,
      slowCount: slow,
      errorRate: rounded((failures / count) * 100),
      slowRate: rounded((slow / count) * 100),
      p50: percentile(items, 50),
      p95: percentile(items, 95),
      p99: percentile(items, 99),
      avgDurationMs: rounded(sum(durations(items)) / count),
      maxDurationMs: durations(items).at(-1),
      byStatusGroup: {
        none: items.filter((item) => item['statusCode'] === 0).length,
        '1xx': inGroup(100),
        '2xx': inGroup(200),
        '3xx': inGroup(300),
        '4xx': inGroup(400),
        '5xx': inGroup(500),
      },
      requestBytes: sum(items.map((item) => Math.max(0, num(item, 'requestSize')))),
      responseBytes: sum(items.map((item) => num(item, 'responseSize'))),
      from: '2026-03-31T12:00:00.000Z',
      to: '2026-03-31T13:00:00.000Z',
    });
  });

  it('of no requests are nothing, or not known', async () => {
    expect(await suite.data('/stats')).toMatchObject({
      totalRequests: 0,
      failedCount: 0,
      errorRate: null,
      slowRate: null,
      p50: null,
      p99: null,
      avgDurationMs: null,
      maxDurationMs: null,
      byStatusGroup: { none: 0, '5xx': 0 },
      requestBytes: 0,
    });
    expect(await suite.data('/top-hosts')).toEqual({ hosts: [] });
  });

  it('are of the last day, unless they are of a trace', async () => {
    await suite.report(sentRequest(), sentRequest({ timestamp: new Date().toISOString() }));
    const { from, to, ...day } = await suite.data<{ from: string; to: string }>('/stats');
    expect(day).toMatchObject({ totalRequests: 1 });
    expect(Date.parse(to) - Date.parse(from)).toBe(24 * 3_600_000);
    expect(await suite.data('/stats?traceId=trace-001')).toMatchObject({ totalRequests: 2, from: null, to: null });
  });

  it.each(['5m', '1h', '1d'])('over time come in buckets of %s, also empty ones', async (bucket) => {
    const width = { '5m': 300_000, '1h': 3_600_000, '1d': 86_400_000 }[bucket] as number;
    const items = made(40, 5).filter(({ timestamp }) => new Date(timestamp as string).getUTCMinutes() < 40);
    await suite.report(...items);
    const { buckets } = await suite.data<{ buckets: unknown[] }>(`/stats/series?${window}&bucket=${bucket}`);
    const first = Math.floor(start / width);
    const count = Math.ceil((start + 3_600_000) / width) - first;
    expect(buckets).toEqual(
      Array.from({ length: count }, (_, at) => {
        const begin = (first + at) * width;
        const own = items.filter(
          (item) => Math.floor(Date.parse(item['timestamp'] as string) / width) * width === begin,
        );
        return {
          start: new Date(begin).toISOString(),
          total: own.length,
          failed: own.filter(failed).length,
          slow: own.filter((item) => num(item, 'durationMs') > 1_000).length,
          p50: percentile(own, 50),
          p95: percentile(own, 95),
        };
      }),
    );
  });

  it('over time of a trace begin and end with its requests', async () => {
    const at = (minute: number) => sentRequest({ timestamp: new Date(start + minute * 60_000).toISOString() });
    await suite.report(at(0), at(3));
    const { buckets } = await suite.data<{ buckets: { total: number }[] }>('/stats/series?bucket=1m&traceId=trace-001');
    expect(buckets.map(({ total }) => total)).toEqual([1, 0, 0, 1]);
  });

  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const ranked = (items: readonly JsonObject[], nameOf: (item: JsonObject) => string[]) => {
    const groups = Map.groupBy(
      items.filter(({ direction }) => direction === 'outbound'),
      (item) => JSON.stringify(nameOf(item)),
    );
    return [...groups]
      .map(([name, own]) => ({
        name: JSON.parse(name) as string[],
        totalRequests: own.length,
        failedRequests: own.filter(failed).length,
        failureRate: rounded((own.filter(failed).length / own.length) * 100),
        avgDurationMs: rounded(sum(durations(own)) / own.length),
        p95: percentile(own, 95),
        lastFailureAt:
          own
            .filter(failed)
            .map((item) => item['timestamp'] as string)
            .sort()
            .at(-1) ?? null,
      }))
      .sort(
        (a, b) =>
          b.failedRequests - a.failedRequests ||
          b.totalRequests - a.totalRequests ||
          compare(a.name.join('\0'), b.name.join('\0')),
      );
  };

  it('say at which hosts outbound requests fail most', async () => {
    const items = made(200, 11);
    await suite.report(...items);
    const expected = ranked(items, ({ host }) => [(host as string).toLowerCase()]).map(({ name, ...rest }) => ({
      host: name[0],
      ...rest,
    }));
    expect(await suite.data(`/top-hosts?${window}`)).toEqual({ hosts: expected });
    expect(await suite.data(`/top-hosts?${window}&limit=1`)).toEqual({ hosts: expected.slice(0, 1) });
    expect(await suite.data(`/top-hosts?${window}&direction=inbound`)).toEqual({ hosts: [] });
  });

  it('say at which paths, whatever ids they hold', async () => {
    const items = made(200, 13);
    await suite.report(...items);
    const grouped: Record<string, string> = {
      '/v1/users/17': '/v1/users/{id}',
      '/v1/users/18/orders': '/v1/users/{id}/orders',
      '/v1/deadbeef': '/v1/{id}',
    };
    const nameOf = ({ method, host, path }: JsonObject) => [
      method as string,
      (host as string).toLowerCase(),
      grouped[path as string] ?? (path as string),
    ];
    const expected = ranked(items, nameOf).map(({ name: [method, host, path], ...rest }) => ({
      method,
      host,
      path,
      ...rest,
    }));
    expect(await suite.data(`/top-paths?${window}&limit=100`)).toEqual({ paths: expected });
  });

  it.each([
    ['/v1/users/0192a0f4-3b5e-7c1d-9a55-6f0d2f0b8f11/1/2', '/v1/users/{id}/{id}/{id}'],
    ['/123', '/{id}'],
    ['/v1/abcdef1', '/v1/abcdef1'],
    ['/v1/ABCDEF12', '/v1/{id}'],
    ['/v1.2/3a', '/v1.2/3a'],
  ])('take %s for %s', async (path, expected) => {
    await suite.report(sentRequest({ path }));
    expect(await suite.data(`/top-paths?${window}`)).toMatchObject({ paths: [{ path: expected }] });
  });
});
