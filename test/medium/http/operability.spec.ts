import { Controller, Get } from '@nestjs/common';
import { ReadinessChecks } from '@debrief/infra';
import { listRoutes } from '../../../apps/api/src/http/routes';
import { openTestDatabase, type TestDatabase } from '../../setup/database';
import { ProbeController } from './probe.controller';
import { type ProbeApp, startProbeApp, testConfig } from './probe-app';

const metricsToken = 'm'.repeat(20);
const origin = 'https://console.example';

let database: TestDatabase;
let probe: ProbeApp;
beforeAll(async () => {
  database = await openTestDatabase();
  probe = await startProbeApp(
    testConfig({ DATABASE_URL: database.databaseUrl, METRICS_TOKEN: metricsToken, CORS_ORIGINS: origin }),
    ProbeController,
  );
});
afterAll(async () => {
  await probe.close();
  await database.close();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(probe.url + path, { headers });

describe('readiness', () => {
  it('tells which part does not work, and recovers by itself', async () => {
    let works = true;
    probe.app.get(ReadinessChecks).add('queue', async () => works);
    const answer = async (): Promise<unknown> => {
      const response = await get('/ready');
      return [response.status, await response.json()];
    };
    expect(await answer()).toEqual([200, { status: 'ready', checks: { database: 'ok', queue: 'ok' } }]);
    works = false;
    expect(await answer()).toEqual([503, { status: 'unavailable', checks: { database: 'ok', queue: 'failed' } }]);
    works = true;
    expect(await answer()).toEqual([200, { status: 'ready', checks: { database: 'ok', queue: 'ok' } }]);
  });

  it('fails with the database, while health does not ask it', async () => {
    const alone = await startProbeApp(testConfig());
    expect(await (await fetch(`${alone.url}/ready`)).json()).toEqual({
      status: 'unavailable',
      checks: { database: 'failed' },
    });
    expect(await (await fetch(`${alone.url}/health`)).json()).toEqual({ status: 'ok' });
    await alone.close();
  });

  it('does not wait for a check that hangs', async () => {
    const alone = await startProbeApp(testConfig({ DATABASE_URL: database.databaseUrl }));
    alone.app.get(ReadinessChecks).add('queue', () => new Promise(() => undefined));
    expect((await fetch(`${alone.url}/ready`)).status).toBe(503);
    await alone.close();
  });
});

describe('metrics', () => {
  it('are closed without their token', async () => {
    expect((await get('/metrics')).status).toBe(401);
    expect((await get('/metrics', { authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('count requests by the pattern of their route, never by the path', async () => {
    await (await get('/api/open/some-id')).text();
    await (await get('/api/nowhere')).text();
    const text = await (await get('/metrics', { authorization: `Bearer ${metricsToken}` })).text();
    expect(text).toMatch(/http_server_request_duration_count\{[^}]*http_route="\/api\/open\/:how"[^}]*\} [1-9]/);
    expect(text).toMatch(/http_route="none"[^}]*http_response_status_code="404"/);
    expect(text).not.toContain('some-id');
    expect(text).toMatch(/^process_memory_usage [1-9]\d+$/m);
    expect(text).toMatch(/^process_uptime [\d.]+$/m);
  });
});

describe('the log', () => {
  it('has one line a request, with its route and id and without what was sent', async () => {
    const secret = probe.credentials.addKey();
    const response = await fetch(`${probe.url}/api/runs?note=canary-query`, {
      method: 'POST',
      body: '{"a":"canary-body"}',
      headers: { authorization: `Bearer ${secret}`, 'x-request-id': 'log-1', cookie: 'canary-cookie' },
    });
    const { workspace_id } = (await response.json()) as { workspace_id: string };
    const lines = probe.logLines.filter((line) => line.includes('log-1')).map((line) => JSON.parse(line) as object);
    expect(lines).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        requestId: 'log-1',
        workspaceId: workspace_id,
        method: 'POST',
        route: '/api/runs',
        status: 200,
        ms: expect.any(Number),
        msg: 'request',
      },
    ]);
    expect(probe.logLines.join('')).not.toMatch(new RegExp(`canary|${secret}`));
  });
});

describe('browsers', () => {
  it('of an allowed origin may read the headers that clients need', async () => {
    const response = await get('/health', { origin });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(
      (await get('/health', { origin: 'https://evil.example' })).headers.get('access-control-allow-origin'),
    ).not.toBe('https://evil.example');
  });

  it('may ask beforehand, without a credential', async () => {
    const response = await fetch(`${probe.url}/api/runs`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    });
    expect([response.status, response.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization']);
  });

  it('are shown the API page from this server alone', async () => {
    const page = await get('/docs');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    const references = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, reference]) => reference!);
    expect(references).toHaveLength(4);
    for (const reference of references) expect((await get(reference)).status).toBe(200);
    expect((await get('/docs/package.json')).status).toBe(404);
    expect((await get('/docs/..%2fpackage.json')).status).toBe(404);
  });

  it('can read the API document in both forms', async () => {
    expect(await (await get('/openapi.json')).json()).toMatchObject({
      openapi: expect.stringMatching(/^3\./),
      paths: { '/health': {} },
    });
    expect(await (await get('/openapi.yaml')).text()).toMatch(/^openapi: /);
  });
});

describe('routes', () => {
  it('are listed with their policy', () => {
    const routes = listRoutes(probe.app);
    expect(routes).toContainEqual({
      method: 'POST',
      path: '/api/runs',
      handler: 'ProbeController.record',
      policy: ['key:ingest', 'member'],
    });
    expect(routes).toContainEqual({
      method: 'GET',
      path: '/health',
      handler: 'HealthController.health',
      policy: 'public',
    });
  });

  it('without a policy keep the api from starting', async () => {
    @Controller('api')
    class Careless {
      @Get('secrets')
      secrets(): string {
        return 'everything';
      }
    }
    await expect(startProbeApp(testConfig(), Careless)).rejects.toThrow(
      'routes without a policy: GET /api/secrets (Careless.secrets)',
    );
  });

  it('answer a trailing slash without a redirect', async () => {
    const response = await fetch(`${probe.url}/api/runs/`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Bearer ${probe.credentials.addKey()}` },
    });
    expect(response.status).toBe(200);
  });
});
